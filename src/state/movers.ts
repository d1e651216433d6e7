import { hasComponent } from 'bitecs'
import { despawn, noOwner, own } from '../entities/tracking'
import { Mover, MoverPolicy } from '../schema/builtIn'
import type { EntityRef } from '../schema/fields'
import { distanceTo, findNearest, findPlace, spotOf } from './places'
import { recordOf } from './records'
import { setFate, type WorldState } from './worldState'

export function policyOf({ entities }: WorldState, eid: number): MoverPolicy {
  const schema = entities.schemas.get(Mover.name)
  const store = schema && entities.stores.get(schema)
  return store && hasComponent(entities.ecs, eid, store) ? (store.policy[eid] as MoverPolicy) : MoverPolicy.None
}

/**
 * Gives an entity that is to be transferred to the section where it stands, once it is further from its owner than the hysteresis. One
 * that no section's box contains keeps its owner, or, where it has none, goes to the nearest one that is there.
 */
export function transfer(state: WorldState, eid: number): void {
  const { tracked } = state.entities
  const owner = tracked.owner[eid]
  const spot = spotOf(state, eid)
  if (!spot || (owner >= 0 && !(distanceTo(state, owner, spot) > state.hysteresis))) return
  const place = findPlace(state, spot)
  if (place >= 0) return handTo(state, eid, place)
  const nearest = owner < 0 ? findNearest(state, spot) : noOwner
  if (nearest >= 0) own(state.entities, eid, nearest)
}

/** The new owner takes the entity; one that is not there at present keeps it as a record, and the entity goes. */
function handTo(state: WorldState, eid: number, row: number): void {
  const { entities, entered } = state
  if (entered.has(row)) return own(entities, eid, row)
  setFate(state, entities.tracked.handle[eid] as EntityRef, recordOf(state, eid, row))
  despawn(entities, eid)
}

/**
 * Before the entities of a row go: what is kept stays without an owner, and what is to be transferred goes to the section where it stands, if that is
 * another, or where it stands in none, to the nearest that is there. @returns whether the entity is out of the row's hands.
 */
export function escapes(state: WorldState, eid: number, row: number): boolean {
  const { entities } = state
  const policy = policyOf(state, eid)
  const spot = policy === MoverPolicy.Transfer ? spotOf(state, eid) : null
  if (policy !== MoverPolicy.Keep && !spot) return false
  const place = spot ? findPlace(state, spot) : noOwner
  if (place === row || (spot && distanceTo(state, row, spot) === 0)) return false
  if (place >= 0) handTo(state, eid, place)
  else own(entities, eid, spot ? findNearest(state, spot) : noOwner)
  return true
}
