import type { EntityColumn, EntityRows, EntityTable } from '../blobs/entityBlob'
import { fail } from '../errors'
import type { AdoptContext } from '../payloads/kind'
import { isReferenceType } from '../schema/fields'
import type { Archetype, BakedColumn, BakedRows, EntitySection } from './entitySection'
import type { EntityWorld } from './entityWorld'
import { handleOf } from './handles'
import { matchSchema } from './schemaCheck'
import { findStore, type AnyStore } from './stores'

/**
 * Prepares a payload for the world: ids and references become handles, columns find their stores, entities with the same components their
 * archetype. What is left for the tick is to write and to add.
 * @throws 'schema-mismatch' for components that the game declares otherwise, 'payload-corrupt' for a section that is not required.
 */
export function adoptEntities(entities: EntityWorld, context: AdoptContext, table: EntityTable): EntitySection {
  const refs = handlesOf(entities, table.refs)
  const components: BakedRows[] = []
  for (const rows of table.components) {
    const schema = matchSchema(describeRows(rows), entities.schemas, entities.ignoresUnknown)
    if (!schema) continue
    const store = findStore(entities, schema)
    const columns = rows.columns.map((column) => bindColumn(column, store, refs, table.strings, context))
    components.push({ schema, store, entities: rows.entities, columns })
  }
  return {
    row: context.row,
    count: table.count,
    handles: handlesOf(entities, table.ids),
    components,
    archetypes: findArchetypes(entities, table.count, components),
    reserved: 0,
  }
}

function describeRows({ name, hash, columns }: EntityRows) {
  return { name, hash, columns: columns.map((column) => [column.name, column.type] as const) }
}

function handlesOf({ handles }: EntityWorld, ids: Uint32Array): Uint32Array {
  const found = new Uint32Array(ids.length / 2)
  for (let i = 0; i < found.length; i++) found[i] = handleOf(handles, ids[2 * i], ids[2 * i + 1])
  return found
}

function bindColumn(
  { name, type, values }: EntityColumn,
  store: AnyStore,
  refs: Uint32Array,
  strings: readonly string[],
  context: AdoptContext,
): BakedColumn {
  const column = { name, type, target: store[name] }
  if (type === 'text') return { ...column, values: Array.from(values, (text) => strings[text]) }
  if (type === 'sectionRef') return { ...column, values: sectionsOf(values, context) }
  if (!isReferenceType(type)) return { ...column, values }
  return { ...column, values: Uint32Array.from(values, (ref) => (ref === 0 ? 0 : refs[ref - 1])) }
}

/** Section ids of what the section requires; 0 for none. */
function sectionsOf(places: ArrayLike<number>, { section, row, requires }: AdoptContext): Float64Array {
  const first = section - row
  return Float64Array.from(places, (place) => {
    if (place > requires.length)
      fail('payload-corrupt', `required section ${place}`, `at most ${requires.length}`, 'Bake the world again.')
    return place === 0 ? 0 : first + requires[place - 1]
  })
}

/** Starts with one archetype and splits it by one component after another. */
function findArchetypes({ tracked }: EntityWorld, count: number, components: readonly BakedRows[]): Archetype[] {
  const sets: AnyStore[][] = [[tracked as unknown as AnyStore]]
  const setOf = new Uint32Array(count)
  for (const { store, entities } of components) {
    const grown = new Map<number, number>()
    for (const entity of entities) {
      const set = setOf[entity]
      if (!grown.has(set)) grown.set(set, sets.push([...sets[set], store]) - 1)
      setOf[entity] = grown.get(set)!
    }
  }
  const members: number[][] = sets.map(() => [])
  for (let entity = 0; entity < count; entity++) members[setOf[entity]].push(entity)
  return sets.flatMap((stores, set) =>
    members[set].length > 0 ? [{ stores, members: Uint32Array.from(members[set]) }] : [],
  )
}
