import { Prefetch } from '../components/prefetch'
import { State } from '../components/state'
import type { Engine, System } from '../engine'
import { mayLeave } from '../live/grace'
import { findLive } from '../live/rowTable'
import { transition } from '../live/transition'

/**
 * True afterwards: what is desired or prefetched and missing is queued for loading, what is loaded and unwanted past its grace is queued for
 * unloading, and nothing else is queued. Running it again queues nothing. Never unloads what is shown: shown is desired.
 */
export const StreamingDiff: System = {
  name: 'StreamingDiff',
  reads: ['cut', 'desired', 'prefetch', 'state', 'cut.grace'],
  writes: ['state', 'queues'],
  run({ terrane }) {
    const { live, cut } = terrane
    if (cut.resting) return
    for (let k = live.pendingCount - 1; k >= 0; k--) {
      const s = live.pending[k]
      if (live.desired[s] || live.prefetch[s] & Prefetch.Wished) want(terrane, s, live.state[s] as State)
      else if (live.held[s] === 0) unwant(terrane, s, live.state[s] as State)
    }
  },
}

function want(engine: Engine, s: number, at: State): void {
  if (at === State.QueuedUnload) transition(engine, s, State.Loaded)
  else if (at === State.Idle && requiredAreLoaded(engine, s)) transition(engine, s, State.QueuedLoad)
  else if (at === State.QueuedLoad && !requiredAreLoaded(engine, s)) transition(engine, s, State.Idle)
}

function unwant(engine: Engine, s: number, at: State): void {
  if (at === State.QueuedLoad) transition(engine, s, State.Idle)
  else if (at === State.Loaded && mayLeave(engine, s)) transition(engine, s, State.QueuedUnload)
}

/** A blocked section is not queued: a load starts when all that it requires is Loaded. */
function requiredAreLoaded(engine: Engine, s: number): boolean {
  const { live, table, rows } = engine
  if (!live.requiring[s]) return true
  const row = live.row[s]
  for (let i = table.requireStart[row]; i < table.requireStart[row + 1]; i++)
    if (live.state[findLive(rows, table.requires[i])] !== State.Loaded) return false
  return true
}
