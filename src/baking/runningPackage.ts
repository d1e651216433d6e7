import type { OnResolveResult } from 'esbuild'
import { fileURLToPath } from 'node:url'

/** Where the package's entries lie: beside each other once built, or in its source. */
const built: Readonly<Record<string, string>> = {
  terrane: './index.js',
  'terrane/bake': './bake.js',
  'terrane/render': './render.js',
  'terrane/debug': './debug.js',
  'terrane/testing': './testing.js',
  'terrane/node': './node.js',
}
const source: Readonly<Record<string, string>> = {
  terrane: '../index.ts',
  'terrane/bake': '../bake.ts',
  'terrane/render': '../render/index.ts',
  'terrane/debug': '../debug/index.ts',
  'terrane/testing': '../testing.ts',
  'terrane/node': '../node.ts',
}

const runsFromSource = import.meta.url.endsWith('.ts')

/** True of the package's own files, which a bundle holds only where the package runs from its source. */
export const isOwnFile = (path: string) =>
  runsFromSource && path.startsWith(fileURLToPath(new URL('..', import.meta.url)))

/**
 * The entry of the package that is running: a config's components are then made by the very modules that read them. In its source, the
 * entry becomes part of the bundle; a component is known by its name and hash, so a second copy does no harm.
 */
export function packageEntry(name: string): OnResolveResult {
  const entry = (runsFromSource ? source : built)[name]
  if (entry === undefined)
    return { errors: [{ text: `the package has no "${name}", only ${Object.keys(built).join(', ')}` }] }
  const url = new URL(entry, import.meta.url)
  return runsFromSource ? { path: fileURLToPath(url) } : { path: url.href, external: true }
}
