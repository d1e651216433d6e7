import type { Engine, TerraneWorld } from '../engine'
import { entitiesOf, type EntityWorld } from '../entities/entityWorld'
import type { EntitySection } from '../entities/entitySection'
import type { StateHooks } from '../entities/stateHooks'
import type { ComponentSchema } from '../schema/component'
import type { EntityRef } from '../schema/fields'
import type { RowIndex } from '../spatial/rowIndex'

/** Columns as the stores hold them: references are handles, sections are ids. */
export type ColumnValues = Readonly<Record<string, number | string>>

/** Columns by component. */
export type ComponentValues = ReadonlyMap<ComponentSchema, ColumnValues>

/** At home, and otherwise than it was baked. */
export interface Change {
  readonly is: 'changed'
  /** Persisted columns that differ, and all columns of gained components. */
  readonly components: ComponentValues
  /** Remembered components that the bake did not give it, and those that it has no more. */
  readonly gained: readonly ComponentSchema[]
  readonly lost: readonly ComponentSchema[]
}

/** All of an entity that the game made, or that belongs to another section than its home. */
export interface EntityRecord {
  readonly is: 'record'
  /** Row of the section that it comes back with; `noOwner` for none. */
  readonly owner: number
  readonly components: ComponentValues
}

/**
 * What is remembered of an entity, for while it is not in the world. Of one that is there, it is what was last remembered: its columns count,
 * and what is remembered is replaced when it goes.
 */
export type Fate = Change | EntityRecord | { readonly is: 'removed' }

/** What a game changed in one world. Nothing of it is ever evicted; it ends with the world, or lives on in the bytes of `saveWorld`. */
export interface WorldState extends StateHooks {
  readonly engine: Engine
  readonly entities: EntityWorld
  /** Metres that a mover goes beyond its owner's box before it changes owner. */
  readonly hysteresis: number
  readonly fates: Map<EntityRef, Fate>
  /** Handles of records by owner. */
  readonly dormant: Map<number, Set<EntityRef>>
  /** Sections whose entities are in the world, by row. */
  readonly entered: Map<number, EntitySection>
  /** Row that baked each handle, −1 where it is not known: by handle, longer than needed. */
  homes: Int32Array
  /** Entities that the game made, and the number of the last one. */
  readonly made: Set<EntityRef>
  lastMade: number
  /** Entity sections by place; made at first use. */
  places: RowIndex | null
  /** Where among the movers the next slice begins. */
  nextMover: number
}

/** @throws 'argument' for a world without `entities(…)`. */
export function stateOf(world: TerraneWorld): WorldState {
  return entitiesOf(world).state as WorldState
}

/** Is it remembered whether an entity has this component? Of a tag that is all there is; others say what of them lasts. */
export function isRemembered({ persist, fields }: ComponentSchema): boolean {
  return persist.length > 0 || Object.keys(fields).length === 0
}

/** Replaces what is remembered of an entity; null forgets it. */
export function setFate({ fates, dormant }: WorldState, handle: EntityRef, fate: Fate | null): void {
  const before = fates.get(handle)
  if (before?.is === 'record') leaveRow(dormant, before.owner, handle)
  if (fate === null) fates.delete(handle)
  else fates.set(handle, fate)
  if (fate?.is === 'record') joinRow(dormant, fate.owner, handle)
}

function joinRow(dormant: WorldState['dormant'], row: number, handle: EntityRef): void {
  const handles = dormant.get(row)
  if (handles) handles.add(handle)
  else dormant.set(row, new Set([handle]))
}

function leaveRow(dormant: WorldState['dormant'], row: number, handle: EntityRef): void {
  const handles = dormant.get(row)
  handles?.delete(handle)
  if (handles?.size === 0) dormant.delete(row)
}

/** Records of a row that are not in the world. */
export function sleepers({ dormant, fates, entities }: WorldState, row: number): [EntityRef, EntityRecord][] {
  const handles = [...(dormant.get(row) ?? [])].filter((handle) => entities.handles.eid[handle] === 0)
  return handles.map((handle) => [handle, fates.get(handle) as EntityRecord])
}

/** Row that baked an entity, −1 where it is not known or none did. */
export function homeOf({ homes }: WorldState, handle: EntityRef): number {
  return homes[handle] ?? -1
}

export function setHomes(state: WorldState, { handles, row }: EntitySection): void {
  const { count } = state.entities.handles
  if (count >= state.homes.length) {
    const longer = new Int32Array(2 * count).fill(-1)
    longer.set(state.homes)
    state.homes = longer
  }
  for (const handle of handles) state.homes[handle] = row
}

/** The live entities of a section that are at home, by their place in its payload; 0 for those that are not. */
export function findAtHome({ entities }: WorldState, { row, count, handles }: EntitySection): Uint32Array {
  const { eid: live } = entities.handles
  const eids = new Uint32Array(count)
  for (let i = 0; i < count; i++) {
    const eid = live[handles[i]]
    if (eid !== 0 && entities.tracked.owner[eid] === row) eids[i] = eid
  }
  return eids
}
