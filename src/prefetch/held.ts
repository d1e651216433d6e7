import { Prefetch } from '../components/prefetch'
import { Reason } from '../components/liveSection'
import { State } from '../components/state'
import { setReason } from '../live/demand'
import { ensureEntity } from '../live/entity'
import type { Prefetching, PrefetchingEngine } from '../live/prefetch'

/** Weight of the newest load in the smoothed latency. */
const latencyBlend = 0.125

/** Wishes for a section that is Idle and that nothing wants. `cause` is the row that the ghost's cut named. */
export function wish(engine: PrefetchingEngine, s: number, cause: number): void {
  const { prefetch, live } = engine
  prefetch.held.push(s)
  prefetch.cause.push(cause)
  live.prefetch[s] |= Prefetch.Wished
  ensureEntity(engine, s)
  setReason(engine, s, Reason.Prefetched)
}

/** Ends a wish: what is loaded goes after its grace, or at once. */
export function unwish(engine: PrefetchingEngine, s: number, withGrace: boolean): void {
  const { live, clock } = engine
  live.prefetch[s] &= ~Prefetch.Wished
  live.lastWanted[s] = withGrace ? clock.tick : -0x4000_0000
  setReason(engine, s, Reason.None)
  if ((live.prefetch[s] & Prefetch.Unused) === 0) dropHeld(engine, s)
}

/** Called for every move of a section that is or was prefetched: what ended, ended unused. */
export function followPrefetch(engine: PrefetchingEngine, s: number, from: State, to: State): void {
  const { live, telemetry, table } = engine
  if (to !== State.Idle && to !== State.Error) return
  if (live.prefetch[s] & Prefetch.Unused && from === State.Unloading && !live.cancelled[s]) {
    telemetry.prefetchedWastedBytes += table.fileBytes[live.row[s]]
    live.prefetch[s] |= Prefetch.Wasted
  }
  live.prefetch[s] &= ~Prefetch.Unused
  if (to === State.Error && live.prefetch[s] & Prefetch.Wished) unwish(engine, s, false)
  else if (!(live.prefetch[s] & Prefetch.Wished)) dropHeld(engine, s)
}

/** Something wants it: what was prefetched is used, in time or not. */
export function usePrefetched(engine: PrefetchingEngine, s: number): void {
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
function dropHeld({ prefetch }: PrefetchingEngine, s: number): void {
  const at = prefetch.held.indexOf(s)
  if (at < 0) return
  prefetch.held.splice(at, 1)
  prefetch.cause.splice(at, 1)
}

export function countQueued({ prefetch, live }: PrefetchingEngine, lane = -1): number {
  let queued = 0
  for (const s of prefetch.held) {
    const isQueued = live.state[s] === State.QueuedLoad && live.desired[s] === 0
    if (isQueued && (lane < 0 || live.lane[s] === lane)) queued++
  }
  return queued
}

/** What ghosts look ahead by. */
export function observeLatency(this: Prefetching, ticks: number): void {
  if (this.latencyTicks === 0) this.latencyTicks = ticks
  else this.latencyTicks += (ticks - this.latencyTicks) * latencyBlend
}
