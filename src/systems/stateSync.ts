import { Outcome } from '../backends/backend'
import { Stage, stampStage } from '../components/stageTimes'
import { State } from '../components/state'
import type { Engine, System } from '../engine'
import { failLoad, recover } from '../live/failure'
import { EventKind, writeEvent } from '../live/events'
import { noteParts } from '../live/parts'
import { findLive } from '../live/rowTable'
import { transition } from '../live/transition'
import { finishUnload } from '../live/unload'
import { freeSlot } from '../live/lanes'
import { recordLoad, recordReload } from '../telemetry/telemetry'
import { hideLost } from '../live/shown'
import { enterContent, followLayers } from '../live/content'

/**
 * True afterwards: every completion that the backend had for this tick is in the states and in the events. A result with
 * another ticket than the section's is discarded, and what it loaded is given back.
 */
export const StateSync: System = {
  name: 'StateSync',
  reads: ['backend', 'state'],
  writes: ['state', 'failing', 'events', 'shown', 'parts', 'sizes', 'ledger', 'desired', 'prefetch', 'backend'],
  run({ terrane }) {
    const { backend, completions, clock, recorder } = terrane
    followLayers(terrane)
    completions.count = completions.progress.count = completions.parts.count = completions.sizes.count = 0
    backend.poll(clock.tick, completions)
    if (recorder !== null) recorder.noteCompletions(completions)
    if (completions.sizes.count > 0 && terrane.tiles !== null) terrane.tiles.learnSizes(terrane)
    for (let i = 0; i < completions.progress.count; i++) noteProgress(terrane, i)
    for (let i = 0; i < completions.parts.count; i++) reachParts(terrane, i)
    for (let i = 0; i < completions.count; i++) complete(terrane, i)
  },
}

/** Of a load that is still on its way, and still the section's; or of a refresh. */
function noteProgress(engine: Engine, i: number): void {
  const { completions, live, rows, stages, clock } = engine
  const { row, ticket, stage } = completions.progress
  if (engine.refreshes !== null && stage[i] === Stage.Arrived) engine.refreshes.arrive(engine, ticket[i])
  const s = findLive(rows, row[i])
  if (s < 0 || live.ticket[s] !== ticket[i] || live.state[s] !== State.Loading) return
  stampStage(stages, s, stage[i] as Stage, clock.tick)
}

function reachParts(engine: Engine, i: number): void {
  const { live, rows, completions } = engine
  const { row, ticket, done, total } = completions.parts
  const s = findLive(rows, row[i])
  if (s < 0 || live.ticket[s] !== ticket[i] || live.state[s] !== State.Loading) return
  noteParts(engine, s, done[i], total[i])
}

function complete(engine: Engine, i: number): void {
  const { completions, live, telemetry } = engine
  const row = completions.row[i]
  const ticket = completions.ticket[i]
  const outcome = completions.outcome[i]
  if (engine.refreshes !== null && outcome !== Outcome.Lost)
    if (engine.refreshes.finish(engine, ticket, outcome === Outcome.Loaded, completions.message[i])) return
  const s = findLive(engine.rows, row)
  if (s < 0 || live.ticket[s] !== ticket) {
    telemetry.stale++
    if (outcome === Outcome.Loaded) engine.backend.release(ticket, row)
    return
  }
  if (outcome === Outcome.Loaded) finishLoad(engine, s)
  else if (outcome === Outcome.Failed) finishFailed(engine, s, completions.message[i])
  else if (outcome === Outcome.Gone) finishGone(engine, s)
  else lose(engine, s)
}

function finishLoad(engine: Engine, s: number): void {
  const { live, telemetry, clock } = engine
  if (live.state[s] === State.Unloading && live.cancelled[s]) {
    engine.backend.release(live.ticket[s], live.row[s])
    return
  }
  if (live.state[s] !== State.Loading) return
  const trouble = enterContent(engine, live.row[s])
  if (trouble) {
    engine.backend.release(live.ticket[s], live.row[s])
    return failLoad(engine, s, trouble)
  }
  recordLoad(telemetry, clock.tick - live.since[s])
  freeSlot(engine, s)
  if (engine.prefetch !== null) engine.prefetch.observeLatency(clock.tick - live.since[s])
  transition(engine, s, State.Loaded)
  telemetry.maxLoaded = Math.max(telemetry.maxLoaded, engine.byState[State.Loaded])
  if (clock.tick - live.unloadedAt[s] <= engine.ticks.forget) recordReload(telemetry, live.row[s])
  recover(engine, s)
  writeEvent(engine.events, EventKind.Loaded, live.row[s], clock.tick)
}

function finishFailed(engine: Engine, s: number, message: string): void {
  const { live } = engine
  if (live.state[s] === State.Loading) failLoad(engine, s, message)
  else if (live.state[s] === State.Unloading) finishUnload(engine, s)
}

function finishGone(engine: Engine, s: number): void {
  const { live } = engine
  if (live.state[s] === State.Loading) failLoad(engine, s, 'the backend gave the load up')
  else if (live.state[s] === State.Unloading) finishUnload(engine, s)
}

/** The content is gone with the graphics context: the picture goes at once, and the section is wanted as before. */
function lose(engine: Engine, s: number): void {
  const { live } = engine
  if (live.state[s] !== State.Loaded && live.state[s] !== State.QueuedUnload) return
  transition(engine, s, State.Idle)
  live.ticket[s] = 0
  hideLost(engine, s)
  writeEvent(engine.events, EventKind.Lost, live.row[s], engine.clock.tick)
}
