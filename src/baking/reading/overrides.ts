import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { settingPrefix } from '../../authoring/settings'
import { fail } from '../../errors'
import { idOfPath } from '../../schema/stableId'
import { hashKey } from './hashKey'
import { readFlatKey, type KeyNames } from './flatKeys'

type Extras = Readonly<Record<string, unknown>>

/** Settings that live beside the source, so that no export loses them. */
export interface Overrides {
  readonly file: string
  readonly byPath: ReadonlyMap<string, Extras>
  /** Paths that were met. */
  readonly used: Set<string>
}

/** `town.glb` → `town.overrides.json`. */
export const overridesPath = (input: string) => `${input.replace(/\.[^./\\]*$/, '')}.overrides.json`

/**
 * Reads the overrides beside an input: `{ "path/of/node": { "enterRadius": 80, "role": "dynamic" } }`. Null where there are none.
 * @throws TerraneError 'bake-input' for a file that says something else.
 */
export async function readOverrides(input: string): Promise<Overrides | null> {
  const path = overridesPath(input)
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) =>
    error.code === 'ENOENT' ? null : refuse(path, `cannot be read (${error.code})`),
  )
  if (text === null) return null
  const value = parse(path, text)
  if (!isRecord(value)) refuse(path, 'is not an object')
  for (const [node, extras] of Object.entries(value as Extras))
    if (!isRecord(extras)) refuse(path, `gives "${node}" ${JSON.stringify(extras)}`)
  return { file: basename(path), byPath: new Map(Object.entries(value as Record<string, Extras>)), used: new Set() }
}

const isRecord = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value)

function parse(path: string, text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''))
  } catch (error) {
    return refuse(path, `cannot be parsed (${(error as Error).message.split('\n')[0]})`)
  }
}

const refuse = (path: string, what: string): never =>
  fail(
    'bake-input',
    `"${basename(path)}" ${what}`,
    'an object of paths, each with an object of settings',
    'Write it as { "path/of/node": { "enterRadius": 80 } }.',
  )

/** What the overrides say of one node. */
interface Override {
  readonly path: string
  readonly extras: Extras
}

/** By hash of the path. */
export type OverridesByHash = ReadonlyMap<string, Override>

export function hashOverrides({ source, overrides }: { readonly source: string } & ExtrasOptions): OverridesByHash {
  const entries = [...(overrides?.byPath ?? [])]
  return new Map(entries.map(([path, extras]) => [hashKey(idOfPath(source, path)), { path, extras }]))
}

/** What the flat keys of a node are read with. */
export interface ExtrasOptions {
  readonly overrides: Overrides | null
  readonly names: KeyNames
  /** Likely mistakes are added here. */
  readonly hints: string[]
}

/** Most nodes have none. */
const noExtras: Extras = Object.freeze({})

function isEmpty(extras: Extras): boolean {
  for (const _key in extras) return false
  return true
}

/** The mesh's properties, the node's over them, and over both what the overrides say of the node. Keys that mean nothing become hints. */
export function mergeExtras(
  mesh: Extras,
  node: Extras,
  path: string,
  over: Override | undefined,
  options: ExtrasOptions,
) {
  const { overrides, names, hints } = options
  if (!over && isEmpty(mesh) && isEmpty(node)) return noExtras
  const extras = { ...mesh, ...node }
  for (const key of Object.keys(extras))
    if (key.startsWith(settingPrefix) && readFlatKey(key, names, path) === null)
      hints.push(`"${path}": the key ${key} means nothing here`)
  if (!overrides || over?.path !== path) return extras
  overrides.used.add(over.path)
  for (const [key, value] of Object.entries(over.extras)) {
    const full = fullKey(key, names, path)
    if (full === null && !Object.hasOwn(extras, key))
      hints.push(`${overrides.file}: "${path}" has no property ${key}, and it means nothing here`)
    extras[full ?? key] = value
  }
  return extras
}

/** Settings are written without their prefix; a game's own properties as they are called. Null: not one of ours. */
function fullKey(key: string, names: KeyNames, path: string): string | null {
  const full = key.startsWith(settingPrefix) ? key : settingPrefix + key
  return readFlatKey(full, names, path) && full
}

/** Paths of overrides that no node has: renamed or deleted. */
export function listStale(overrides: Overrides | null): string[] {
  if (!overrides) return []
  const stale = [...overrides.byPath.keys()].filter((path) => !overrides.used.has(path))
  return stale.map((path) => `${overrides.file}: no node "${path}"; correct its path, or take it out`)
}
