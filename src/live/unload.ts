import { Prefetch } from '../components/prefetch'
import { State } from '../components/state'
import type { Engine } from '../engine'
import { EventKind, writeEvent } from './events'
import { freeSlot } from './lanes'
import { transition } from './transition'

/** An unload or a cancelled load has ended, acknowledged or given up on: a cancelled one was never there, so nobody is told. */
export function finishUnload(engine: Engine, s: number): void {
  const { live, telemetry, clock } = engine
  transition(engine, s, State.Idle)
  live.ticket[s] = 0
  if (live.cancelled[s]) {
    freeSlot(engine, s)
    live.cancelled[s] = 0
    return
  }
  if (!(live.prefetch[s] & Prefetch.Wasted)) live.unloadedAt[s] = clock.tick
  telemetry.unloads++
  writeEvent(engine.events, EventKind.Unloaded, live.row[s], clock.tick)
}
