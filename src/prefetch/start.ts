import { Prefetch } from '../components/prefetch'
import { State } from '../components/state'
import { boundsOf, hasRoom, isCurtainClosed, mayParse } from '../live/lanes'
import { startLoad } from '../live/load'
import type { PrefetchingEngine } from '../live/prefetch'
import { countQueued } from './held'

/** After all that is wanted; the last free slot of a lane stays free for it. */
export function startPrefetches(engine: PrefetchingEngine): void {
  const { byState, prefetch, live, loader, telemetry } = engine
  if (loader.pressure || !isQuiet(engine)) return
  for (const s of prefetch.held) {
    if (byState[State.QueuedLoad] === 0) return
    const lane = live.lane[s]
    if (live.state[s] !== State.QueuedLoad || !hasRoom(engine, lane)) continue
    if (loader.busy[lane] + 1 >= boundsOf(engine, lane).concurrent || !fitsAhead(engine, s) || !mayParse(engine, s))
      continue
    live.prefetch[s] |= Prefetch.Unused
    telemetry.prefetched++
    startLoad(engine, s)
  }
}

/** Nothing that is wanted waits for a slot, and nobody waits behind a curtain. */
export function isQuiet(engine: PrefetchingEngine): boolean {
  return !isCurtainClosed(engine) && engine.byState[State.QueuedLoad] === countQueued(engine)
}

/** Beside all that the cut wants, and beside all that is there. */
export function fitsAhead(engine: PrefetchingEngine, s: number): boolean {
  return engine.budgets === null || engine.budgets.fitsAhead(engine, s)
}
