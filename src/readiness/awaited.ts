import { kindBitOf } from '../components/kinds'
import { Reason } from '../components/liveSection'
import { State } from '../components/state'
import { isUsable } from '../cut/usable'
import type { Engine } from '../engine'
import { squaredDistanceToBox } from '../math/box'
import { findLive } from '../live/rowTable'
import type { BarrierState } from './barrier'

/** How one section stands that a barrier waits for. */
export type Standing = 'ready' | 'waiting' | 'failed' | 'refused'

/** `part` is its index in the barrier's parts. */
export type VisitAwaited = (s: number, part: number, standing: Standing) => void

/**
 * Has the cut seen where the focus is? Not while it has been moved since, nor while live rows are lacking for what the index found there.
 */
export function isPlaceCut({ focuses }: Engine, { index }: BarrierState): boolean {
  const moved =
    focuses.x[index] !== focuses.lastX[index] ||
    focuses.y[index] !== focuses.lastY[index] ||
    focuses.z[index] !== focuses.lastZ[index]
  return (
    !moved && focuses.queryScale[2 * index] === focuses.radiusScale[index] && !Number.isNaN(focuses.queryX[2 * index])
  )
}

/**
 * Calls back for every section that a barrier waits for: the targets of the plan near its focus, what they require, and the roots there that
 * the budget refuses. One pass over the live sections, requirers first.
 */
export function visitAwaited(engine: Engine, barrier: BarrierState, visit: VisitAwaited): void {
  const { live, table, cut } = engine
  const stamp = ++cut.stamp
  for (let i = live.count - 1; i >= 0; i--) {
    const s = live.order[i]
    const target = isTargetNear(engine, barrier, s)
    const required = live.stamp[s] === stamp
    if (target || required) stampRequired(engine, s, stamp)
    const part = barrier.byKind[table.kind[live.row[s]]]
    if (part < 0) continue
    if (target) visit(s, part, standingOf(engine, barrier, s))
    else if (required) visit(s, part, standingOfRequired(engine, s))
    else if (isRefusedNear(engine, barrier, s)) visit(s, part, 'refused')
    else if (isUnopenedNear(engine, barrier, s)) visit(s, part, 'waiting')
  }
}

function stampRequired({ live, table, rows }: Engine, s: number, stamp: number): void {
  if (!live.requiring[s]) return
  const row = live.row[s]
  for (let i = table.requireStart[row]; i < table.requireStart[row + 1]; i++)
    live.stamp[findLive(rows, table.requires[i])] = stamp
}

function isTargetNear(engine: Engine, barrier: BarrierState, s: number): boolean {
  return engine.live.reason[s] === Reason.Target && isNear(engine, barrier, s)
}

/** In range, and left out by the plan as nearer ones fill the budget. */
function isRefusedNear(engine: Engine, barrier: BarrierState, s: number): boolean {
  const { live } = engine
  return live.refused[s] === 1 && live.inRange[s] === 1 && live.admitted[s] === 0 && isNear(engine, barrier, s)
}

/** Nothing but the place of finer ones, which no live row is left for. */
function isUnopenedNear(engine: Engine, barrier: BarrierState, s: number): boolean {
  const { live } = engine
  return live.structural[s] === 1 && live.active[s] === 1 && live.refined[s] === 0 && isNear(engine, barrier, s)
}

/** Within the metres that were asked for, and wanted by this focus: another's reach is another's barrier. */
function isNear(engine: Engine, { index, within }: BarrierState, s: number): boolean {
  const { live, focuses, table } = engine
  const root = live.root[s]
  if ((focuses.kindMask[index] & kindBitOf(table.kind[live.row[s]])) === 0) return false
  const reach = live.limitSquared[root] * focuses.radiusScale[index] * focuses.radiusScale[index]
  return squaredTo(engine, index, root) <= reach && squaredTo(engine, index, s) <= within * within
}

function squaredTo({ focuses, live }: Engine, focus: number, s: number): number {
  return squaredDistanceToBox(live.box, 6 * s, focuses.x[focus], focuses.y[focus], focuses.z[focus])
}

function standingOf(engine: Engine, barrier: BarrierState, s: number): Standing {
  if (isUsable(engine, s, barrier.level)) return 'ready'
  return engine.live.failing[s] ? 'failed' : 'waiting'
}

function standingOfRequired({ live }: Engine, s: number): Standing {
  if (live.state[s] === State.Loaded) return 'ready'
  return live.failing[s] ? 'failed' : 'waiting'
}
