import { fail } from '../errors'
import type { EntityRef } from '../schema/fields'
import { giveComponents, idsFit, takeId, type SpawnGroup } from './bulkSpawn'
import { columnWriters } from './columnWriters'
import type { EntitySection } from './entitySection'
import type { EntityWorld } from './entityWorld'
import { countNeeded, reserve } from './room'
import { SpawnPlan, type Guest } from './stateHooks'
import { findStore, type AnyStore } from './stores'
import { despawnOwned, track } from './tracking'

/**
 * Brings the entities of a section into the world, all at once: every column of every entity is written before the first component is
 * added, and every component is added before the first observer hears of it.
 * @throws 'capacity' where ids have run past the columns, and what an observer throws; then nothing has come.
 */
export function enterSection(entities: EntityWorld, section: EntitySection): void {
  checkIds(entities, countNeeded(entities, section.row, section.count))
  const plan = planSection(entities, section)
  reserve(entities, section, 0)
  try {
    fillWorld(entities, section, plan)
  } catch (error) {
    leaveSection(entities, section)
    throw error
  }
}

/** Takes them out again, remembered first. Room for them is kept until the section is released. */
export function leaveSection(entities: EntityWorld, section: EntitySection): void {
  const { owned, state } = entities
  state.capture(section, [...(owned.get(section.row) ?? [])])
  despawnOwned(entities, section.row)
  reserve(entities, section, countNeeded(entities, section.row, section.count))
}

/**
 * Brings single entities into the world, for what the game makes or what moves.
 * @returns their ids, in order. @throws 'capacity' where ids have run past the columns.
 */
export function spawnGuests(entities: EntityWorld, guests: readonly Guest[], row: number): number[] {
  checkIds(entities, guests.length)
  const groups = guests.map((guest) => placeGuest(entities, guest, row))
  giveComponents(entities.ecs, groups)
  return groups.map(({ eids }) => eids[0])
}

function planSection({ handles, state }: EntityWorld, section: EntitySection): SpawnPlan[] {
  const plan: SpawnPlan[] = []
  for (let i = 0; i < section.count; i++) {
    const handle = section.handles[i] as EntityRef
    plan.push(handles.eid[handle] !== 0 ? SpawnPlan.Skip : state.planSpawn(section, i, handle))
  }
  return plan
}

function checkIds({ ecs, capacity }: EntityWorld, count: number): void {
  if (!idsFit(ecs, count, capacity))
    fail('capacity', `${count} more entities`, `ids below ${capacity}`, 'Raise entities([…], { capacity }).')
}

function fillWorld(entities: EntityWorld, section: EntitySection, plan: readonly SpawnPlan[]): void {
  const { state } = entities
  const eids = placeBaked(entities, section, plan)
  writeBaked(section, eids)
  for (let i = 0; i < plan.length; i++) if (plan[i] === SpawnPlan.Changed) state.restore(section, i, eids[i])
  const guests = state.takeGuests(section).map((guest) => placeGuest(entities, guest, section.row))
  giveComponents(entities.ecs, [...groupsOf(section, eids), ...guests])
}

function placeBaked(entities: EntityWorld, section: EntitySection, plan: readonly SpawnPlan[]): Uint32Array {
  const eids = new Uint32Array(section.count)
  for (let i = 0; i < section.count; i++) {
    if (plan[i] === SpawnPlan.Skip) continue
    eids[i] = takeId(entities.ecs)
    track(entities, section.handles[i] as EntityRef, eids[i], section.row)
  }
  return eids
}

function writeBaked({ components }: EntitySection, eids: Uint32Array): void {
  for (const { entities, columns } of components)
    for (const { type, values, target } of columns) columnWriters[type](values, target, entities, eids)
}

function groupsOf({ archetypes }: EntitySection, eids: Uint32Array): SpawnGroup[] {
  return archetypes.map(({ stores, members }) => {
    const spawned: number[] = []
    for (const member of members) if (eids[member] !== 0) spawned.push(eids[member])
    return { stores, eids: spawned }
  })
}

function placeGuest(entities: EntityWorld, guest: Guest, row: number): SpawnGroup {
  const eid = takeId(entities.ecs)
  track(entities, guest.handle, eid, row)
  guest.write(eid)
  const stores = guest.components.map((schema) => findStore(entities, schema))
  return { stores: [entities.tracked as unknown as AnyStore, ...stores], eids: [eid] }
}
