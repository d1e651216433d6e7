import type { SectionTable } from '../blobs/sectionBlob'
import { boxStride } from '../math/box'
import { createFocusPath, type FocusPath } from '../replay/focusPath'
import type { Point } from './places'

/** Stops of a tour beside the authored focuses: as many as its time allows. */
const mostStops = 64

/** How long a tour takes, seconds: it has as many stops as fit, and in a world too large for two of them it ends on the way. */
const longestSeconds = 600

/** Height above a section's lowest point, metres: a walker's eyes. */
export const eyeHeight = 2

/**
 * A path made from the world itself: from one authored focus to the next, then through sections spread over all of it along their Morton order, so
 * that it goes where content is. The same world gives the same path.
 * @param speed Metres a second, below that of a teleport.
 */
export function makeTour(table: SectionTable, speed: number): FocusPath {
  const authored = focusesOf(table)
  for (let stops = mostStops; stops > 1; stops >>= 1) {
    const route = [...authored, ...rootsOf(table, stops)]
    if (measureRoute(route) <= longestSeconds * speed) return walkRoute('tour', route, speed)
  }
  return walkRoute('tour', [...authored, ...rootsOf(table, 2)], speed, longestSeconds)
}

function focusesOf({ focusPoint }: SectionTable): Point[] {
  return Array.from({ length: focusPoint.length / 4 }, (_, i) => [
    focusPoint[4 * i],
    focusPoint[4 * i + 1],
    focusPoint[4 * i + 2],
  ])
}

/** Middles of `stops` roots, evenly spread over their rows. */
function rootsOf({ bounds, rootCount }: SectionTable, stops: number): Point[] {
  const count = Math.min(stops, rootCount)
  return Array.from({ length: count }, (_, i) => {
    const at = boxStride * Math.floor((i * rootCount) / count)
    return [(bounds[at] + bounds[at + 3]) / 2, bounds[at + 1] + eyeHeight, (bounds[at + 2] + bounds[at + 5]) / 2]
  })
}

function measureRoute(route: readonly Point[]): number {
  return route.reduce((metres, point, i) => metres + (i === 0 ? 0 : metresBetween(route[i - 1], point)), 0)
}

function metresBetween(a: Point, b: Point): number {
  return Math.sqrt((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2 + (a[2] - b[2]) ** 2)
}

/**
 * A path from point to point at one speed. It has a sample a second at most: a longer gap would be a teleport.
 * @param speed Metres a second, below that of a teleport.
 * @param longest Seconds after which it ends on the way.
 */
export function walkRoute(name: string, route: readonly Point[], speed: number, longest = Infinity): FocusPath {
  const times = [0]
  const points: number[] = [...(route[0] ?? [0, 0, 0])]
  for (let i = 1; i < route.length; i++) {
    const [from, to] = [route[i - 1], route[i]]
    const seconds = metresBetween(from, to) / speed
    const parts = Math.ceil(seconds)
    const begin = times[times.length - 1]
    for (let part = 1; part <= parts; part++) {
      times.push(begin + (seconds * part) / parts)
      for (let axis = 0; axis < 3; axis++) points.push(from[axis] + ((to[axis] - from[axis]) * part) / parts)
    }
  }
  const kept = times.filter((time) => time <= longest).length
  return createFocusPath(name, times.slice(0, kept), points.slice(0, 3 * kept))
}
