import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { SourceMap, type SourceMapPayload } from 'node:module'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { fail } from '../errors'
import type { ConfigBundle } from './configBundle'
import { refuseThrown } from './refuseThrown'
import { isOwnFile } from './runningPackage'

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
export async function runConfig(bundle: ConfigBundle, name: string): Promise<RunConfig> {
  const folder = await mkdtemp(join(tmpdir(), 'terrane-config-'))
  const place = (error: unknown) => placeOf(error, folder, bundle)
  try {
    const file = join(folder, 'config.mjs')
    await writeFile(file, bundle.text)
    const url = pathToFileURL(file).href
    const module = await import(url).catch((error: unknown) => refuseThrown(place(error) ?? name, error))
    const { default: value } = module as { readonly default?: unknown }
    if (value !== undefined) return { value, place }
    return fail('bake-input', `${name} has no default export`, 'export default defineConfig({ … })', 'Write one.')
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** The uppermost line of a stack that is in the config or in what it imports from its project, by the source map. */
function placeOf(error: unknown, folder: string, { map, home }: ConfigBundle): string | null {
  const stack = error instanceof Error ? (error.stack ?? '') : ''
  const sources = new SourceMap(JSON.parse(map) as SourceMapPayload)
  for (const at of stack.split('\n')) {
    const [, line, column] = (at.includes(folder) && at.match(/config\.mjs:(\d+)(?::(\d+))?/)) || []
    if (line === undefined) continue
    const found = sources.findEntry(Number(line) - 1, Number(column ?? 1) - 1)
    if ('originalSource' in found && !isOwnFile(resolve(home, found.originalSource)))
      return `${found.originalSource}:${found.originalLine + 1}`
  }
  return null
}
