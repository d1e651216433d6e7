// Runs an example: makes its scene, bakes it and serves its page, or runs it in Node where it has no page.
//   npm run example -- NAME [--port N] [--host ADDRESS]
//
// An example is a folder of examples/ with
//   scene.ts           export default async () => Uint8Array, a .glb, the same bytes every time; export const bake, options of the bake
//   terrane.config.ts  if it has components, bakers or radii of its own
//   page.ts, page.html the page, which opens the world at /world/; decode*.ts are modules that workers load by their URL
//   server.ts          instead of a page: export default async (worldFolder, signal) => void, run in Node until Ctrl-C
import { existsSync, readdirSync } from 'node:fs'
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { build } from 'esbuild'
import { buildAll } from './build.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))

const io = {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  terminal: process.stderr.isTTY === true,
}

/** Where an example's files are, and where what is made of it goes. */
function locate(name) {
  const [source, out] = [`${root}examples/${name}`, `${root}.cache/examples/${name}`]
  const file = (path) => (existsSync(`${source}/${path}`) ? `${source}/${path}` : null)
  return { name, source, out, page: file('page.ts'), server: file('server.ts'), config: file('terrane.config.ts') }
}

function listExamples() {
  const names = readdirSync(`${root}examples`).sort()
  return names.map(locate).filter(({ page, server }) => page ?? server)
}

/** Bundles as a game's own build would: `terrane` is the package in dist/, whatever tsconfig.json says for the tests. */
const bundle = (options) =>
  build({
    absWorkingDir: root,
    tsconfigRaw: '{}',
    bundle: true,
    format: 'esm',
    target: 'es2022',
    sourcemap: true,
    logLevel: 'warning',
    logOverride: { 'ignored-bare-import': 'silent' },
    ...options,
  })

/** Node cannot read TypeScript: bundles a module, packages left outside, and imports it. */
async function importBundled(example, file) {
  const outfile = `${example.out}/${file}.mjs`
  const entryPoints = [`${example.source}/${file}.ts`]
  await bundle({ entryPoints, outfile, platform: 'node', packages: 'external' })
  return import(pathToFileURL(outfile).href)
}

/** Makes the scene and bakes it. @returns The world folder. */
async function bakeExample(example) {
  const start = Date.now()
  const { default: makeScene, bake = {} } = await importBundled(example, 'scene')
  const input = `${example.out}/${example.name}.glb`
  await writeFile(input, await makeScene())
  const { bakeWorld } = await import('../dist/bake.js')
  const out = `${example.out}/world`
  const { sections } = await bakeWorld(input, { ...bake, out, config: example.config ?? false })
  io.err(`baked ${sections.length} sections in ${((Date.now() - start) / 1000).toFixed(1)} s\n`)
  return out
}

/** Bundles the page, and beside it what workers load. @returns The folder to serve. */
async function bundlePage({ source, out, page }) {
  const outdir = `${out}/page`
  await mkdir(outdir, { recursive: true })
  const decoders = readdirSync(source).filter((file) => /^decode\w*\.ts$/.test(file))
  await bundle({ entryPoints: [page, ...decoders.map((file) => `${source}/${file}`)], outdir, platform: 'browser' })
  await copyFile(`${source}/page.html`, `${outdir}/index.html`)
  await copyFile(`${root}dist/worker.js`, `${outdir}/worker.js`)
  return outdir
}

/** The first sentence of what an example says of itself. */
async function describe({ page, server }) {
  const [, comment = ''] = /^\/\*\*([\s\S]*?)\*\//.exec(await readFile(page ?? server, 'utf8')) ?? []
  const text = comment.replace(/^\s*\* ?/gm, ' ').replace(/\s+/g, ' ')
  return text.trim().split(/(?<=\.)\s/)[0]
}

function interrupted() {
  const controller = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM']) process.once(name, () => controller.abort())
  return controller.signal
}

/** Headless examples are bundled before the bake, so that what is wrong with them is said at once. */
async function runExample(example, options) {
  await mkdir(example.out, { recursive: true })
  await buildAll()
  io.err(`${example.name}: ${await describe(example)}\n`)
  if (example.page) {
    const viewer = await bundlePage(example)
    const world = await bakeExample(example)
    const { runServe } = await import('../dist/serve.js')
    return runServe(world, { ...options, viewer }, io)
  }
  const { default: run } = await importBundled(example, 'server')
  return run(await bakeExample(example), interrupted())
}

/** What was asked for. @throws An error of one line. */
function readArguments() {
  const names = listExamples().map(({ name }) => name)
  const refuse = (got, cause) => {
    const next = `Run npm run example -- ${names[0]} [--port N] [--host ADDRESS]`
    throw new Error(`${got}; expected one of: ${names.join(', ')}. ${next}.`, { cause })
  }
  const { values, positionals } = parseOptions(refuse)
  const [name] = positionals
  if (name === undefined) return refuse('no example named')
  if (positionals.length > 1) return refuse(`${positionals.length} examples named`)
  if (!names.includes(name)) return refuse(`no example "${name}"`)
  return { example: locate(name), options: { ...values, port: readPort(values.port) } }
}

/** Undefined: the first free one. */
function readPort(text) {
  if (text === undefined) return undefined
  if (/^\d{1,5}$/.test(text) && Number(text) < 65_536) return Number(text)
  throw new Error(`port "${text}"; expected a whole number from 0 to 65535. Leave --port out for a free one.`)
}

function parseOptions(refuse) {
  const text = { type: 'string' }
  try {
    return parseArgs({ allowPositionals: true, options: { port: text, host: text } })
  } catch (error) {
    return refuse(error.message.split('. ')[0], error)
  }
}

try {
  const { example, options } = readArguments()
  await runExample(example, options)
} catch (error) {
  console.error(`npm run example: ${(error.message ?? String(error)).replace(/\s*\n\s*/g, ' ')}`)
  if (process.env.TERRANE_DEBUG) console.error(error.stack)
  process.exitCode = 1
}
