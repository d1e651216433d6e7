import { query } from 'bitecs'
import type { System } from '../engine'
import { Mover, MoverPolicy } from '../schema/builtIn'
import { transfer } from './movers'
import { wakeRoaming } from './roaming'
import { stateOf, type WorldState } from './worldState'

/** Every mover is looked at once in so many ticks: at 60 Hz, one of 60 m/s has gone 16 m meanwhile. */
const slices = 16

/**
 * True afterwards: of the movers that are transferred, this tick's slice belongs to the sections in which they stand. Those that stand where the
 * section is not loaded are recorded there and gone.
 */
export const Ownership: System = {
  name: 'Ownership',
  reads: [],
  writes: ['entities'],
  run(world) {
    const state = stateOf(world)
    if (state.dormant.size > 0) wakeRoaming(state)
    for (const eid of takeSlice(state)) transfer(state, eid)
  },
}

/** A copy: the query changes while movers go. */
function takeSlice(state: WorldState): number[] {
  const { ecs, schemas, stores, tracked } = state.entities
  const mover = stores.get(schemas.get(Mover.name)!)
  if (!mover) return []
  const movers = query(ecs, [tracked, mover])
  const first = state.nextMover < movers.length ? state.nextMover : 0
  const end = Math.min(movers.length, first + Math.ceil(movers.length / slices))
  state.nextMover = end
  const slice: number[] = []
  for (let i = first; i < end; i++) if (mover.policy[movers[i]] === MoverPolicy.Transfer) slice.push(movers[i])
  return slice
}
