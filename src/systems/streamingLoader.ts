import { laneCount } from '../blobs/sectionBlob'
import { State } from '../components/state'
import type { Engine, System } from '../engine'
import { EventKind, writeEvent } from '../live/events'
import { graceOver } from '../live/grace'
import { Gate } from '../components/gates'
import { boundsOf, mayParse, parkWaiting } from '../live/lanes'
import { startLoad } from '../live/load'
import { isHeldAhead } from '../live/pending'
import { countWantedQueued } from '../live/prefetch'
import { isShedding } from '../memory/ledger'
import { transition } from '../live/transition'
import { pickLoad, pickUnload } from '../live/queues'

/**
 * True afterwards: as many of the most urgent queued operations have started as the lanes' bounds and the start rule allow.
 * CUT.md D: what is already paid for may always start; anything else only if everything paid and its closure fit the budget, and
 * the first that does not stops the later unpaid ones and ends all grace. Prefetches start when nothing wanted is left, in slots that are not their
 * lane's last, and give them up to what is wanted.
 */
export const StreamingLoader: System = {
  name: 'StreamingLoader',
  reads: ['cut', 'queues', 'score', 'desired', 'prefetch', 'ledger', 'curtain'],
  writes: ['state', 'queues', 'prefetch', 'backend', 'cut.grace', 'ledger', 'focus.share', 'events'],
  run({ terrane }) {
    const { byState, loader, telemetry } = terrane
    if (terrane.cut.resting) return
    telemetry.gated[Gate.Memory] = 0
    loader.startedThisTick.fill(0)
    loader.unloadedThisTick.fill(0)
    loader.pressure = false
    if (byState[State.Loading] > 0) {
      parkWaiting(terrane)
      cancelUnwanted(terrane)
    }
    const queued = countWantedQueued(terrane, byState[State.QueuedLoad])
    if (queued > telemetry.maxQueuedLoads) telemetry.maxQueuedLoads = queued
    if (queued > 0) startLoads(terrane)
    if (terrane.prefetch !== null && byState[State.QueuedLoad] > 0) terrane.prefetch.start(terrane)
    if (byState[State.QueuedUnload] > telemetry.maxQueuedUnloads)
      telemetry.maxQueuedUnloads = byState[State.QueuedUnload]
    if (terrane.refreshes !== null) terrane.refreshes.start(terrane)
    if (byState[State.QueuedUnload] > 0) startUnloads(terrane)
  },
}

/** A load that nobody wants any more is cancelled after its grace, or at once where a wanted one waits for its slot. */
function cancelUnwanted(engine: Engine): void {
  const { live, loader } = engine
  for (let k = live.pendingCount - 1; k >= 0; k--) {
    const s = live.pending[k]
    if (live.state[s] !== State.Loading || live.desired[s]) continue
    const lane = live.lane[s]
    const waiting = countWantedQueued(engine, loader.queued[lane], lane)
    const yields = waiting > 0 && loader.busy[lane] >= boundsOf(engine, lane).concurrent
    if (yields || (!isHeldAhead(live, s) && graceOver(engine, s))) cancel(engine, s)
  }
}

function cancel(engine: Engine, s: number): void {
  const { live, telemetry } = engine
  transition(engine, s, State.Unloading)
  live.cancelled[s] = 1
  telemetry.cancels++
  engine.backend.cancel(live.ticket[s], live.row[s])
}

function startLoads(engine: Engine): void {
  const { budgets, loader } = engine
  for (;;) {
    const s = pickLoad(engine, loader.pressure)
    if (s < 0 || !mayParse(engine, s)) return
    if (budgets === null || budgets.mayStart(engine, s)) startLoad(engine, s)
  }
}

function startUnloads(engine: Engine): void {
  const { live, loader, telemetry } = engine
  const unbounded = isShedding(engine.ledger)
  for (let lane = 0; lane < laneCount; lane++) {
    while (unbounded || loader.unloadedThisTick[lane] < engine.bounds[lane].unloadsPerTick) {
      const s = pickUnload(engine, lane)
      if (s < 0) break
      transition(engine, s, State.Unloading)
      live.ticket[s] = loader.nextTicket++
      live.cancelled[s] = 0
      loader.unloadedThisTick[lane]++
      if (telemetry.firstUnloadTick < 0) telemetry.firstUnloadTick = engine.clock.tick
      telemetry.maxUnloadsInATick = Math.max(telemetry.maxUnloadsInATick, loader.unloadedThisTick[lane])
      writeEvent(engine.events, EventKind.Unloading, live.row[s], engine.clock.tick)
      engine.backend.release(live.ticket[s], live.row[s])
    }
  }
}
