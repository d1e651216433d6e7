import { isLegal, isOccupied, refuseTransition, State } from '../components/state'
import { stampState } from '../components/stageTimes'
import type { Engine } from '../engine'
import { hash32 } from '../math/hash'
import { bookResident } from '../memory/ledger'
import { refreshDemand } from './demand'
import { setTag } from './entity'
import { markDirty, refreshPending } from './pending'
import { addPaid, removePaid } from './paid'

/**
 * The one writer of the state column. Moves a live section along the table and keeps everything that follows from its
 * state: counters, the ledger, what is paid, what it demands, the Loaded tag, the timeline hash.
 */
export function transition(engine: Engine, s: number, to: State): void {
  const { live, byState, clock, loader } = engine
  const from = live.state[s] as State
  if (!isLegal(from, to)) {
    if (engine.settings.strict) refuseTransition(live.row[s], from, to)
    engine.telemetry.illegalTransitions++
    return
  }
  live.state[s] = to
  live.since[s] = live.lastActive[s] = clock.tick
  byState[from]--
  byState[to]++
  loader.queued[live.lane[s]] += (to === State.QueuedLoad ? 1 : 0) - (from === State.QueuedLoad ? 1 : 0)
  stampState(engine.stages, s, from, to, clock.tick)
  markDirty(engine, s)
  if (!live.simple[s]) engine.cut.stale = true
  if (live.prefetch[s] !== 0) engine.prefetch!.follow(engine, s, from, to)
  refreshPending(engine, s)
  extendTimeline(engine, live.row[s], from, to)
  if (engine.recorder !== null) engine.recorder.noteState(live.row[s], from, to)
  moveOccupation(engine, s, isOccupied(from), isOccupied(to))
  const stood = from === State.Loaded || from === State.QueuedUnload
  const stands = to === State.Loaded || to === State.QueuedUnload
  if (stood !== stands) setTag(engine, s, 'Loaded', stands)
}

function moveOccupation(engine: Engine, s: number, was: boolean, is: boolean): void {
  if (was === is) return
  const sign = is ? 1 : -1
  bookResident(engine.ledger, sign * engine.live.bytes[s], sign * engine.live.textureBytes[s])
  if (is) addPaid(engine, s)
  else removePaid(engine, s)
  refreshDemand(engine, s)
}

function extendTimeline(engine: Engine, row: number, from: State, to: State): void {
  const { telemetry, clock } = engine
  telemetry.timelineLow = hash32(telemetry.timelineLow ^ clock.tick, row, from * 8 + to)
  telemetry.timelineHigh = hash32(telemetry.timelineHigh ^ telemetry.timelineLow, row, clock.tick)
}
