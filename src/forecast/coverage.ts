import type { SectionTable } from '../blobs/sectionBlob'
import type { LiveSections } from '../components/liveSection'
import type { Engine } from '../engine'
import { findLive } from '../live/rowTable'
import { visitRootsInReach } from '../spatial/sectionIndex'

/**
 * What a player misses, by where the focuses truly are: a root within its enter radius is wanted, and missing while its place is
 * not whole, neither by itself nor by all that refine it. Look-ahead, pins and prefetch change nothing here.
 */
export interface Coverage {
  /** Of the last tick. */
  wanted: number
  missing: number
  /** Section × tick, over all ticks. */
  wantedTicks: number
  missingTicks: number
  /** Scratch: the tick's stamp by root, so that two focuses want a root once. */
  readonly seen: Uint32Array
  stamp: number
}

export function createCoverage(table: SectionTable): Coverage {
  return { wanted: 0, missing: 0, wantedTicks: 0, missingTicks: 0, seen: new Uint32Array(table.rootCount), stamp: 0 }
}

/** Call once after every tick; `points` holds x, y, z of every focus. */
export function measureCoverage(engine: Engine, points: ArrayLike<number>, coverage: Coverage): void {
  const { table, live, rows } = engine
  coverage.stamp++
  coverage.wanted = coverage.missing = 0
  const visit = (row: number) => {
    if (coverage.seen[row] === coverage.stamp) return
    coverage.seen[row] = coverage.stamp
    coverage.wanted++
    const s = findLive(rows, row)
    if (s < 0 || !isWhole(live, s)) coverage.missing++
  }
  for (let i = 0; i < points.length; i += 3)
    visitRootsInReach(table, points[i], points[i + 1], points[i + 2], 1, 0, visit)
  coverage.wantedTicks += coverage.wanted
  coverage.missingTicks += coverage.missing
}

function isWhole(live: LiveSections, s: number): boolean {
  if (live.shown[s]) return true
  let child = live.firstChild[s]
  if (child < 0) return false
  for (; child >= 0; child = live.nextSibling[child]) if (!isWhole(live, child)) return false
  return true
}
