import { Reason } from '../components/liveSection'
import { Prefetch } from '../components/prefetch'
import { State } from '../components/state'
import type { Engine } from '../engine'

/** Something wants it: what was prefetched is used, in time or not. */
export function usePrefetched(engine: Engine, s: number): void {
  const { live, telemetry } = engine
  if (live.prefetch[s] & Prefetch.Unused) {
    const state = live.state[s]
    if (state === State.Loaded || state === State.QueuedUnload) telemetry.prefetchedUsed++
    else if (state === State.Loading) telemetry.prefetchedLate++
  }
  live.prefetch[s] = 0
  if (live.reason[s] === Reason.Prefetched) live.reason[s] = Reason.None
  dropHeld(engine, s)
}

/** It counts against the prefetch budget no more. */
export function dropHeld({ prefetch }: Engine, s: number): void {
  const at = prefetch.held.indexOf(s)
  if (at < 0) return
  prefetch.held.splice(at, 1)
  prefetch.cause.splice(at, 1)
}
