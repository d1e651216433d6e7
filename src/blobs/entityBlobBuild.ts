import { fail } from '../errors'
import type { ComponentSchema, RefTarget } from '../schema/component'
import { isNumberType, isReferenceType, numberRanges, type FieldType } from '../schema/fields'
import { formatStableId, type IdHalves } from '../schema/stableId'
import {
  align8,
  entityBlobHeaderBytes,
  entityBlobMagic,
  entityBlobVersion,
  openEntityBlob,
  storedAs,
  type EntityMeta,
  type ValueArray,
} from './entityBlob'

/** Entities that one section holds at most: the bake splits larger ones. They appear in one tick, so this bounds what that costs. */
export const entitiesPerSection = 2_048

/** What a bake puts into a section. */
export interface EntityTableToWrite {
  readonly ids: readonly IdHalves[]
  readonly components: readonly EntityRowsToWrite[]
}

export interface EntityRowsToWrite {
  readonly schema: ComponentSchema
  /** Indices into `ids`, rising. */
  readonly entities: readonly number[]
  /** For each of `entities`: sections are their place in `requires` + 1; columns left out are 0, '' or no reference. */
  readonly values: readonly Readonly<Record<string, number | string | RefTarget | undefined>>[]
}

/**
 * Writes what `openEntityBlob` opens.
 * @throws 'argument' for more than `entitiesPerSection` and values that do not fit their columns; 'blob-corrupt' for ids or
 * components that are there twice and entities that do not rise.
 */
export function writeEntityBlob(table: EntityTableToWrite): ArrayBuffer {
  checkSize(table)
  const pools: Pools = { refs: new Map(), refIds: [], strings: new Map() }
  const components = table.components.map((rows) => ({ rows, columns: poolColumns(rows, pools) }))
  const meta = new TextEncoder().encode(JSON.stringify(metaOf(table, pools)))
  const arrays: ValueArray[] = [Uint32Array.from(table.ids.flat()), Uint32Array.from(pools.refIds.flat())]
  for (const { rows, columns } of components) arrays.push(Uint32Array.from(rows.entities), ...columns)
  const buffer = layOut(meta, arrays, table.ids.length, pools.refIds.length)
  openEntityBlob(buffer)
  return buffer
}

function layOut(meta: Uint8Array, arrays: readonly ValueArray[], entities: number, refs: number): ArrayBuffer {
  let offset = align8(entityBlobHeaderBytes + meta.length)
  const buffer = new ArrayBuffer(arrays.reduce((end, array) => end + align8(array.byteLength), offset))
  const header = [entityBlobMagic, entityBlobVersion, buffer.byteLength, entities, refs, meta.length]
  new Uint32Array(buffer).set(header)
  new Uint8Array(buffer).set(meta, entityBlobHeaderBytes)
  for (const array of arrays) {
    new Uint8Array(buffer, offset).set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength))
    offset += align8(array.byteLength)
  }
  return buffer
}

/** What columns refer to by number, each once, in the order of first use. */
interface Pools {
  readonly refs: Map<string, number>
  readonly refIds: IdHalves[]
  readonly strings: Map<string, number>
}

function checkSize({ ids }: EntityTableToWrite): void {
  if (ids.length > entitiesPerSection)
    fail('argument', `${ids.length} entities in a section`, `at most ${entitiesPerSection}`, 'Split the section.')
}

function metaOf(table: EntityTableToWrite, pools: Pools): EntityMeta {
  const components = table.components.map(({ schema: { name, hash, fields }, entities }) => ({
    name,
    hash,
    rows: entities.length,
    columns: Object.entries(fields),
  }))
  return { strings: [...pools.strings.keys()], components }
}

function poolColumns({ schema, entities, values }: EntityRowsToWrite, pools: Pools): ValueArray[] {
  if (values.length !== entities.length)
    fail('argument', `${values.length} values of ${schema.name}`, `${entities.length}, one an entity`, 'Add them.')
  const unknown = values.flatMap((each) => Object.keys(each)).find((column) => !Object.hasOwn(schema.fields, column))
  if (unknown !== undefined)
    fail('argument', `a value for ${schema.name}.${unknown}`, 'a column that is declared', 'Correct its name.')
  return Object.entries(schema.fields).map(([column, type]) => {
    const array = new storedAs[type](
      new ArrayBuffer(entities.length * storedAs[type].BYTES_PER_ELEMENT),
      0,
      entities.length,
    )
    values.forEach((each, i) => (array[i] = poolValue(`${schema.name}.${column}`, type, each[column], pools)))
    return array
  })
}

function poolValue(column: string, type: FieldType, value: unknown, pools: Pools): number {
  if (type === 'text') return poolText(column, value ?? '', pools)
  if (value === undefined) return 0
  if (isReferenceType(type)) return poolReference(column, value, pools)
  const { least, most, whole } = numberRanges[isNumberType(type) ? type : 'u32']
  if (typeof value !== 'number' || (whole && !(Number.isInteger(value) && value >= least && value <= most)))
    fail('argument', `${JSON.stringify(value)} for ${column}`, `a value that ${type} holds`, 'Correct the value.')
  return value
}

function poolText(column: string, value: unknown, { strings }: Pools): number {
  if (typeof value !== 'string')
    fail('argument', `${JSON.stringify(value)} for ${column}`, 'a text', 'Correct the value.')
  const known = strings.get(value) ?? strings.size
  strings.set(value, known)
  return known
}

function poolReference(column: string, value: unknown, { refs, refIds }: Pools): number {
  const id = (value as Partial<RefTarget> | null)?.id
  if (!Array.isArray(id) || id.length !== 2)
    return fail(
      'argument',
      `${JSON.stringify(value)} for ${column}`,
      'a reference to an entity',
      'Make it with bake.ref.',
    )
  const key = formatStableId(id as unknown as IdHalves)
  if (!refs.has(key)) refs.set(key, refIds.push(id as unknown as IdHalves))
  return refs.get(key)!
}
