import { Lane } from '../blobs/sectionBlob'
import type { LaneBounds } from '../components/profile'
import type { Engine } from '../engine'

/** The bounds of a lane now: while the curtain of the first fill is closed, the transport's take the place of the profile's. */
export function boundsOf(engine: Engine, lane: number): LaneBounds {
  const bounds = engine.bounds[lane]
  const transport = engine.backend.transportLoads
  if (!engine.loader.curtain || lane !== Lane.Base || transport === undefined || transport <= bounds.concurrent)
    return bounds
  return { concurrent: transport, loadsPerTick: transport, unloadsPerTick: bounds.unloadsPerTick }
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
