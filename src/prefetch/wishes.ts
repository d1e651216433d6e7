import { hasContent } from '../blobs/sectionBlob'
import { Prefetch } from '../components/prefetch'
import { kindBitOf } from '../components/kinds'
import { makeLive } from '../live/lineage'
import { coarsenDistanceOf, exitOf, isWantedRow, refineDistanceOf } from '../live/membership'
import type { PrefetchingEngine } from '../live/prefetch'
import { findLive } from '../live/rowTable'
import { squaredDistanceToBox } from '../math/box'
import { isLacking } from './find'
import { unwish, wish } from './held'
import { fitsAhead } from './start'

/** Wishes for what a ghost's cut found, what it requires first, as far as budgets go. */
export function wishFound(engine: PrefetchingEngine): void {
  const { prefetch } = engine
  for (let k = 0; k < prefetch.found; k++) {
    const row = prefetch.foundRow[k]
    const s = makeLive(engine, row)
    if (s >= 0 && fitsAhead(engine, s)) wishClosure(engine, s, row)
  }
}

function wishClosure(engine: PrefetchingEngine, s: number, cause: number): void {
  const { live, table, rows, prefetch, profile } = engine
  const row = live.row[s]
  for (let i = table.requireStart[row]; i < table.requireStart[row + 1]; i++)
    wishClosure(engine, findLive(rows, table.requires[i]), cause)
  if (prefetch.held.length < profile.prefetchBudget && isLacking(engine, row)) wish(engine, s, cause)
}

/** Drops what no ghost is near any more: grace for a change of mind, as it may be changed again. */
export function keepWishes(engine: PrefetchingEngine): void {
  const { prefetch, live } = engine
  for (let k = prefetch.held.length - 1; k >= 0; k--) {
    const s = prefetch.held[k]
    if (live.prefetch[s] & Prefetch.Wished && !isStillAhead(engine, prefetch.cause[k])) unwish(engine, s, true)
  }
}

/** Gives up what is over the budget: the last to be wanted first, without grace. What is resident leaves by the queue. */
export function dropWishes(engine: PrefetchingEngine, budget: number): void {
  const { prefetch, live } = engine
  for (let k = prefetch.held.length - 1; k >= budget; k--) {
    const s = prefetch.held[k]
    if (live.prefetch[s] & Prefetch.Wished) unwish(engine, s, false)
    else live.lastWanted[s] = -0x4000_0000
  }
}

function isStillAhead(engine: PrefetchingEngine, row: number): boolean {
  const { focuses, table, prefetch } = engine
  if (!isWantedRow(engine, row)) return false
  for (const focus of focuses.alive)
    if (
      prefetch.courses.hasGhost[focus] &&
      focuses.kindMask[focus] & kindBitOf(table.kind[row]) &&
      isNear(engine, focus, row)
    )
      return true
  return false
}

/** The hysteresis of what is wanted, for the nearer of ghost and focus: within exit of the root, within the outer refine distance of all parents. */
function isNear(engine: PrefetchingEngine, focus: number, row: number): boolean {
  const { table, focuses } = engine
  let up = row
  for (; table.parent[up] >= 0; up = table.parent[up]) {
    const parent = table.parent[up]
    const outer = coarsenDistanceOf(engine, parent, refineDistanceOf(engine, parent)) * focuses.detailScale[focus]
    if (hasContent(table, parent) && distanceOf(engine, focus, parent) > outer) return false
  }
  return distanceOf(engine, focus, up) <= exitOf(engine, up) * focuses.radiusScale[focus]
}

function distanceOf({ focuses, table, prefetch }: PrefetchingEngine, focus: number, row: number): number {
  const ranges = table.rangeBox ?? table.bounds
  const { x, y, z } = focuses
  const { ghostX, ghostY, ghostZ } = prefetch.courses
  const own = squaredDistanceToBox(ranges, 6 * row, x[focus], y[focus], z[focus])
  return Math.sqrt(Math.min(own, squaredDistanceToBox(ranges, 6 * row, ghostX[focus], ghostY[focus], ghostZ[focus])))
}
