import type { Engine } from '../engine'
import type { EntityWorld } from '../entities/entityWorld'
import { createHooks } from './hooks'
import type { WorldState } from './worldState'

/** @param hysteresis metres that a mover goes beyond its owner's box before it changes owner. */
export function createState(engine: Engine, entities: EntityWorld, hysteresis: number): WorldState {
  const state: WorldState = {
    ...createHooks(() => state),
    engine,
    entities,
    hysteresis,
    fates: new Map(),
    dormant: new Map(),
    entered: new Map(),
    homes: new Int32Array(1_024).fill(-1),
    made: new Set(),
    lastMade: 0,
    places: null,
    nextMover: 0,
  }
  return state
}
