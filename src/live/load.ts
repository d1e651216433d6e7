import { State } from '../components/state'
import type { Engine } from '../engine'
import { takeSlot } from './lanes'
import { shareOf } from './shares'
import { transition } from './transition'

/** Hands a queued load to the backend: it takes a slot of its lane, and counts for the focus that it is for. */
export function startLoad(engine: Engine, s: number): void {
  const { live, loader, telemetry } = engine
  const lane = live.lane[s]
  transition(engine, s, State.Loading)
  live.ticket[s] = loader.nextTicket++
  live.cancelled[s] = 0
  live.parked[s] = 0
  takeSlot(engine, lane)
  loader.parsingBytes += live.bytes[s]
  if (live.desired[s]) chargeFocus(engine, live.bestFocus[s])
  if (telemetry.firstLoadTick < 0) telemetry.firstLoadTick = engine.clock.tick
  telemetry.maxActiveLoads = Math.max(telemetry.maxActiveLoads, engine.byState[State.Loading])
  telemetry.maxConcurrentLoads = Math.max(telemetry.maxConcurrentLoads, loader.busy[lane])
  telemetry.maxLoadsInATick = Math.max(telemetry.maxLoadsInATick, loader.startedThisTick[lane])
  engine.backend.start(live.ticket[s], live.row[s])
}

/** Start-time fair queueing: a focus' next start comes 1 ÷ weight later than its last, and an idle one saves nothing up. */
function chargeFocus(engine: Engine, focus: number): void {
  if (focus < 0) return
  const { focuses, loader } = engine
  loader.virtualTime = Math.max(loader.virtualTime, focuses.finish[focus])
  focuses.finish[focus] = loader.virtualTime + 1 / shareOf(engine, focus)
}
