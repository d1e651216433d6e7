import type { SectionTable } from '../blobs/sectionBlob'
import { Gate } from '../components/gates'
import type { LiveSections } from '../components/liveSection'
import type { Engine } from '../engine'
import type { Row } from '../presenter'
import { findLive } from '../live/rowTable'
import { visitRootsInReach } from '../spatial/sectionIndex'

/** A root that was wanted and missing, at least for a tick. Ticks count from 0, as the path's. */
export interface Gap {
  readonly row: Row
  /** All of them. */
  ticks: number
  /** The gap that runs, or ran last. */
  startTick: number
  lastTick: number
  /** The longest without a break. */
  longestStart: number
  longestTicks: number
}

/**
 * What a player misses, by where the focuses truly are: a root within its enter radius is wanted, and missing while its place is
 * not whole, neither by itself nor by all that refine it. Look-ahead, pins and prefetch change nothing here; what a gate of a tiled scene keeps from being begun is
 * not wanted.
 */
export interface Coverage {
  /** Of the last tick. */
  wanted: number
  missing: number
  /** Section × tick, over all ticks. */
  wantedTicks: number
  missingTicks: number
  /** Of these, while a part of the root's own picture was to be seen (T-11). */
  partTicks: number
  readonly gaps: Map<Row, Gap>
  /** Those since the warm-up ended; null until then. */
  later: Map<Row, Gap> | null
  /** Scratch: the tick's stamp by root, so that two focuses want a root once. */
  readonly seen: Uint32Array
  stamp: number
}

export function createCoverage(table: SectionTable): Coverage {
  const seen = new Uint32Array(table.rootCount)
  return {
    wanted: 0,
    missing: 0,
    wantedTicks: 0,
    missingTicks: 0,
    partTicks: 0,
    gaps: new Map(),
    later: null,
    seen,
    stamp: 0,
  }
}

/** Call once after every tick; `points` holds x, y, z of every focus. */
export function measureCoverage(engine: Engine, points: ArrayLike<number>, coverage: Coverage): void {
  const { table, live, rows } = engine
  coverage.stamp++
  coverage.wanted = coverage.missing = 0
  const visit = (row: number) => {
    if (coverage.seen[row] === coverage.stamp) return
    coverage.seen[row] = coverage.stamp
    if (engine.tiles !== null && engine.tiles.gateOf(engine, row, -1, false) !== Gate.None) return
    coverage.wanted++
    const s = findLive(rows, row)
    if (s >= 0 && isWhole(live, s)) return
    coverage.missing++
    if (s >= 0 && live.partShown[s]) coverage.partTicks++
    extendGap(coverage.gaps, row, coverage.stamp - 1)
    if (coverage.later) extendGap(coverage.later, row, coverage.stamp - 1)
  }
  for (let i = 0; i < points.length; i += 3)
    visitRootsInReach(table, points[i], points[i + 1], points[i + 2], 1, 0, visit)
  coverage.wantedTicks += coverage.wanted
  coverage.missingTicks += coverage.missing
}

function extendGap(gaps: Map<Row, Gap>, row: Row, tick: number): void {
  let gap = gaps.get(row)
  if (!gap)
    gaps.set(row, (gap = { row, ticks: 0, startTick: tick, lastTick: tick, longestStart: tick, longestTicks: 0 }))
  if (tick > gap.lastTick + 1) gap.startTick = tick
  gap.lastTick = tick
  gap.ticks++
  const ticks = tick - gap.startTick + 1
  if (ticks <= gap.longestTicks) return
  gap.longestTicks = ticks
  gap.longestStart = gap.startTick
}

function isWhole(live: LiveSections, s: number): boolean {
  if (live.shown[s]) return true
  let child = live.firstChild[s]
  if (child < 0) return false
  for (; child >= 0; child = live.nextSibling[child]) if (!isWhole(live, child)) return false
  return true
}
