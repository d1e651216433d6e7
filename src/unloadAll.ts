import { State } from './components/state'
import type { Engine, TerraneWorld } from './engine'
import { EventKind, writeEvent } from './live/events'
import { Input, noteInput } from './live/recorder'
import { endParts } from './live/parts'
import { hideLost } from './live/shown'
import { transition } from './live/transition'
import { finishUnload } from './live/unload'

/**
 * Unloads everything at once, past grace, dwell and all bounds: what is loaded, shown, pinned or on its way. When it returns, the backend holds nothing, every picture is
 * gone, and what the game changed has been taken down. Failures and cooldowns are forgotten. For leaving a session, never for movement: focuses and pins stay, and
 * what they want loads again with the next tick. A backend without `clear` frees in its own time.
 */
export function unloadAll(world: TerraneWorld): void {
  const { terrane } = world
  const { live, backend } = terrane
  noteInput(terrane, Input.unloadAll, 0)
  endRefreshes(terrane)
  for (let i = live.count - 1; i >= 0; i--) beginUnload(terrane, live.order[i])
  if (backend.clear) {
    backend.clear()
    for (let i = 0; i < live.count; i++) forgetUnload(terrane, live.order[i])
  }
  terrane.errors.clear()
  terrane.loader.curtain = true
  terrane.cut.stale = terrane.cut.moved = true
}

function endRefreshes(engine: Engine): void {
  const { refreshes } = engine
  if (refreshes === null) return
  refreshes.waiting.clear()
  for (const ticket of [...refreshes.running.keys()]) refreshes.finish(engine, ticket, false, 'everything was unloaded')
}

/** Takes a section off the screen and on its way out, from whatever state it is in. */
function beginUnload(engine: Engine, s: number): void {
  const { live } = engine
  if (live.shown[s]) hideLost(engine, s)
  endParts(engine, s)
  if (live.state[s] === State.QueuedLoad) transition(engine, s, State.Idle)
  else if (live.state[s] === State.Error) forgetFailure(engine, s)
  else if (live.state[s] === State.Loading) cancelLoad(engine, s)
  else if (live.state[s] === State.Loaded || live.state[s] === State.QueuedUnload) startUnload(engine, s)
  live.failures[s] = live.failing[s] = 0
}

function forgetFailure(engine: Engine, s: number): void {
  transition(engine, s, State.Idle)
  engine.live.cooldownUntil[s] = 0
}

function cancelLoad(engine: Engine, s: number): void {
  const { live, backend, telemetry } = engine
  transition(engine, s, State.Unloading)
  live.cancelled[s] = 1
  telemetry.cancels++
  if (!backend.clear) backend.cancel(live.ticket[s], live.row[s])
}

function startUnload(engine: Engine, s: number): void {
  const { live, backend, loader, events, clock } = engine
  if (live.state[s] === State.Loaded) transition(engine, s, State.QueuedUnload)
  transition(engine, s, State.Unloading)
  live.ticket[s] = loader.nextTicket++
  live.cancelled[s] = 0
  writeEvent(events, EventKind.Unloading, live.row[s], clock.tick)
  if (!backend.clear) backend.release(live.ticket[s], live.row[s])
}

/** It is gone already. Coming back is no thrash. */
function forgetUnload(engine: Engine, s: number): void {
  const { live, clock } = engine
  if (live.state[s] !== State.Unloading) return
  finishUnload(engine, s)
  live.unloadedAt[s] = clock.tick - engine.ticks.forget - 1
}
