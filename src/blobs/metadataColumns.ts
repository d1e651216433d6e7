import { fail } from '../errors'
import type { SectionTable } from './sectionBlob'

/** Types of a section's own columns: numbers, and text by its place in a list. */
export const metadataTypes = {
  f32: Float32Array,
  f64: Float64Array,
  i8: Int8Array,
  u8: Uint8Array,
  i16: Int16Array,
  u16: Uint16Array,
  i32: Int32Array,
  u32: Uint32Array,
  text: Uint32Array,
} as const
export type MetadataType = keyof typeof metadataTypes
export type MetadataArray = InstanceType<(typeof metadataTypes)[MetadataType]>

/** What a world says of its sections beside what streaming needs, by name: music, biome, danger. */
export type MetadataFields = Readonly<Record<string, MetadataType>>
export type MetadataValues = Readonly<Record<string, number | string>>

/** One column inside the blob's `metadata` bytes. */
export interface MetadataColumn {
  readonly name: string
  readonly type: MetadataType
  /** Bytes from the beginning of the `metadata` column, a multiple of 8. */
  readonly offset: number
}

export interface PackedMetadata {
  readonly bytes: Uint8Array<ArrayBuffer> | null
  readonly columns: readonly MetadataColumn[]
  /** Strings of text columns; [0] is ''. */
  readonly texts: readonly string[]
}

/** Columns in the order of their names; a row without a value has 0 or ''. `rows` are in the blob's order. */
export function packMetadata(fields: MetadataFields, rows: readonly (MetadataValues | undefined)[]): PackedMetadata {
  const names = Object.keys(fields).sort()
  if (names.length === 0) return { bytes: null, columns: [], texts: [] }
  const texts = listTexts(fields, rows)
  const placeOf = new Map(texts.map((value, i) => [value, i]))
  let length = 0
  const columns = names.map((name): MetadataColumn => {
    const offset = length
    length += (rows.length * metadataTypes[fields[name]].BYTES_PER_ELEMENT + 7) & ~7
    return { name, type: fields[name], offset }
  })
  const bytes = new Uint8Array(length)
  for (const { name, type, offset } of columns) {
    const column = new metadataTypes[type](bytes.buffer, offset, rows.length)
    rows.forEach((values, row) => {
      const value = values?.[name]
      column[row] = type === 'text' ? (placeOf.get(value as string) ?? 0) : Number(value ?? 0)
    })
  }
  return { bytes, columns, texts }
}

/** '' and every other text that is said, in order. */
function listTexts(fields: MetadataFields, rows: readonly (MetadataValues | undefined)[]): string[] {
  const names = Object.keys(fields).filter((name) => fields[name] === 'text')
  const texts = new Set<string>()
  for (const values of rows) for (const name of names) texts.add(String(values?.[name] ?? ''))
  texts.delete('')
  return ['', ...[...texts].sort()]
}

/** A column in place, by row; null where the world has none of that name. */
export function viewMetadata(table: SectionTable, { name, type, offset }: MetadataColumn): MetadataArray {
  const { metadata, count } = table
  const kind = metadataTypes[type]
  if (!metadata || !kind || offset % 8 !== 0 || offset + count * kind.BYTES_PER_ELEMENT > metadata.byteLength)
    fail(
      'blob-corrupt',
      `metadata column "${name}" of type ${type} at byte ${offset}`,
      `one that fits into ${metadata?.byteLength ?? 0} bytes`,
      'Bake the world again.',
    )
  return new kind(metadata.buffer, metadata.byteOffset + offset, count) as MetadataArray
}
