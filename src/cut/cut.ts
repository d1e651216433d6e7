import { allKinds } from '../components/kinds'
import type { Engine } from '../engine'
import { squaredDistanceToBox } from '../math/box'
import { rangeGraceOver } from '../live/grace'
import { spawnChildren } from '../live/membership'
import { markDirty, touch } from '../live/pending'

/**
 * Measures every live section against every focus, focus by focus, min-reducing, and (CUT.md A) sets the range bit of every
 * root: wanted inside enter, kept until beyond exit, of the nearer of each focus and the point ahead of it; what is still there when
 * it comes back inside exit during the grace never left. The one loop over all live sections that a moving focus costs.
 */
export function cutRoots(engine: Engine): void {
  const { alive } = engine.focuses
  if (alive.length === 0) leaveAll(engine)
  for (let k = 0; k < alive.length; k++) measureFocus(engine, alive[k], k === 0, k === alive.length - 1)
}

function leaveAll(engine: Engine): void {
  const { live } = engine
  for (let i = 0; i < live.count; i++) {
    const s = live.order[i]
    live.rangeSquared[s] = live.detailSquared[s] = Infinity
    live.bestFocus[s] = -1
    if (live.inRange[s]) flipRange(engine, s)
  }
}

/**
 * The point ahead is measured only where the position alone would leave a section out (elsewhere it decides nothing, and `lookCloser`
 * has it for scores) and where the way leads towards the box: distance to a box is convex, so another way never comes nearer.
 * `first` overwrites, later ones take the smaller; `last` compares with the limit in force and flips the bit.
 */
function measureFocus(engine: Engine, focus: number, first: boolean, last: boolean): void {
  const { focuses, live } = engine
  const { box, order, count, rangeSquared, bestFocus, limitSquared, inRange, kindBit } = live
  const x = focuses.x[focus]
  const y = focuses.y[focus]
  const z = focuses.z[focus]
  const looksAhead = focuses.looksAhead[focus] === 1
  const aheadX = looksAhead ? focuses.aheadX[focus] : x
  const aheadY = looksAhead ? focuses.aheadY[focus] : y
  const aheadZ = looksAhead ? focuses.aheadZ[focus] : z
  const wayX = aheadX - x
  const wayY = aheadY - y
  const wayZ = aheadZ - z
  const scale = 1 / (focuses.radiusScale[focus] * focuses.radiusScale[focus])
  const mask = focuses.kindMask[focus]
  const picky = mask !== allKinds
  for (let i = 0; i < count; i++) {
    const s = order[i]
    const at = 6 * s
    const dx = x < box[at] ? box[at] - x : x > box[at + 3] ? box[at + 3] - x : 0
    const dy = y < box[at + 1] ? box[at + 1] - y : y > box[at + 4] ? box[at + 4] - y : 0
    const dz = z < box[at + 2] ? box[at + 2] - z : z > box[at + 5] ? box[at + 5] - z : 0
    let squared = (dx * dx + dy * dy + dz * dz) * scale
    if (squared > limitSquared[s] && dx * wayX + dy * wayY + dz * wayZ > 0)
      squared = Math.min(squared, squaredDistanceToBox(box, at, aheadX, aheadY, aheadZ) * scale)
    if (picky && (mask & kindBit[s]) === 0) squared = Infinity
    if (first || squared < rangeSquared[s]) {
      rangeSquared[s] = squared
      bestFocus[s] = focus
    } else squared = rangeSquared[s]
    if (last && (squared <= limitSquared[s] ? 1 : 0) !== inRange[s]) flipRange(engine, s)
  }
}

function flipRange(engine: Engine, s: number): void {
  const { live, cut } = engine
  const entered = live.inRange[s] ? 0 : 1
  if (entered && !mayComeBack(engine, s) && !isInsideEnter(engine, s)) {
    live.limitSquared[s] = live.enterSquared[s]
    return
  }
  live.inRange[s] = entered
  live.limitSquared[s] = live.exitSquared[s]
  if (!entered) live.leftAt[s] = engine.clock.tick - 1
  cut.wantedBytes += entered ? live.bytes[s] : -live.bytes[s]
  cut.wantedTextureBytes += entered ? live.textureBytes[s] : -live.textureBytes[s]
  markDirty(engine, s)
  touch(engine, s)
}

/** T-10: within its grace, and with something to keep: nothing is loaded anew for having been near. */
function mayComeBack(engine: Engine, s: number): boolean {
  return engine.live.paid[s] > 0 && !rangeGraceOver(engine, s)
}

/** Whoever left too long ago to be taken back has to come inside enter. */
function isInsideEnter(engine: Engine, s: number): boolean {
  const { live, focuses } = engine
  if (live.rangeSquared[s] <= live.enterSquared[s]) return true
  for (const focus of focuses.alive) {
    if ((focuses.kindMask[focus] & live.kindBit[s]) === 0) continue
    const scale = focuses.radiusScale[focus]
    if (squaredDistance(engine, focus, s) <= live.enterSquared[s] * scale * scale) return true
  }
  return false
}

/**
 * CUT.md A for trees: the refined bit of every parent, top-down in one pass (`order` has parents first, and children spawned here
 * come after). Sums the bytes of everything that distance wants.
 */
export function cutTrees(engine: Engine): void {
  const { live, cut } = engine
  if (cut.parents > 0 || cut.upgradable > 0) measureDetail(engine, 0)
  let bytes = 0
  let textureBytes = 0
  for (let i = 0; i < live.count; i++) {
    const s = live.order[i]
    const parent = live.parent[s]
    const reached = parent < 0 ? live.inRange[s] : live.reached[parent] & live.cutRefined[parent]
    live.reached[s] = reached
    if (reached) {
      bytes += live.bytes[s]
      textureBytes += live.textureBytes[s]
    }
    if (live.refineInSquared[s] >= 0 || live.structural[s]) cutParent(engine, s, reached)
  }
  cut.wantedBytes = bytes
  cut.wantedTextureBytes = textureBytes
}

/** Squared distance over detailScale, of the sections from position `from` of `order` on: for refine distances. */
function measureDetail(engine: Engine, from: number): void {
  const { live, focuses, cut } = engine
  for (let i = from; i < live.count; i++) {
    const s = live.order[i]
    if (live.simple[s] && !(cut.upgradable > 0 && live.requiring[s])) continue
    live.detailSquared[s] = Infinity
    for (let k = 0; k < focuses.alive.length; k++) {
      const focus = focuses.alive[k]
      if ((focuses.kindMask[focus] & live.kindBit[s]) === 0) continue
      const squared = squaredDistance(engine, focus, s) / (focuses.detailScale[focus] * focuses.detailScale[focus])
      if (squared < live.detailSquared[s]) live.detailSquared[s] = squared
    }
  }
}

/** The distance of a section that lacks something, from the point ahead too. */
export function lookCloser(engine: Engine, s: number): void {
  const { live, focuses } = engine
  const focus = live.bestFocus[s]
  if (focus < 0 || !focuses.looksAhead[focus]) return
  const scale = focuses.radiusScale[focus]
  live.rangeSquared[s] = Math.min(live.rangeSquared[s], squaredDistance(engine, focus, s) / (scale * scale))
}

/** T-6: from the nearer of where the focus is and where it will be, for loading and unloading alike. */
function squaredDistance(engine: Engine, focus: number, s: number): number {
  const { focuses, live } = engine
  const squared = squaredDistanceToBox(live.box, 6 * s, focuses.x[focus], focuses.y[focus], focuses.z[focus])
  if (!focuses.looksAhead[focus]) return squared
  const { aheadX, aheadY, aheadZ } = focuses
  return Math.min(squared, squaredDistanceToBox(live.box, 6 * s, aheadX[focus], aheadY[focus], aheadZ[focus]))
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
  measureDetail(engine, from)
  for (let i = from; i < live.count; i++) measureRange(engine, live.order[i], focuses.alive)
  return true
}

function measureRange(engine: Engine, s: number, alive: readonly number[]): void {
  const { live, focuses } = engine
  for (let k = 0; k < alive.length; k++) {
    const squared =
      squaredDistance(engine, alive[k], s) / (focuses.radiusScale[alive[k]] * focuses.radiusScale[alive[k]])
    if (squared >= live.rangeSquared[s]) continue
    live.rangeSquared[s] = squared
    live.bestFocus[s] = alive[k]
  }
}
