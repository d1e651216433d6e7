import { findBakedRow, type EntityIndex } from '../blobs/entityIndex'
import { handleOf } from '../entities/handles'
import { noOwner } from '../entities/tracking'
import { Transform } from '../schema/builtIn'
import type { ComponentSchema } from '../schema/component'
import type { EntityRef } from '../schema/fields'
import { parseStableId, type StableId } from '../schema/stableId'
import { baseLayer, distanceTo, findPlace, type Spot } from './places'
import type { Save, SavedEntity, SavedGround, SavedValue } from './save'
import { createGuidIndex, findGuid, openValue, type GuidIndex } from './savedValues'
import type { ColumnValues, ComponentValues, Fate, WorldState } from './worldState'

/** A save in terms of the world that it is opened in. */
export interface MatchedSave {
  readonly fates: ReadonlyMap<EntityRef, Fate>
  readonly made: readonly EntityRef[]
  readonly unplaced: readonly { readonly id: string; readonly why: string }[]
}

/** What matching needs at every step. */
interface Matching {
  readonly state: WorldState
  readonly guids: GuidIndex
  readonly grounds: Save['sections']
  /** Column types in the save, by component. */
  readonly types: ReadonlyMap<string, ReadonlyMap<string, string>>
  /** Takes down what does not fit of an entity. */
  miss(id: string, why: string): void
}

/** @param index null where it is not known which entities the world has: then all are taken to be there. */
export function matchSave(state: WorldState, save: Save, index: EntityIndex | null): MatchedSave {
  const unplaced: { id: string; why: string }[] = []
  const matching: Matching = {
    state,
    guids: createGuidIndex(state.engine.table),
    grounds: save.sections,
    types: new Map(save.components.map(({ name, columns }) => [name, new Map(columns)])),
    miss: (id, why) => void unplaced.push({ id, why }),
  }
  const fates = new Map<EntityRef, Fate>()
  const made: EntityRef[] = []
  for (const entity of save.entities) {
    const id = parseStableId(entity.id as StableId)
    if (entity.change !== 'made' && index && findBakedRow(index, ...id) < 0) {
      matching.miss(entity.id, 'this world has no such entity')
      continue
    }
    const fate = matchEntity(matching, entity)
    if (!fate) continue
    const handle = handleOf(state.entities.handles, ...id)
    fates.set(handle, fate)
    if (entity.change === 'made') made.push(handle)
  }
  return { fates, made, unplaced }
}

/** Null where nothing is left of it. */
function matchEntity(matching: Matching, entity: SavedEntity): Fate | null {
  if (entity.change === 'removed') return { is: 'removed' }
  const components = matchComponents(matching, entity)
  if (entity.change !== 'changed')
    return { is: 'record', owner: matchOwner(matching, entity.section ?? '', components), components }
  const gained = matchNames(matching, entity.gained ?? [])
  const lost = matchNames(matching, entity.lost ?? [])
  return components.size + gained.length + lost.length > 0 ? { is: 'changed', components, gained, lost } : null
}

function matchNames({ state }: Matching, names: readonly string[]): ComponentSchema[] {
  return names.flatMap((name) => state.entities.schemas.get(name) ?? [])
}

function matchComponents(matching: Matching, { id, components, change, gained = [] }: SavedEntity): ComponentValues {
  const matched = new Map<ComponentSchema, ColumnValues>()
  for (const [name, columns] of Object.entries(components ?? {})) {
    const schema = matching.state.entities.schemas.get(name)
    if (!schema) {
      matching.miss(id, `component ${name} is not known here`)
      continue
    }
    const values = matchColumns(matching, id, schema, columns)
    const isWhole = change !== 'changed' || gained.includes(name)
    if (isWhole || Object.keys(values).length > 0) matched.set(schema, values)
  }
  return matched
}

function matchColumns(
  { state, guids, types, miss }: Matching,
  id: string,
  { name, fields }: ComponentSchema,
  columns: Readonly<Record<string, SavedValue>>,
): ColumnValues {
  const matched: [string, number | string][] = []
  for (const [column, value] of Object.entries(columns)) {
    const type = Object.hasOwn(fields, column) ? fields[column] : null
    const before = types.get(name)?.get(column)
    if (!type) miss(id, `${name} has no column ${column} any more`)
    else if (type !== before) miss(id, `${name}.${column} was ${before} and is ${type}`)
    else {
      const opened = openValue(state, guids, type, value)
      if (opened === null) miss(id, `${name}.${column} names a section that this world does not have`)
      else matched.push([column, opened])
    }
  }
  return Object.fromEntries(matched)
}

/**
 * The section that it belonged to. Where the world has that no more, or has it elsewhere, so that what stood in it does not any more: the one in
 * which the entity stands.
 */
function matchOwner({ state, guids, grounds }: Matching, guid: string, components: ComponentValues): number {
  const { table } = state.engine
  const row = guid === '' ? noOwner : findGuid(guids, guid)
  const owner = row >= 0 && table.info.kinds[table.kind[row]] === 'entities' ? row : noOwner
  const transform = components.get(state.entities.schemas.get(Transform.name)!)
  if (guid === '' || !transform) return owner
  const spot = { x: Number(transform.x), z: Number(transform.z), layer: owner >= 0 ? table.layer[owner] : baseLayer }
  const stood = !(distanceToGround(grounds[guid], spot) > state.hysteresis)
  if (owner >= 0 && (!stood || distanceTo(state, owner, spot) <= state.hysteresis)) return owner
  const place = findPlace(state, spot)
  return place >= 0 ? place : owner
}

/** NaN for a ground that the save does not tell. */
function distanceToGround([minX, minZ, maxX, maxZ]: SavedGround | readonly [] = [], { x, z }: Spot): number {
  const dx = Math.max(minX! - x, 0, x - maxX!)
  const dz = Math.max(minZ! - z, 0, z - maxZ!)
  return Math.sqrt(dx * dx + dz * dz)
}
