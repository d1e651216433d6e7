// Builds dist/: the package's entries, the command line, the worker files and the viewer's page.
//   npm run build
import { build } from 'esbuild'
import { Buffer } from 'node:buffer'
import { chmod, mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { basename, join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const out = join(root, 'dist')

/** One module graph, so that every entry shares one TerraneError. Chunks lie flat beside them: modules find worker files there. */
const entries = {
  index: 'src/index.ts',
  bake: 'src/bake.ts',
  render: 'src/render/index.ts',
  three: 'src/three/index.ts',
  debug: 'src/debug/index.ts',
  replay: 'src/replay/index.ts',
  testing: 'src/testing.ts',
  node: 'src/node.ts',
  bakeWorker: 'src/server/bakeWorker.ts',
  levelJob: 'src/baking/levels/levelJob.ts',
  serve: 'src/cli/serve.ts',
  terrane: 'src/cli/main.ts',
}

/** Modules that stand alone, minified: what a worker loads must not ask for more files. */
const workers = { worker: 'src/workers/workerEntry.ts', manifestJob: 'src/manifest/convertJob.ts' }
const nodeWorkers = { nodeWorker: 'src/workers/nodeWorkerEntry.ts' }

/** What installs beside Terrane: the game's own bitECS, and what only the bake and the command line need. */
const external = [
  'node:*',
  'bitecs',
  'three',
  '@gltf-transform/*',
  'draco3dgltf',
  'sharp',
  'esbuild',
  'commander',
  'http-cache-semantics',
]

const shared = {
  absWorkingDir: root,
  bundle: true,
  format: 'esm',
  target: 'es2022',
  write: false,
  outdir: out,
  legalComments: 'none',
  logLevel: 'warning',
}
const neutral = { platform: 'neutral', mainFields: ['module', 'main'], conditions: ['import'] }

/** Entries whose source is there; others are left out with a word. */
function present(map) {
  const missing = Object.values(map).filter((file) => !existsSync(join(root, file)))
  for (const file of missing) console.warn(`build: no ${file} yet, left out`)
  return Object.fromEntries(Object.entries(map).filter(([, file]) => !missing.includes(file)))
}

async function bundle(map, options) {
  const entryPoints = present(map)
  if (Object.keys(entryPoints).length === 0) return []
  const { outputFiles } = await build({ ...shared, ...options, entryPoints })
  return outputFiles
}

/** Writes a file whole or not at all, and only where it changes: a server may be reading the one before. */
async function writeChanged(path, contents) {
  const before = await readFile(path).catch(() => null)
  if (before?.equals(contents)) return
  await writeFile(`${path}.${process.pid}`, contents)
  await rename(`${path}.${process.pid}`, path)
}

/** Writes all files, and removes the chunks of builds before. */
async function writeAll(files) {
  await mkdir(join(out, 'viewer'), { recursive: true })
  const written = new Set(files.map(({ path }) => basename(path)))
  await Promise.all(files.map(({ path, contents }) => writeChanged(path, withShebang(path, contents))))
  const stale = (await readdir(out)).filter((name) => /^chunk-.*\.js$/.test(name) && !written.has(name))
  await Promise.all(stale.map((name) => rm(join(out, name), { force: true })))
  if (written.has('terrane.js')) await chmod(join(out, 'terrane.js'), 0o755)
}

/** The command's file runs by itself. */
function withShebang(path, contents) {
  if (basename(path) !== 'terrane.js') return contents
  return Buffer.concat([Buffer.from('#!/usr/bin/env node\n'), contents])
}

/** The page beside its script, and the worker beside both. */
async function finishViewer() {
  const page = ['index.html', 'viewer.css'].map((name) => join(root, 'src/viewer', name)).filter(existsSync)
  for (const file of [...page, join(out, 'worker.js')])
    await writeChanged(join(out, 'viewer', basename(file)), await readFile(file))
}

/** Builds everything. @returns Milliseconds. */
export async function buildAll() {
  const start = performance.now()
  await mkdir(out, { recursive: true })
  const minified = { minify: true, splitting: false }
  const groups = await Promise.all([
    bundle(entries, { ...neutral, splitting: true, chunkNames: 'chunk-[hash]', external }),
    bundle(workers, { ...minified, platform: 'browser' }),
    bundle(nodeWorkers, { ...minified, platform: 'node' }),
    bundle({ viewer: 'src/viewer/viewer.ts' }, { minify: true, platform: 'browser', outdir: join(out, 'viewer') }),
  ])
  const files = groups.flat()
  await writeAll(files)
  await finishViewer()
  return performance.now() - start
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    const milliseconds = await buildAll()
    console.log(`built dist/ in ${Math.round(milliseconds)} ms`)
  } catch (error) {
    if (!error.errors) throw error
    process.exitCode = 1
  }
}
