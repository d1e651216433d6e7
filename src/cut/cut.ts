import type { Engine } from '../engine'
import { spawnChildren } from '../live/membership'

/**
 * Smallest squared distance of every live section over all focuses, focus by focus: one pass over the boxes a focus,
 * min-reducing. No focus: infinitely far.
 */
export function measureDistances(engine: Engine): void {
  const { live, focuses } = engine
  const { order, count, rangeSquared, detailSquared, bestFocus } = live
  for (let i = 0; i < count; i++) {
    const s = order[i]
    rangeSquared[s] = detailSquared[s] = Infinity
    bestFocus[s] = -1
  }
  for (let k = 0; k < focuses.alive.length; k++) reduceDistances(engine, focuses.alive[k], 0)
}

/** The same for the sections from position `from` of `order` on. */
function reduceDistances(engine: Engine, focus: number, from: number): void {
  const { focuses, live } = engine
  const { box, order, count, rangeSquared, detailSquared, bestFocus } = live
  const x = focuses.x[focus]
  const y = focuses.y[focus]
  const z = focuses.z[focus]
  const perRange = 1 / (focuses.radiusScale[focus] * focuses.radiusScale[focus])
  const perDetail = 1 / (focuses.detailScale[focus] * focuses.detailScale[focus])
  for (let i = from; i < count; i++) {
    const s = order[i]
    const at = 6 * s
    const dx = x < box[at] ? box[at] - x : x > box[at + 3] ? x - box[at + 3] : 0
    const dy = y < box[at + 1] ? box[at + 1] - y : y > box[at + 4] ? y - box[at + 4] : 0
    const dz = z < box[at + 2] ? box[at + 2] - z : z > box[at + 5] ? z - box[at + 5] : 0
    const squared = dx * dx + dy * dy + dz * dz
    if (squared * perRange < rangeSquared[s]) {
      rangeSquared[s] = squared * perRange
      bestFocus[s] = focus
    }
    if (squared * perDetail < detailSquared[s]) detailSquared[s] = squared * perDetail
  }
}

/**
 * CUT.md A: the range bit of every root and the refined bit of every parent, top-down in one pass (`order` has parents
 * first, and children spawned here come after). Sums the bytes of everything that distance wants.
 */
export function cutTrees(engine: Engine): void {
  const { live, cut } = engine
  let bytes = 0
  for (let i = 0; i < live.count; i++) {
    const s = live.order[i]
    const reached =
      live.parent[s] < 0 ? cutRoot(engine, s) : live.reached[live.parent[s]] & live.cutRefined[live.parent[s]]
    live.reached[s] = reached
    if (reached) bytes += live.bytes[s]
    if (live.refineInSquared[s] >= 0 || live.structural[s]) cutParent(engine, s, reached)
  }
  cut.wantedBytes = bytes
}

/** Wanted inside enter, kept until beyond exit. */
function cutRoot(engine: Engine, s: number): number {
  const { live } = engine
  const was = live.inRange[s]
  const is = live.rangeSquared[s] <= (was ? live.exitSquared[s] : live.enterSquared[s]) ? 1 : 0
  if (was === is) return is
  live.inRange[s] = is
  live.dirty[s] = 1
  if (!is) live.leftAt[s] = engine.clock.tick - 1
  return is
}

/** Refined inside the inner distance, kept until beyond the outer; structural sections always; nothing outside the range. */
function cutParent(engine: Engine, s: number, reached: number): void {
  const { live } = engine
  const was = live.cutRefined[s]
  const limit = was ? live.refineOutSquared[s] : live.refineInSquared[s]
  const wants = reached && (live.structural[s] || live.detailSquared[s] <= limit)
  live.cutRefined[s] = wants && (live.firstChild[s] >= 0 || bringChildren(engine, s)) ? 1 : 0
}

/** Spawns the children into this very pass: they are measured at once, and come later in `order`. */
function bringChildren(engine: Engine, s: number): boolean {
  const { live, focuses } = engine
  const from = live.count
  if (!spawnChildren(engine, s)) return false
  for (let k = 0; k < focuses.alive.length; k++) reduceDistances(engine, focuses.alive[k], from)
  return true
}
