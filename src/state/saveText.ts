import type { BakedSchema } from '../blobs/sectionBlob'
import { fieldTypes, isNumberType, isReferenceType, type FieldType } from '../schema/fields'
import { corrupt } from './corrupt'
import { savedChanges, type Save, type SavedComponents, type SavedEntity, type SavedValue } from './save'

/** Column types by component and column. */
type Types = ReadonlyMap<string, ReadonlyMap<string, FieldType>>

type Json = Readonly<Record<string, unknown>>

/** Checks everything that the text of a save says and spells its numbers back. @throws 'save-corrupt'. */
export function readSaveText(text: unknown): Save {
  const { components, made, sections, entities } = objectOf(text, 'the text')
  const schemas = listOf(components, 'components').map(readSchema)
  const types: Types = new Map(schemas.map(({ name, columns }) => [name, new Map(columns as [string, FieldType][])]))
  if (types.size < schemas.length) corrupt('a save with two components of one name', 'each once')
  if (!Number.isSafeInteger(made) || (made as number) < 0) refuse('made', made, 'a count')
  const read = listOf(entities, 'entities').map((entity) => readEntity(entity, types))
  for (let i = 1; i < read.length; i++)
    if (read[i].id <= read[i - 1].id) corrupt(`entity ${read[i].id} after ${read[i - 1].id}`, 'ids that rise')
  return { components: schemas, made: made as number, sections: readSections(sections), entities: read }
}

function readSchema(schema: unknown): BakedSchema {
  const { name, hash, columns } = objectOf(schema, 'a component')
  if (typeof name !== 'string' || typeof hash !== 'string') return refuse('a component', name, 'a name and a hash')
  for (const column of listOf(columns, `columns of ${name}`))
    if (!Array.isArray(column) || typeof column[0] !== 'string' || !fieldTypes.includes(column[1] as FieldType))
      refuse(`a column of ${name}`, column, 'a name and a type')
  return { name, hash, columns: columns as BakedSchema['columns'] }
}

function readSections(sections: unknown): Save['sections'] {
  const read = Object.entries(objectOf(sections, 'sections'))
  for (const [guid, ground] of read)
    if (!isId(guid) || !Array.isArray(ground) || ground.length !== 4 || !ground.every(Number.isFinite))
      refuse(`section ${guid}`, ground, 'a GUID and four numbers')
  return Object.fromEntries(read) as unknown as Save['sections']
}

function readEntity(entity: unknown, types: Types): SavedEntity {
  const { id, change, section, components, gained, lost } = objectOf(entity, 'an entity')
  if (!isId(id)) return refuse('the id of an entity', id, '16 hex digits')
  if (!savedChanges.includes(change as SavedEntity['change']))
    refuse(`the change of ${id}`, change, savedChanges.join(', '))
  if (section !== undefined && section !== '' && !isId(section))
    refuse(`the section of ${id}`, section, '16 hex digits')
  return {
    id,
    change: change as SavedEntity['change'],
    ...(section === undefined ? {} : { section: section as string }),
    ...(components === undefined ? {} : { components: readComponents(components, id, types) }),
    ...(gained === undefined ? {} : { gained: readNames(gained, `what ${id} gained`, types) }),
    ...(lost === undefined ? {} : { lost: readNames(lost, `what ${id} lost`, types) }),
  }
}

function readNames(names: unknown, what: string, types: Types): readonly string[] {
  const list = listOf(names, what)
  if (!list.every((name) => types.has(name as string))) refuse(what, names, 'components of the save')
  return list as readonly string[]
}

function readComponents(components: unknown, id: string, types: Types): SavedComponents {
  const read = Object.entries(objectOf(components, `components of ${id}`)).map(([name, columns]) => {
    const known = types.get(name) ?? refuse(`component ${name} of ${id}`, columns, 'one that the save lists')
    const values = Object.entries(objectOf(columns, `${name} of ${id}`)).map(([column, value]) => {
      const type = known.get(column) ?? refuse(`${name}.${column} of ${id}`, value, 'a column that the save lists')
      return [column, readValue(value, type, `${name}.${column} of ${id}`)]
    })
    return [name, Object.fromEntries(values)]
  })
  return Object.fromEntries(read) as SavedComponents
}

function readValue(value: unknown, type: FieldType, what: string): SavedValue {
  if (isNumberType(type)) {
    if (typeof value === 'number') return value
    return spelledNumbers.get(value) ?? refuse(what, value, 'a number')
  }
  if (typeof value !== 'string') return refuse(what, value, 'a text')
  if (type !== 'text' && value !== '' && !isId(value))
    refuse(what, value, isReferenceType(type) ? 'a stable id' : 'a GUID')
  return value
}

const spelledNumbers: ReadonlyMap<unknown, number> = new Map(
  [NaN, Infinity, -Infinity, -0].map((value) => [Object.is(value, -0) ? '-0' : String(value), value]),
)

function isId(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-f]{16}$/.test(value)
}

function objectOf(value: unknown, what: string): Json {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Json
  return refuse(what, value, 'an object')
}

function listOf(value: unknown, what: string): readonly unknown[] {
  return Array.isArray(value) ? value : refuse(what, value, 'a list')
}

function refuse(what: string, value: unknown, wanted: string): never {
  return corrupt(`a save in which ${what} is ${JSON.stringify(value)?.slice(0, 60)}`, wanted)
}
