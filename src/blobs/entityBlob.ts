import { fail } from '../errors'
import type { FieldType } from '../schema/fields'
import { checkEntities } from './entityBlobChecks'

/**
 * The payload of an entity section: its entities' ids and components as columns in one buffer, opened in place.
 * This file owns the byte layout, entityBlobBuild.ts fills it; docs/formats.md is its page. Where everything lies follows from
 * the header and the directory, so that nothing can overlap or be left over.
 */
export const entityBlobMagic = 0x45_4e_52_54 // 'TRNE' in little-endian
export const entityBlobVersion = 1
export const entityBlobHeaderBytes = 32

export type ValueArray =
  Float64Array | Float32Array | Uint32Array | Int32Array | Uint16Array | Int16Array | Uint8Array | Int8Array
type ValueArrayType = {
  new (buffer: ArrayBuffer, offset: number, length: number): ValueArray
  readonly BYTES_PER_ELEMENT: number
}

/** How a column lies in the blob. References are index + 1 into `refs`, texts an index into `strings`, sections index + 1 into `requires`. */
export const storedAs: Readonly<Record<FieldType, ValueArrayType>> = {
  f32: Float32Array,
  f64: Float64Array,
  i8: Int8Array,
  u8: Uint8Array,
  i16: Int16Array,
  u16: Uint16Array,
  i32: Int32Array,
  u32: Uint32Array,
  entityRef: Uint32Array,
  hardRef: Uint32Array,
  text: Uint32Array,
  sectionRef: Uint32Array,
}

/** An opened entity payload: views into the caller's buffer. Fit to be posted from a worker that transfers the buffer. */
export interface EntityTable {
  readonly count: number
  readonly byteLength: number
  /** Stable ids, low and high halves in turn. */
  readonly ids: Uint32Array
  /** Stable ids that reference columns name, here or in any other section; low and high halves in turn. */
  readonly refs: Uint32Array
  readonly strings: readonly string[]
  readonly components: readonly EntityRows[]
}

/** All entities of a section that have one component. */
export interface EntityRows {
  readonly name: string
  readonly hash: string
  /** Which ones, rising. */
  readonly entities: Uint32Array
  /** In declared order; values in the order of `entities`. */
  readonly columns: readonly EntityColumn[]
}

export interface EntityColumn {
  readonly name: string
  readonly type: FieldType
  readonly values: ValueArray
}

/** The directory, as JSON. */
export interface EntityMeta {
  readonly strings: readonly string[]
  readonly components: readonly {
    readonly name: string
    readonly hash: string
    readonly rows: number
    readonly columns: readonly (readonly [name: string, type: FieldType])[]
  }[]
}

/** Every array begins at a multiple of 8 bytes. */
export const align8 = (bytes: number) => Math.ceil(bytes / 8) * 8

/**
 * Opens a payload in place and checks it once, to the byte; nothing is copied.
 * @throws TerraneError 'blob-foreign', 'blob-newer', 'blob-truncated' or 'blob-corrupt', naming what was found.
 */
export function openEntityBlob(buffer: ArrayBuffer): EntityTable {
  const { entities, refs, metaBytes } = readHeader(buffer)
  const meta = readMeta(buffer, metaBytes)
  checkLayout(buffer, meta, entities, refs, metaBytes)
  const view = viewer(buffer, align8(entityBlobHeaderBytes + metaBytes))
  const table: EntityTable = {
    count: entities,
    byteLength: buffer.byteLength,
    ids: view(Uint32Array, 2 * entities) as Uint32Array,
    refs: view(Uint32Array, 2 * refs) as Uint32Array,
    strings: meta.strings,
    components: meta.components.map(({ name, hash, rows, columns }) => ({
      name,
      hash,
      entities: view(Uint32Array, rows) as Uint32Array,
      columns: columns.map(([column, type]) => ({ name: column, type, values: view(storedAs[type], rows) })),
    })),
  }
  checkEntities(table)
  return table
}

/** Views one array after another, each at a multiple of 8 bytes. */
function viewer(buffer: ArrayBuffer, start: number) {
  let offset = start
  return (type: ValueArrayType, length: number): ValueArray => {
    const array = new type(buffer, offset, length)
    offset += align8(array.byteLength)
    return array
  }
}

const rebake = 'Bake the world again with this version of terrane.'

function readHeader(buffer: ArrayBuffer) {
  if (buffer.byteLength < entityBlobHeaderBytes)
    fail(
      'blob-truncated',
      `an entity payload of ${buffer.byteLength} bytes`,
      `at least ${entityBlobHeaderBytes}`,
      rebake,
    )
  const [magic, version, bytes, entities, refs, metaBytes] = new Uint32Array(buffer, 0, entityBlobHeaderBytes / 4)
  if (magic !== entityBlobMagic)
    fail(
      'blob-foreign',
      `a payload that begins with 0x${magic.toString(16)}`,
      `entities (0x${entityBlobMagic.toString(16)})`,
      rebake,
    )
  if (version !== entityBlobVersion)
    fail(
      version > entityBlobVersion ? 'blob-newer' : 'blob-foreign',
      `entity payload version ${version}`,
      `version ${entityBlobVersion}`,
      version > entityBlobVersion ? 'Update terrane, or bake with the older one.' : rebake,
    )
  if (bytes !== buffer.byteLength)
    fail('blob-truncated', `an entity payload of ${buffer.byteLength} bytes`, `${bytes} as its header says`, rebake)
  if (entityBlobHeaderBytes + metaBytes > bytes)
    fail('blob-corrupt', `a directory of ${metaBytes} bytes`, `one that fits into ${bytes} bytes`, rebake)
  return { entities, refs, metaBytes }
}

function readMeta(buffer: ArrayBuffer, metaBytes: number): EntityMeta {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let meta: unknown
  try {
    meta = JSON.parse(decoder.decode(new Uint8Array(buffer, entityBlobHeaderBytes, metaBytes)))
  } catch {
    meta = undefined
  }
  return isMeta(meta) ? meta : fail('blob-corrupt', 'a directory that is not one', 'strings and components', rebake)
}

function isMeta(meta: unknown): meta is EntityMeta {
  const { strings, components } = (meta ?? {}) as Partial<EntityMeta>
  if (!Array.isArray(strings) || !strings.every((each) => typeof each === 'string')) return false
  return Array.isArray(components) && components.every(isDirectoryEntry)
}

function isDirectoryEntry(entry: Partial<EntityMeta['components'][number]> | null): boolean {
  const { name, hash, rows, columns } = entry ?? {}
  if (typeof name !== 'string' || typeof hash !== 'string' || !Number.isSafeInteger(rows) || rows! < 0) return false
  return Array.isArray(columns) && columns.every(isColumnEntry)
}

function isColumnEntry(column: unknown): boolean {
  return (
    Array.isArray(column) && column.length === 2 && typeof column[0] === 'string' && Object.hasOwn(storedAs, column[1])
  )
}

/** Everything that the directory names takes exactly the bytes that are there. */
function checkLayout(buffer: ArrayBuffer, meta: EntityMeta, entities: number, refs: number, metaBytes: number): void {
  let bytes = align8(entityBlobHeaderBytes + metaBytes) + 8 * entities + 8 * refs
  for (const { rows, columns } of meta.components) {
    bytes += align8(4 * rows)
    for (const [, type] of columns) bytes += align8(rows * storedAs[type].BYTES_PER_ELEMENT)
  }
  if (bytes !== buffer.byteLength)
    fail('blob-corrupt', `a directory of ${bytes} bytes of columns and names`, `${buffer.byteLength} bytes`, rebake)
}
