import { countAlive, idsFit } from '../entities/bulkSpawn'
import { spawnGuests } from '../entities/spawn'
import { noOwner } from '../entities/tracking'
import { guestOf } from './records'
import { sleepers, type WorldState } from './worldState'

/** Brings recorded entities that no section owns back into the world, as many as there is room for. */
export function wakeRoaming(state: WorldState): void {
  const { entities } = state
  const { ecs, capacity, reserved } = entities
  const waiting = sleepers(state, noOwner).slice(0, Math.max(0, capacity - 1 - countAlive(ecs) - reserved))
  if (waiting.length === 0 || !idsFit(ecs, waiting.length, capacity)) return
  const guests = waiting.map(([handle, record]) => guestOf(state, handle, record))
  spawnGuests(entities, guests, noOwner)
}
