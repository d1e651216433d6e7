import { hasContent, SectionFlag } from '../blobs/sectionBlob'
import { Gate } from '../components/gates'
import { kindBitOf } from '../components/kinds'
import { State } from '../components/state'
import type { Engine } from '../engine'
import { gateOfRow } from '../cut/rules'
import { enterOf, isWantedRow, refineDistanceOf } from '../live/membership'
import type { PrefetchingEngine } from '../live/prefetch'
import { findLive } from '../live/rowTable'
import { squaredDistanceToBox } from '../math/box'
import { visitRootsInReach } from '../spatial/sectionIndex'
import type { Refines } from '../tiles/tileRules'

/**
 * The cut of a ghost (CUT.md, rule 7), read from the table: no bit is set, and nothing becomes live. Leaves in `prefetch` the rows, `room` at most,
 * that its picture would have and that nothing wants or has had of late; those first that the focus itself will want first. In a tiled scene, what lies within
 * the focus' own prefetch radii as well (T-7).
 */
export function findAhead(engine: PrefetchingEngine, focus: number, room: number): void {
  const { focuses, table, prefetch } = engine
  const { ghostX, ghostY, ghostZ } = prefetch.courses
  const scale = focuses.radiusScale[focus]
  prefetch.found = 0
  visitRootsInReach(table, ghostX[focus], ghostY[focus], ghostZ[focus], scale, 0, (row) => {
    const enter = enterOf(engine, row)
    if (!isNamed(engine, focus, row) || ghostDistance(engine, focus, row) > enter * scale) return
    descend(engine, focus, row, Math.max(0, ownDistance(engine, focus, row) / scale - enter), room, ghostRefines)
  })
  if (engine.tiles === null) return
  engine.tiles.visitNear(engine, focus, (row, metres, refines) => {
    if (isNamed(engine, focus, row)) descend(engine, focus, row, metres, room, refines)
  })
}

function isNamed(engine: PrefetchingEngine, focus: number, row: number): boolean {
  const { table, focuses } = engine
  const placed = (table.flags[row] & SectionFlag.Placeless) === 0
  return placed && (focuses.kindMask[focus] & kindBitOf(table.kind[row])) !== 0 && isWantedRow(engine, row)
}

const ghostRefines: Refines = (engine, focus, row) =>
  ghostDistance(engine, focus, row) <= refineDistanceOf(engine, row) * engine.focuses.detailScale[focus]

/** `metres`: how much nearer the focus has to come for this place to be wanted at this level. */
function descend(
  engine: PrefetchingEngine,
  focus: number,
  row: number,
  metres: number,
  room: number,
  refines: Refines,
): void {
  const { table, focuses } = engine
  const children = table.childCount[row]
  const structural = !hasContent(table, row)
  if (children === 0 || !(structural || refines(engine, focus, row))) {
    if (!structural && isLacking(engine, row) && isOpen(engine, focus, row)) offer(engine, row, metres, room)
    return
  }
  const nearer = ownDistance(engine, focus, row) / focuses.detailScale[focus] - refineDistanceOf(engine, row)
  const most = structural ? metres : Math.max(metres, nearer)
  for (let child = 0; child < children; child++)
    descend(engine, focus, table.firstChild[row] + child, most, room, refines)
}

/** No gate of a tiled scene is in its way: what may not be begun is not prefetched. */
function isOpen(engine: PrefetchingEngine, focus: number, row: number): boolean {
  return engine.tiles === null || gateOfRow(engine, row, focus, false) === Gate.None
}

function ghostDistance({ prefetch, table }: PrefetchingEngine, focus: number, row: number): number {
  const ranges = table.rangeBox ?? table.bounds
  const { ghostX, ghostY, ghostZ } = prefetch.courses
  return Math.sqrt(squaredDistanceToBox(ranges, 6 * row, ghostX[focus], ghostY[focus], ghostZ[focus]))
}

function ownDistance({ focuses, table }: Engine, focus: number, row: number): number {
  const ranges = table.rangeBox ?? table.bounds
  return Math.sqrt(squaredDistanceToBox(ranges, 6 * row, focuses.x[focus], focuses.y[focus], focuses.z[focus]))
}

/** Not there, not wanted, not failing, and not unloaded a moment ago. */
export function isLacking({ live, rows, clock, ticks }: Engine, row: number): boolean {
  const s = findLive(rows, row)
  if (s < 0) return true
  if (live.state[s] !== State.Idle || live.desired[s] || live.prefetch[s] !== 0 || live.failures[s] > 0) return false
  return clock.tick - live.unloadedAt[s] > ticks.forget
}

/** Keeps the best, in order: fewest metres, then GUID. */
function offer({ prefetch, table }: PrefetchingEngine, row: number, metres: number, room: number): void {
  const { foundRow, foundMetres } = prefetch
  const isBefore = (at: number) =>
    metres < foundMetres[at] || (metres === foundMetres[at] && table.rank[row] < table.rank[foundRow[at]])
  let at = prefetch.found
  if (at === room && !isBefore(at - 1)) return
  if (at === room) at--
  else prefetch.found++
  for (; at > 0 && isBefore(at - 1); at--) {
    foundRow[at] = foundRow[at - 1]
    foundMetres[at] = foundMetres[at - 1]
  }
  foundRow[at] = row
  foundMetres[at] = metres
}
