import { hasComponent } from 'bitecs'
import type { Guest } from '../entities/stateHooks'
import type { BakedRows, EntitySection } from '../entities/entitySection'
import { findStore, type AnyStore } from '../entities/stores'
import type { ComponentSchema } from '../schema/component'
import type { EntityRef, FieldType } from '../schema/fields'
import type { Change, ColumnValues, ComponentValues, EntityRecord, WorldState } from './worldState'

/** What a column holds that nobody wrote. */
export function emptyValue(type: FieldType): number | string {
  return type === 'text' ? '' : 0
}

export function readColumns(
  { fields }: ComponentSchema,
  store: AnyStore,
  eid: number,
): Record<string, number | string> {
  return Object.fromEntries(Object.keys(fields).map((column) => [column, store[column][eid]]))
}

/** Writes every column of a component; those without a value are emptied. */
export function writeColumns({ fields }: ComponentSchema, store: AnyStore, eid: number, values: ColumnValues): void {
  for (const [column, type] of Object.entries(fields))
    store[column][eid] = Object.hasOwn(values, column) ? values[column] : emptyValue(type)
}

/** All columns of all components that the world knows and the entity has. */
export function readEntity({ entities }: WorldState, eid: number): ComponentValues {
  const components = new Map<ComponentSchema, ColumnValues>()
  for (const schema of entities.schemas.values()) {
    const store = entities.stores.get(schema)
    if (store && hasComponent(entities.ecs, eid, store)) components.set(schema, readColumns(schema, store, eid))
  }
  return components
}

export function recordOf(state: WorldState, eid: number, owner: number): EntityRecord {
  return { is: 'record', owner, components: readEntity(state, eid) }
}

/** A record on its way back into the world. */
export function guestOf({ entities }: WorldState, handle: EntityRef, { components }: EntityRecord): Guest {
  return {
    handle,
    components: [...components.keys()],
    write(eid) {
      for (const [schema, values] of components) writeColumns(schema, findStore(entities, schema), eid, values)
    },
  }
}

/** A baked entity that has gained or lost components: what it has of its section, with what changed laid over it. */
export function reshapedGuest({ entities }: WorldState, section: EntitySection, place: number, change: Change): Guest {
  const kept = section.components.filter((rows) => findRow(rows, place) >= 0 && !change.lost.includes(rows.schema))
  const gained = change.gained.filter((schema) => !kept.some((rows) => rows.schema === schema))
  return {
    handle: section.handles[place] as EntityRef,
    components: [...kept.map(({ schema }) => schema), ...gained],
    write(eid) {
      for (const rows of kept) for (const { target, values } of rows.columns) target[eid] = values[findRow(rows, place)]
      overwriteBaked(section, place, change, eid)
      for (const schema of gained)
        writeColumns(schema, findStore(entities, schema), eid, change.components.get(schema) ?? {})
    },
  }
}

/** Lays what changed over the baked columns of an entity. What was said of a component that it is not baked with any more is passed by. */
export function overwriteBaked(section: EntitySection, place: number, { components }: Change, eid: number): void {
  for (const rows of section.components) {
    const values = components.get(rows.schema)
    if (!values || findRow(rows, place) < 0) continue
    for (const [column, value] of Object.entries(values)) rows.store[column][eid] = value
  }
}

/** Row of an entity among those that have a component, −1 where it has it not. They rise. */
function findRow({ entities }: BakedRows, place: number): number {
  let [first, end] = [0, entities.length]
  while (first < end) {
    const middle = (first + end) >>> 1
    if (entities[middle] < place) first = middle + 1
    else end = middle
  }
  return entities[first] === place ? first : -1
}
