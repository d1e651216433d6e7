import { hasContent, SectionFlag } from '../blobs/sectionBlob'
import { boxStride } from '../math/box'
import { kindBitOf } from '../components/kinds'
import { clearStages } from '../components/stageTimes'
import { State } from '../components/state'
import { Reason, type LiveSections } from '../components/liveSection'
import type { Engine } from '../engine'
import { dropEntity } from './entity'
import { rangeGraceOver } from './grace'
import { findLive, insertLive, removeLive } from './rowTable'

/**
 * Makes a root, a placeless section, or (with a live `parent`) a child live, and what it requires with it.
 * @returns its live index, or −1 where the capacity does not carry it: nothing is changed then.
 */
export function spawn(engine: Engine, row: number, parent: number): number {
  const present = findLive(engine.rows, row)
  if (present >= 0) return present
  if (countMissing(engine, row) > engine.live.freeCount) {
    refuse(engine)
    return -1
  }
  return spawnUnchecked(engine, row, parent)
}

function refuse(engine: Engine): void {
  engine.cut.capacityRefusals++
  engine.cut.starved = true
}

/** Its kind is one that this world wants, and its data layer is not off. */
export function isWantedRow({ table, kinds, layers }: Engine, row: number): boolean {
  return kinds.wanted[table.kind[row]] === 1 && (table.layer[row] & layers.wanted) !== 0
}

/** All children of a refined section live together. @returns false where the capacity does not carry them. */
export function spawnChildren(engine: Engine, s: number): boolean {
  const { live, table } = engine
  if (live.firstChild[s] >= 0) return true
  const first = table.firstChild[live.row[s]]
  const count = table.childCount[live.row[s]]
  let missing = 0
  for (let row = first; row < first + count; row++) missing += countMissing(engine, row)
  if (missing > live.freeCount) {
    refuse(engine)
    return false
  }
  for (let row = first + count - 1; row >= first; row--) {
    const child = spawnUnchecked(engine, row, s)
    live.nextSibling[child] = live.firstChild[s]
    live.firstChild[s] = child
  }
  return true
}

/** Live rows that a section and what it requires would take; an upper bound where two of them require the same. */
function countMissing(engine: Engine, row: number): number {
  const { table, rows } = engine
  if (findLive(rows, row) >= 0) return 0
  let missing = 1
  for (let i = table.requireStart[row]; i < table.requireStart[row + 1]; i++)
    missing += countMissing(engine, table.requires[i])
  return missing
}

function spawnUnchecked(engine: Engine, row: number, parent: number): number {
  const { live, table, rows } = engine
  for (let i = table.requireStart[row]; i < table.requireStart[row + 1]; i++) {
    const required = table.requires[i]
    const at = findLive(rows, required)
    hold(engine, at >= 0 ? at : spawnUnchecked(engine, required, -1))
  }
  const s = live.free[--live.freeCount]
  live.order[live.count++] = s
  insertLive(rows, row, s)
  engine.byState[State.Idle]++
  describe(engine, s, row, parent)
  resetColumns(engine, s)
  countKind(engine, s, 1)
  return s
}

function hold(engine: Engine, required: number): void {
  if (engine.live.holders[required]++ === 0) bookShared(engine, required, 1)
}

function letGo(engine: Engine, required: number): void {
  if (--engine.live.holders[required] === 0) bookShared(engine, required, -1)
}

function bookShared({ cut, live }: Engine, required: number, sign: 1 | -1): void {
  cut.sharedBytes += sign * live.bytes[required]
  cut.sharedTextureBytes += sign * live.textureBytes[required]
}

/** Is it the sharper version of a shared texture? */
export function isUpgrade(live: LiveSections, s: number): boolean {
  return live.parent[s] >= 0 && live.upgradeInSquared[live.parent[s]] >= 0
}

/** What the systems need to know of the live set as a whole. */
function countKind(engine: Engine, s: number, sign: 1 | -1): void {
  const { live, cut } = engine
  if (live.upgradeInSquared[s] >= 0) cut.upgradable += sign
  if (live.parent[s] >= 0 && !isUpgrade(live, s)) cut.trees += sign
  if (live.refineInSquared[s] >= 0 || live.structural[s]) cut.parents += sign
  if (live.attached[s]) cut.attachments += sign
  cut.moved = true
  if (!live.simple[s]) cut.stale = true
}

/** A tick before all grace and memory. */
const longAgo = -0x4000_0000

/** Copies what the hot loop needs from the table. */
export function describe(engine: Engine, s: number, row: number, parent: number): void {
  const { live, table } = engine
  const ranges = table.rangeBox ?? table.bounds
  for (let i = 0; i < boxStride; i++) live.box[s * boxStride + i] = ranges[row * boxStride + i]
  live.row[s] = row
  const bytes = engine.tiles?.sizes.get(row) ?? table.cpuBytes[row] + table.gpuBytes[row]
  live.bytes[s] = engine.kinds.wanted[table.kind[row]] ? bytes : 0
  live.textureBytes[s] = table.kind[row] === engine.kinds.texture ? live.bytes[s] : 0
  live.kindBit[s] = kindBitOf(table.kind[row])
  live.priority[s] = table.priority[row]
  live.lane[s] = table.lane[row]
  live.rank[s] = table.rank[row]
  live.structural[s] = hasContent(table, row) ? 0 : 1
  const alone = parent < 0 && table.childCount[row] === 0 && !live.structural[s]
  live.simple[s] = alone || (table.flags[row] & SectionFlag.Placeless) !== 0 ? 1 : 0
  live.requiring[s] = table.requireStart[row + 1] > table.requireStart[row] ? 1 : 0
  live.parent[s] = parent
  live.root[s] = parent >= 0 ? live.root[parent] : s
  live.depth[s] = parent >= 0 ? live.depth[parent] + 1 : 0
  live.attached[s] = table.attachedTo[row] >= 0 ? 1 : 0
  live.firstChild[s] = live.nextSibling[s] = -1
  live.inRange[s] = 0
  live.leftAt[s] = longAgo
  applyRadii(engine, s)
}

/** Of a root, metres: the baked one, or the smaller one of its kind. */
export function enterOf({ table, kinds }: Engine, row: number): number {
  return Math.min(table.enterRadius[row], kinds.radius[table.kind[row]])
}

/** The authored one where there is one, else by the ratio of the profile in force. */
export function exitOf(engine: Engine, row: number): number {
  const { table, profile } = engine
  const enter = enterOf(engine, row)
  return table.exitRadius[row] > 0 && enter === table.enterRadius[row]
    ? table.exitRadius[row]
    : enter * profile.exitRatio
}

/** Radii in force: authored ones, and the profile's ratio where no exit radius is authored. */
export function applyRadii(engine: Engine, s: number): void {
  const { live, table } = engine
  const row = live.row[s]
  const placed = live.parent[s] < 0 && (table.flags[row] & SectionFlag.Placeless) === 0 && isWantedRow(engine, row)
  const enter = enterOf(engine, row)
  const exit = exitOf(engine, row)
  live.enterSquared[s] = placed ? enter * enter : -1
  live.exitSquared[s] = placed ? exit * exit : -1
  live.limitSquared[s] = live.inRange[s] || !rangeGraceOver(engine, s) ? live.exitSquared[s] : live.enterSquared[s]
  const refine = refineDistanceOf(engine, row)
  const placeless = (table.flags[row] & SectionFlag.Placeless) !== 0
  const parent = table.childCount[row] > 0 && !live.structural[s] && !placeless
  const upgradable = table.childCount[row] > 0 && placeless
  const coarsen = coarsenDistanceOf(engine, row, refine)
  live.refineInSquared[s] = parent ? refine * refine : -1
  live.refineOutSquared[s] = parent ? coarsen * coarsen : -1
  live.upgradeInSquared[s] = upgradable ? refine * refine : -1
  live.upgradeOutSquared[s] = upgradable ? coarsen * coarsen : -1
}

/** Baked, or by screen-space error: `error × pixels per radian ÷ largest error in pixels` (CUT.md A). */
export function refineDistanceOf(engine: Engine, row: number): number {
  const { table, settings, cut } = engine
  if (settings.maxErrorPixels === 0 || table.error[row] === 0) return table.refineDistance[row]
  return (table.error[row] * cut.pixelsPerRadian) / settings.maxErrorPixels
}

/** As authored beside the refine distance that is in force; the settings' ratio otherwise. */
export function coarsenDistanceOf({ table, settings }: Engine, row: number, refine: number): number {
  const authored = table.coarsenDistance[row] > 0 && refine === table.refineDistance[row]
  return authored ? table.coarsenDistance[row] : refine * settings.refineHysteresis
}

/** Spawning writes every column that describe does not: indices are reused, and rows keep old values. */
function resetColumns(engine: Engine, s: number): void {
  const { live, clock } = engine
  live.eid[s] = 0
  live.holders[s] = 0
  live.rangeSquared[s] = live.detailSquared[s] = Infinity
  live.bestFocus[s] = -1
  live.cutRefined[s] = live.reached[s] = live.admitted[s] = live.refined[s] = 0
  live.refused[s] = live.active[s] = live.dropped[s] = live.failing[s] = live.missingBelow[s] = 0
  live.desired[s] = live.wanting[s] = live.demand[s] = live.demanding[s] = live.pins[s] = 0
  live.prefetch[s] = live.held[s] = 0
  live.reason[s] = Reason.None
  live.score[s] = live.nudge[s] = 0
  live.state[s] = State.Idle
  live.ticket[s] = live.cancelled[s] = live.parked[s] = live.paid[s] = live.failures[s] = live.cooldownUntil[s] = 0
  live.since[s] = live.lastActive[s] = clock.tick
  live.lastWanted[s] = live.unloadedAt[s] = longAgo
  live.shown[s] = live.dirty[s] = live.isTouched[s] = 0
  live.partShown[s] = live.partsDone[s] = live.partsTotal[s] = live.partsTick[s] = 0
  live.pendingAt[s] = -1
  live.shownSince[s] = live.fadingUntil[s] = 0
  live.wakeAt[s] = 0x7fff_ffff
  clearStages(engine.stages, s)
}

/** Gives a live row back. Its index stays in `order` until `compactOrder`. */
export function despawn(engine: Engine, s: number): void {
  const { live, table, rows } = engine
  const row = live.row[s]
  dropEntity(engine, s)
  for (let i = table.requireStart[row]; i < table.requireStart[row + 1]; i++)
    letGo(engine, findLive(rows, table.requires[i]))
  removeLive(rows, row)
  engine.errors.delete(row)
  engine.byState[live.state[s]]--
  countKind(engine, s, -1)
  live.row[s] = -1
  live.free[live.freeCount++] = s
}

/** Takes despawned indices out of `order`, keeping the order of the rest. */
export function compactOrder(engine: Engine): void {
  const { live } = engine
  let kept = 0
  for (let i = 0; i < live.count; i++) if (live.row[live.order[i]] >= 0) live.order[kept++] = live.order[i]
  live.count = kept
}
