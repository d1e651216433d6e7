import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { SourceMap, type SourceMapPayload } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { fail } from '../errors'
import type { ConfigBundle } from './configBundle'
import { refuseThrown } from './refuseThrown'

/** What a config exports, and where an error of it came from. */
export interface RunConfig {
  readonly value: unknown
  /** As `terrane.config.ts:12`; null for errors that did not pass through the config. */
  place(error: unknown): string | null
}

/**
 * Runs a bundled config from a temporary file, which is gone when this settles.
 * @throws TerraneError 'bake-input' for one that throws or has no default export.
 */
export async function runConfig({ text, map }: ConfigBundle, name: string): Promise<RunConfig> {
  const folder = await mkdtemp(join(tmpdir(), 'terrane-config-'))
  const place = (error: unknown) => placeOf(error, folder, map)
  try {
    const file = join(folder, 'config.mjs')
    await writeFile(file, text)
    const url = pathToFileURL(file).href
    const module = await import(url).catch((error: unknown) => refuseThrown(place(error) ?? name, error))
    const { default: value } = module as { readonly default?: unknown }
    if (value !== undefined) return { value, place }
    return fail('bake-input', `${name} has no default export`, 'export default defineConfig({ … })', 'Write one.')
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** The uppermost line of a stack that is in the folder's file, by the source map. */
function placeOf(error: unknown, folder: string, map: string): string | null {
  const stack = error instanceof Error ? (error.stack ?? '') : ''
  const at = stack.split('\n').find((line) => line.includes(folder))
  const [, line, column] = at?.match(/config\.mjs:(\d+)(?::(\d+))?/) ?? []
  if (line === undefined) return null
  const payload = JSON.parse(map) as SourceMapPayload
  const found = new SourceMap(payload).findEntry(Number(line) - 1, Number(column ?? 1) - 1)
  return 'originalSource' in found ? `${found.originalSource}:${found.originalLine + 1}` : null
}
