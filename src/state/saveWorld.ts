import { sectionGuid, type BakedSchema } from '../blobs/sectionBlob'
import type { TerraneWorld } from '../engine'
import { boxStride } from '../math/box'
import type { ComponentSchema, Fields } from '../schema/component'
import type { EntityRef } from '../schema/fields'
import { findChanges } from './changes'
import { recordOf } from './records'
import type { Save, SavedComponents, SavedEntity, SavedValue } from './save'
import { saveReference, saveValue } from './savedValues'
import { writeSave } from './saveFile'
import {
  findAtHome,
  homeOf,
  stateOf,
  type ColumnValues,
  type ComponentValues,
  type Fate,
  type WorldState,
} from './worldState'

/**
 * Everything that the game changed since the world was baked, as bytes that `openSave` opens again: persisted columns, gained and lost
 * components, removed and made entities, and where those are that changed sections. It changes nothing, and may be called at any time between steps or in a
 * system. The same state gives the same bytes.
 * @throws 'argument' for a world without `entities(…)`.
 */
export function saveWorld(world: TerraneWorld): Uint8Array {
  const state = stateOf(world)
  const fates = gatherFates(state)
  const schemas = new Set<ComponentSchema>()
  for (const fate of fates.values()) for (const schema of schemasOf(fate)) schemas.add(schema)
  const entities = [...fates].map(([handle, fate]) => saveEntity(state, handle, fate))
  return writeSave({
    components: [...schemas].map(describe).sort((a, b) => (a.name < b.name ? -1 : 1)),
    made: state.lastMade,
    sections: groundsOf(state, fates.values()),
    entities: entities.sort((a, b) => (a.id < b.id ? -1 : 1)),
  })
}

/** What is remembered, and of what is in the world, what would be if it stayed as it is. */
function gatherFates(state: WorldState): Map<EntityRef, Fate> {
  const { handles, tracked, owned } = state.entities
  const fates = new Map([...state.fates].filter(([handle]) => handles.eid[handle] === 0))
  for (const section of state.entered.values())
    for (const [place, change] of findChanges(state, section, findAtHome(state, section)))
      fates.set(section.handles[place] as EntityRef, change)
  for (const [row, eids] of owned)
    for (const eid of eids) {
      const handle = tracked.handle[eid] as EntityRef
      if (row < 0 || homeOf(state, handle) !== row) fates.set(handle, recordOf(state, eid, row))
    }
  return fates
}

/** Of the sections that something belongs to, in GUID order. */
function groundsOf({ engine: { table } }: WorldState, fates: Iterable<Fate>): Save['sections'] {
  const owners = new Set<number>()
  for (const fate of fates) if (fate.is === 'record' && fate.owner >= 0) owners.add(fate.owner)
  const rows = [...owners].sort((a, b) => table.rank[a] - table.rank[b])
  const { bounds } = table
  return Object.fromEntries(
    rows.map((row) => {
      const at = boxStride * row
      return [sectionGuid(table, row), [bounds[at], bounds[at + 2], bounds[at + 3], bounds[at + 5]]]
    }),
  )
}

function schemasOf(fate: Fate): readonly ComponentSchema[] {
  if (fate.is === 'removed') return []
  return fate.is === 'changed' ? [...fate.components.keys(), ...fate.gained, ...fate.lost] : [...fate.components.keys()]
}

function describe({ name, hash, fields }: ComponentSchema): BakedSchema {
  return { name, hash, columns: Object.entries(fields) }
}

const namesOf = (schemas: readonly ComponentSchema[]) => schemas.map(({ name }) => name).sort()

function saveEntity(state: WorldState, handle: EntityRef, fate: Fate): SavedEntity {
  const id = saveReference(state.entities, handle)
  if (fate.is === 'removed') return { id, change: 'removed' }
  const components = saveComponents(state, fate.components)
  if (fate.is === 'changed') {
    const { gained, lost } = fate
    return { id, change: 'changed', components, gained: namesOf(gained), lost: namesOf(lost) }
  }
  const section = fate.owner < 0 ? '' : sectionGuid(state.engine.table, fate.owner)
  return { id, change: state.made.has(handle) ? 'made' : 'away', section, components }
}

function saveComponents(state: WorldState, components: ComponentValues): SavedComponents {
  const saved = [...components].map(([{ name, fields }, values]) => [name, saveColumns(state, fields, values)] as const)
  return Object.fromEntries(saved.sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** In declared order, whichever was changed first. */
function saveColumns(state: WorldState, fields: Fields, values: ColumnValues): Record<string, SavedValue> {
  const saved: Record<string, SavedValue> = {}
  for (const column in fields)
    if (Object.hasOwn(values, column)) saved[column] = saveValue(state, fields[column], values[column])
  return saved
}
