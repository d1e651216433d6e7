import type { MetadataFields } from '../../blobs/metadataColumns'
import { isSettingKey, settingPrefix } from '../../authoring/settings'
import { fail } from '../../errors'
import type { ComponentSchema } from '../../schema/component'

/** What flat keys may name beside settings. */
export interface KeyNames {
  /** Components by name: the config's and the built-in ones. */
  readonly components: ReadonlyMap<string, ComponentSchema>
  readonly metadata: MetadataFields
}

/** What a flat key is about. A component without a column is the component itself: `terrane_Burning: true`. */
export type FlatKey =
  | { readonly about: 'setting' }
  | { readonly about: 'metadata'; readonly name: string }
  | { readonly about: 'component'; readonly schema: ComponentSchema; readonly column: string | null }

const metadataPrefix = 'meta_'

/**
 * Takes a flat key apart; null where it means nothing: misspelt, most likely.
 * @throws TerraneError 'bake-input' for columns that a known component lacks, and for metadata without a type.
 */
export function readFlatKey(key: string, names: KeyNames, where: string): FlatKey | null {
  if (!key.startsWith(settingPrefix)) return null
  const rest = key.slice(settingPrefix.length)
  if (isSettingKey(rest)) return { about: 'setting' }
  if (rest.startsWith(metadataPrefix)) return metadataKey(rest.slice(metadataPrefix.length), names, where)
  return componentKey(rest, names, where)
}

function metadataKey(name: string, { metadata }: KeyNames, where: string): FlatKey {
  return Object.hasOwn(metadata, name) ? { about: 'metadata', name } : refuseMetadata(where, name, metadata)
}

/** @throws TerraneError 'bake-input', always: nobody says what type the value has. */
export function refuseMetadata(where: string, name: string, types: MetadataFields): never {
  return fail(
    'bake-input',
    `"${where}" with metadata "${name}"`,
    `a name among the config's metadata: ${Object.keys(types).join(', ') || 'none'}`,
    'Add it there with its type, or correct it.',
  )
}

/** The longest name that fits: of Door and Door_frame, `Door_frame_width` is about the second. */
function componentKey(rest: string, { components }: KeyNames, where: string): FlatKey | null {
  const fits = [...components.values()].filter(({ name }) => rest === name || rest.startsWith(`${name}_`))
  if (fits.length === 0) return null
  fits.sort((a, b) => b.name.length - a.name.length)
  for (const schema of fits) {
    const column = rest === schema.name ? null : rest.slice(schema.name.length + 1)
    if (column === null || Object.hasOwn(schema.fields, column)) return { about: 'component', schema, column }
  }
  const [{ name, fields }] = fits
  return fail(
    'bake-input',
    `"${where}" with ${settingPrefix}${rest}`,
    `a column of ${name}: ${Object.keys(fields).join(', ') || 'none'}`,
    'Correct the property and bake again.',
  )
}
