import type { Rectangle } from './draft'
import type { Random } from './random'

/** A piece of land along a street. In its own frame the street is at +z, width runs along x. */
export interface Lot {
  /** Centre in the city, metres. */
  readonly x: number
  readonly z: number
  readonly width: number
  readonly depth: number
  /** Quarter turns, counter-clockwise seen from above; 0 faces south. */
  readonly quarter: 0 | 1 | 2 | 3
  /** Nothing is built against these sides. */
  readonly openLeft: boolean
  readonly openRight: boolean
}

/** Lots all around a block, wall to wall; corners belong to the north and south rows. */
export function perimeterLots(area: Rectangle, depth: number, width: number, random: Random): Lot[] {
  const lots: Lot[] = []
  const { x0, z0, x1, z1 } = area
  for (const [from, to, next] of pieces(x0, x1, width, random)) {
    const shared = { x: (from + to) / 2, width: to - from, depth }
    lots.push({ ...shared, z: z1 - depth / 2, quarter: 0, openLeft: from === x0, openRight: next })
    lots.push({ ...shared, z: z0 + depth / 2, quarter: 2, openLeft: next, openRight: from === x0 })
  }
  if (z1 - z0 - 2 * depth < width * 0.6) return lots
  for (const [from, to] of pieces(z0 + depth, z1 - depth, width, random)) {
    const shared = { z: (from + to) / 2, width: to - from, depth, openLeft: false, openRight: false }
    lots.push({ ...shared, x: x1 - depth / 2, quarter: 1 })
    lots.push({ ...shared, x: x0 + depth / 2, quarter: 3 })
  }
  return lots
}

/** A block in `columns` × 2 free-standing lots that face the streets north and south. */
export function openLots(area: Rectangle, width: number): Lot[] {
  const columns = Math.max(1, Math.round((area.x1 - area.x0) / width))
  const step = (area.x1 - area.x0) / columns
  const depth = (area.z1 - area.z0) / 2
  return Array.from({ length: columns * 2 }, (_, i) => ({
    x: area.x0 + (Math.floor(i / 2) + 0.5) * step,
    z: i % 2 === 0 ? area.z1 - depth / 2 : area.z0 + depth / 2,
    width: step,
    depth,
    quarter: i % 2 === 0 ? (0 as const) : (2 as const),
    openLeft: true,
    openRight: true,
  }))
}

/** Cuts [from, to] into pieces about `width` long; the third value says that a piece is the last. */
function pieces(from: number, to: number, width: number, random: Random): [number, number, boolean][] {
  const count = Math.max(1, Math.round((to - from) / width))
  const cuts = Array.from({ length: count + 1 }, (_, i) => {
    const jitter = i === 0 || i === count ? 0 : random.range(-0.22, 0.22)
    return from + ((to - from) * (i + jitter)) / count
  })
  return Array.from({ length: count }, (_, i) => [cuts[i], cuts[i + 1], i === count - 1])
}
