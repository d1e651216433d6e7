import { access } from 'node:fs/promises'
import { dirname, join, relative, resolve } from 'node:path'
import { fail } from '../errors'
import { checkConfig } from './checkConfig'
import { emptyConfig, type BakeConfig, type CheckedConfig } from './config'
import { bundleConfig, type ConfigBundle } from './configBundle'
import { runConfig } from './configRun'

/** Where a bake takes its config from: a file's path, the config itself, or none at all; left out, the one that `findConfig` finds. */
export type ConfigOption = string | BakeConfig | false

const names = ['terrane.config.ts', 'terrane.config.js', 'terrane.config.mjs']

/**
 * The config of a bake, checked. What was said in code is taken as it is; files are bundled and run.
 * @throws TerraneError 'bake-input' in one line that names the file, and the line where there is one.
 */
export async function loadConfig(input: string, option?: ConfigOption): Promise<CheckedConfig> {
  if (option === false) return emptyConfig
  if (typeof option === 'object') return checkConfig(option, 'the config')
  const path = option === undefined ? await findConfig(input) : await existing(resolve(option))
  if (path === null) return emptyConfig
  const name = displayName(path)
  const { value, place } = await runConfig(await bundleConfig(path, name), name)
  return { ...checkConfig(value, name), file: name, place }
}

/** The text of the config's bundle, for caches: it changes with everything that the config is made of. Empty where there is none. */
export async function readConfigText(input: string, option?: ConfigOption): Promise<string> {
  if (option === false || typeof option === 'object') return ''
  const path = option ?? (await findConfig(input))
  const bundle: ConfigBundle | null = path === null ? null : await bundleConfig(resolve(path), displayName(path))
  return bundle?.text ?? ''
}

/**
 * `terrane.config.ts` (or `.js`, `.mjs`) in the working folder or beside the input; null where there is none.
 * @throws TerraneError 'bake-input' where both folders have one: nobody knows which is meant.
 */
export async function findConfig(input: string): Promise<string | null> {
  const folders = [...new Set([process.cwd(), resolve(dirname(input))])]
  const found = (await Promise.all(folders.map(findIn))).filter((path) => path !== null)
  if (found.length > 1)
    fail(
      'bake-input',
      `two configs: ${found.map(displayName).join(' and ')}`,
      'one, in the working folder or beside the input',
      'Say which with --config FILE.',
    )
  return found[0] ?? null
}

async function findIn(folder: string): Promise<string | null> {
  for (const name of names) if (await isThere(join(folder, name))) return join(folder, name)
  return null
}

const isThere = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  )

async function existing(path: string): Promise<string> {
  if (await isThere(path)) return path
  return fail('bake-input', `no config "${displayName(path)}"`, 'a file', 'Check the path after --config.')
}

/** As seen from the working folder, if it lies below. */
function displayName(path: string): string {
  const name = relative(process.cwd(), path)
  return name.startsWith('..') ? path : name
}
