import {
  viewMetadata,
  type MetadataColumn,
  type MetadataFields,
  type MetadataType,
  type metadataTypes,
} from './blobs/metadataColumns'
import type { SectionTable } from './blobs/sectionBlob'
import type { TerraneWorld } from './engine'
import { fail } from './errors'
import { rowOf, type SectionId } from './sectionId'

type ValueOf<Type extends MetadataType> = Type extends 'text' ? string : number

/** What sections carry beside what streaming needs, by name. */
export type SectionMetadata<Fields extends MetadataFields> = { readonly [Name in keyof Fields]: ValueOf<Fields[Name]> }

/**
 * What a section says of its place, whether it is loaded or not: `metadataOf(world, section, { music: text, biome: u8 })`. The fields are those that
 * `terrane.config.ts` lists under `metadata`; sections that say nothing have 0 and ''. Allocates the answer; for a loop over many
 * sections take `metadataColumn`.
 * @throws 'schema-mismatch' for a field that the world does not have, or has with another type.
 */
export function metadataOf<const Fields extends MetadataFields>(
  world: TerraneWorld,
  section: SectionId,
  fields: Fields,
): SectionMetadata<Fields> {
  const { terrane } = world
  const row = rowOf(terrane, section)
  const { table } = terrane
  const read = ([name, type]: [string, MetadataType]) => {
    const value = viewMetadata(table, columnNamed(table, name, type))[row]
    return [name, type === 'text' ? table.info.metadataTexts[value] : value]
  }
  return Object.fromEntries(Object.entries(fields).map(read)) as SectionMetadata<Fields>
}

/** A number column by table row (`rowOf`), a view into the blob: for loops. Of a text column, places in `table.info.metadataTexts`. */
export function metadataColumn<Type extends MetadataType>(
  world: TerraneWorld,
  name: string,
  type: Type,
): InstanceType<(typeof metadataTypes)[Type]> {
  const { table } = world.terrane
  return viewMetadata(table, columnNamed(table, name, type)) as InstanceType<(typeof metadataTypes)[Type]>
}

function columnNamed({ info }: SectionTable, name: string, type: MetadataType): MetadataColumn {
  const column = info.metadata.find((candidate) => candidate.name === name)
  if (column?.type === type) return column
  return fail(
    'schema-mismatch',
    `metadata "${name}: ${type}"`,
    column
      ? `"${name}: ${column.type}", as baked`
      : `one of ${info.metadata.map((known) => known.name).join(', ') || 'none'}`,
    'Declare it as terrane.config.ts does, or bake the world again.',
  )
}
