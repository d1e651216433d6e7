import type { Positioned } from './components/focus'
import { largestPath } from './components/focusPath'
import type { TerraneWorld } from './engine'
import { fail } from './errors'
import { focusIndex, type FocusId } from './focuses'
import type { PrefetchingEngine } from './live/prefetch'
import { Input, noteData } from './live/recorder'
import { claimCourse } from './prefetch/course'

export interface FocusPathOptions {
  /** Metres a second that the focus will go: for one that waits at present (a lift, a train). Left out, as fast as it is. */
  readonly speed?: number
}

/**
 * Says where a focus will go: prefetch follows the path instead of the velocity, while the focus is within `pathReach` of it. Kept
 * until another is set; null takes it away. Nothing is wanted because of it.
 * @param points World metres, one at least.
 * @throws 'argument' for points that are not finite, none, or more than 4,096, and in a world without `prefetch()`.
 */
export function setFocusPath(
  world: TerraneWorld,
  id: FocusId,
  points: readonly (Positioned | readonly [number, number, number])[] | null,
  options: FocusPathOptions = {},
): void {
  const terrane = prefetchingEngine(world)
  const focus = focusIndex(terrane, id)
  const flat = points === null ? null : flatten(points)
  const speed = options.speed ?? 0
  if (!(speed >= 0 && speed < Infinity))
    fail('argument', `a path at ${speed} m/s`, 'metres a second, 0 or more', 'Leave speed out for that of the focus.')
  noteData(terrane, Input.setFocusPath, { focus, points: flat === null ? null : [...flat], speed })
  claimCourse(terrane, focus)
  const path = flat === null ? null : { points: flat, speed }
  const { root, focuses } = terrane
  terrane.prefetch.courses.path[focus] =
    path !== null && root !== null && !focuses.inScene[focus] ? root.carryPath(path) : path
}

function prefetchingEngine({ terrane }: TerraneWorld): PrefetchingEngine {
  if (terrane.prefetch !== null) return terrane as PrefetchingEngine
  return fail(
    'argument',
    'a focus path in a world that prefetches nothing',
    'prefetch() among its features',
    'Put prefetch() into features.',
  )
}

function flatten(points: readonly (Positioned | readonly [number, number, number])[]): Float64Array {
  if (points.length === 0 || points.length > largestPath)
    fail('argument', `a path of ${points.length} points`, `1 to ${largestPath}`, 'Pass null to take the path away.')
  const flat = points.flatMap((point) => ('x' in point ? [point.x, point.y, point.z] : [...point]))
  if (flat.length !== 3 * points.length || !flat.every(Number.isFinite))
    fail(
      'argument',
      'a path with a point that is none',
      'three finite numbers a point, metres',
      'Pass [x, y, z] or { x, y, z }.',
    )
  return Float64Array.from(flat)
}
