import type { BuildFailure, Loader, OnResolveArgs, OnResolveResult, Plugin, PluginBuild } from 'esbuild'
import { readFile } from 'node:fs/promises'
import { isBuiltin } from 'node:module'
import { basename, dirname, extname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { fail } from '../errors'
import { needPackage } from './packages'
import { packageEntry } from './runningPackage'

/** A config with all that it imports from its project, as one module. Packages stay outside, by their absolute URLs. */
export interface ConfigBundle {
  readonly text: string
  /** Source map, JSON; its sources are relative to `home`. */
  readonly map: string
  /** Folder of the config. */
  readonly home: string
}

/**
 * Bundles a config. `name` is what messages call it.
 * @throws TerraneError 'bake-input' naming file and line of what cannot be read.
 */
export async function bundleConfig(path: string, name: string): Promise<ConfigBundle> {
  const esbuild = await needPackage('esbuild', `reading ${name}`, () => import('esbuild'))
  const folder = dirname(path)
  const { outputFiles } = await esbuild
    .build({
      entryPoints: [path],
      absWorkingDir: folder,
      outfile: join(folder, `${basename(path)}.bundle.mjs`),
      bundle: true,
      write: false,
      format: 'esm',
      platform: 'node',
      target: 'node20',
      sourcemap: 'external',
      sourcesContent: false,
      logLevel: 'silent',
      define: Object.fromEntries(Object.entries(metaNames).map(([key, local]) => [`import.meta.${key}`, local])),
      plugins: [packages, metaOfEachFile],
    })
    .catch((failure: BuildFailure) => refuseBuild(name, failure))
  const output = (ending: string) => outputFiles.find((file) => file.path.endsWith(ending))?.text ?? ''
  return { text: output('.mjs'), map: output('.map'), home: folder }
}

function refuseBuild(name: string, { errors }: BuildFailure): never {
  const [{ text, location }] = errors
  const where = location ? `${location.file}:${location.line}:${location.column + 1}` : name
  return fail(
    'bake-input',
    `${where}: ${text.replace(/\s*\n\s*/g, ' ')}`,
    'a config that can be read',
    'Correct it and bake again.',
  )
}

/** What Node runs as it is; the rest of a project, TypeScript in linked packages among it, becomes part of the bundle. */
const runnable = /[\\/]node_modules[\\/].*\.(js|mjs|cjs|node)$/

/** Terrane is the running one, whatever is installed beside the config; other packages are found from the file that imports them. */
const packages: Plugin = {
  name: 'packages',
  setup(build) {
    build.onResolve({ filter: /^[^./]/ }, (args) => {
      if (args.kind === 'entry-point' || args.pluginData === resolving || /^[A-Za-z]:[\\/]/.test(args.path)) return null
      if (isBuiltin(args.path)) return { path: args.path, external: true }
      return /^terrane(\/|$)/.test(args.path) ? packageEntry(args.path) : resolvePackage(build, args)
    })
  },
}

const resolving = Symbol('resolving')

async function resolvePackage(build: PluginBuild, args: OnResolveArgs): Promise<OnResolveResult | null> {
  const { kind, importer, resolveDir, path } = args
  const found = await build.resolve(path, { kind, importer, resolveDir, pluginData: resolving })
  if (found.errors.length > 0 || !runnable.test(found.path)) return null
  return { path: pathToFileURL(found.path).href, external: true }
}

/** What `import.meta` would say of a file, under names that the bundle keeps apart. */
const metaNames = { url: '__terrane_url', filename: '__terrane_filename', dirname: '__terrane_dirname' }

const metaOfEachFile: Plugin = {
  name: 'import.meta',
  setup(build) {
    build.onLoad({ filter: /\.[cm]?[jt]sx?$/ }, async ({ path }) => {
      const contents = await readFile(path, 'utf8')
      if (!contents.includes('import.meta')) return null
      const values = { url: pathToFileURL(path).href, filename: path, dirname: dirname(path) }
      const lines = Object.entries(values).map(
        ([key, value]) => `const ${metaNames[key as keyof typeof metaNames]} = ${JSON.stringify(value)};`,
      )
      const loader = extname(path).replace(/^\.[cm]?/, '') as Loader
      return { contents: lines.join(' ') + contents, loader }
    })
  },
}
