import { Lane } from '../blobs/sectionBlob'
import { Gate } from '../components/gates'
import { State } from '../components/state'
import type { LaneBounds } from '../components/profile'
import type { Engine } from '../engine'
import { invariant } from '../errors'
import { Input, noteInput } from './recorder'

/** The bounds of a lane now: while the first fill is not done, or a readiness barrier is open, the transport's take the place of the profile's (P-11). */
export function boundsOf(engine: Engine, lane: number): LaneBounds {
  const bounds = engine.bounds[lane]
  const transport = engine.backend.transportLoads
  if (!isCurtainClosed(engine) || lane !== Lane.Base || transport === undefined || transport <= bounds.concurrent)
    return bounds
  return { concurrent: transport, loadsPerTick: transport, unloadsPerTick: bounds.unloadsPerTick }
}

/** Nobody is to look yet: the first fill, or a barrier. */
export function isCurtainClosed({ loader, barriers }: Engine): boolean {
  return loader.curtain || barriers.length > 0
}

/** A load or a refresh begins to count against its lane. The one place where loads begin, and so where their bounds are asserted (P-11). */
export function takeSlot(engine: Engine, lane: number): void {
  invariant(hasRoom(engine, lane), 'no lane has more under way, or begun in a tick, than its bounds')
  engine.loader.busy[lane]++
  engine.loader.startedThisTick[lane]++
}

/** A load has ended; one that was parked gave its slot back long ago. */
export function freeSlot(engine: Engine, s: number): void {
  if (!engine.live.parked[s]) countSlot(engine, s, -1)
  engine.live.parked[s] = 0
}

function countSlot({ loader, live }: Engine, s: number, sign: 1 | -1): void {
  loader.busy[live.lane[s]] += sign
  loader.parsingBytes += sign * live.bytes[s]
}

/** T-7: what is parsed at a time is bounded, though one load may always go. Counts who waits for it. */
export function mayParse(engine: Engine, s: number): boolean {
  const { loader, live, settings, telemetry } = engine
  if (loader.parsingBytes === 0 || loader.parsingBytes + live.bytes[s] <= settings.maxParseBytes) return true
  telemetry.gated[Gate.Memory]++
  return false
}

/**
 * Loads that are decoded and wait for something in the game (room for their entities) give their slot to others: neither the wire nor a worker
 * works for them, and it may take as long as the game likes.
 */
export function parkWaiting(engine: Engine): void {
  const { live, backend } = engine
  if (!backend.isWaiting) return
  for (let k = 0; k < live.pendingCount; k++) {
    const s = live.pending[k]
    if (live.state[s] !== State.Loading || live.parked[s] || !backend.isWaiting(live.ticket[s])) continue
    noteInput(engine, Input.waiting, live.ticket[s])
    live.parked[s] = 1
    countSlot(engine, s, -1)
  }
}

/** May another load of this lane start in this tick? */
export function hasRoom(engine: Engine, lane: number): boolean {
  const bounds = boundsOf(engine, lane)
  return engine.loader.busy[lane] < bounds.concurrent && engine.loader.startedThisTick[lane] < bounds.loadsPerTick
}

/** Could any load start now that something wanted is waiting for? Otherwise nobody needs scores. */
export function canStartAny(engine: Engine): boolean {
  const { live, loader } = engine
  for (let k = 0; k < live.pendingCount; k++) {
    const s = live.pending[k]
    if (live.desired[s] && loader.busy[live.lane[s]] < boundsOf(engine, live.lane[s]).concurrent) return true
  }
  return false
}
