import { Prefetch } from '../components/prefetch'
import { Reason } from '../components/liveSection'
import { State } from '../components/state'
import type { Engine } from '../engine'
import { setReason } from './demand'
import { ensureEntity } from './entity'
import { isUnlimited, shortOf } from '../memory/ledger'
import { isCurtainClosed } from './lanes'
import { measureUnpaid } from './paid'
import { dropHeld } from './prefetchUse'

/** Weight of the newest load in the smoothed latency. */
const latencyBlend = 0.125

/** Wishes for a section that is Idle and that nothing wants. `cause` is the row that the ghost's cut named. */
export function wish(engine: Engine, s: number, cause: number): void {
  const { prefetch, live } = engine
  prefetch.held.push(s)
  prefetch.cause.push(cause)
  live.prefetch[s] |= Prefetch.Wished
  ensureEntity(engine, s)
  setReason(engine, s, Reason.Prefetched)
}

/** Ends a wish: what is loaded goes after its grace, or at once. */
export function unwish(engine: Engine, s: number, withGrace: boolean): void {
  const { live, clock } = engine
  live.prefetch[s] &= ~Prefetch.Wished
  live.lastWanted[s] = withGrace ? clock.tick : -0x4000_0000
  setReason(engine, s, Reason.None)
  if ((live.prefetch[s] & Prefetch.Unused) === 0) dropHeld(engine, s)
}

/** Called for every move of a section that is or was prefetched: what ended, ended unused. */
export function followPrefetch(engine: Engine, s: number, from: State, to: State): void {
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

/** Prefetches in QueuedLoad: in one lane, or in all. The other queued loads are wanted. */
export function countQueuedPrefetches({ prefetch, live }: Engine, lane = -1): number {
  let queued = 0
  for (const s of prefetch.held) {
    const isQueued = live.state[s] === State.QueuedLoad && live.desired[s] === 0
    if (isQueued && (lane < 0 || live.lane[s] === lane)) queued++
  }
  return queued
}

/** A load took this long: what ghosts look ahead by. */
export function observeLatency({ prefetch }: Engine, ticks: number): void {
  if (prefetch.latencyTicks === 0) prefetch.latencyTicks = ticks
  else prefetch.latencyTicks += (ticks - prefetch.latencyTicks) * latencyBlend
}

/** Nothing that is wanted waits for a slot, and nobody waits behind a curtain. */
export function isQuiet(engine: Engine): boolean {
  return !isCurtainClosed(engine) && engine.byState[State.QueuedLoad] === countQueuedPrefetches(engine)
}

/** Beside all that the cut wants, and beside all that is there. */
export function fitsAhead(engine: Engine, s: number): boolean {
  const { ledger, cut, steps } = engine
  if (isUnlimited(ledger)) return true
  const bytes = measureUnpaid(engine, s)
  const wanted = cut.wantedBytes + cut.sharedBytes + cut.pinnedBytes
  const wantedTextures = cut.wantedTextureBytes + cut.sharedTextureBytes + cut.pinnedTextureBytes
  const textureBytes = Math.max(wantedTextures, ledger.paidTextureBytes) + steps.unpaidTextureBytes
  return shortOf(ledger, Math.max(wanted, ledger.paidBytes) + bytes, textureBytes) === ''
}
