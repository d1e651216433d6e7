// Builds what is out of date and shows a world in the browser: a sample city made here, or what is given.
//   npm start [-- file.glb | file.gltf | world-folder] [--port N] [--host ADDRESS] [--path tour.csv] [--budget-mb N] [--tiled]
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { build } from 'esbuild'
import { buildAll } from './build.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const cache = `${root}.cache`

const io = {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  terminal: process.stderr.isTTY === true,
}

/** Bundles the sample city's generator. Its hash names what it makes, so that a changed generator makes a new city. */
async function bundleCity() {
  const { outputFiles } = await build({
    absWorkingDir: root,
    stdin: {
      contents: `import { cityTour, layoutOf, tourCsv, writeCity } from './examples/city/city'
        export { writeCity }
        export const writeTour = () => tourCsv(cityTour(layoutOf()))`,
      resolveDir: root,
      loader: 'ts',
    },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    target: 'es2022',
    logLevel: 'warning',
  })
  const { text } = outputFiles[0]
  return { text, hash: createHash('sha256').update(text).digest('hex').slice(0, 16) }
}

/** The city's .glb and tour, made once. */
async function makeCity() {
  const { text, hash } = await bundleCity()
  const folder = `${cache}/city/${hash}`
  const city = { input: `${folder}/city.glb`, tour: `${folder}/tour.csv` }
  if (existsSync(city.input)) return city
  const start = Date.now()
  io.err('making a city of 1 km², this once\n')
  await mkdir(folder, { recursive: true })
  await writeFile(`${folder}/city.mjs`, text)
  const { writeCity, writeTour } = await import(pathToFileURL(`${folder}/city.mjs`).href)
  await writeFile(city.tour, writeTour())
  await writeFile(`${city.input}.making`, await writeCity())
  await rename(`${city.input}.making`, city.input)
  io.err(`made a city of 1 km² in ${((Date.now() - start) / 1000).toFixed(1)} s\n`)
  return city
}

const usage =
  'Run: npm start -- [file.glb | file.gltf | world-folder] [--port N] [--host ADDRESS] [--path tour.csv] [--budget-mb N|none] [--tiled]'

/** What was asked for. @throws An error of one line. */
function readArguments() {
  const text = { type: 'string' }
  try {
    const options = { port: text, host: text, path: text, 'budget-mb': text, tiled: { type: 'boolean' } }
    const { values, positionals } = parseArgs({ allowPositionals: true, options })
    if (positionals.length > 1) throw new Error(`${positionals.length} worlds`)
    const { port, path, 'budget-mb': budgetMb, ...rest } = values
    if (budgetMb !== undefined && budgetMb !== 'none' && !(Number(budgetMb) > 0))
      throw new Error(`--budget-mb ${budgetMb}`)
    if (path !== undefined && !existsSync(path)) throw new Error(`no file ${path}`)
    return { ...rest, budgetMb, input: positionals[0], tour: path, port: port === undefined ? undefined : Number(port) }
  } catch (error) {
    throw new Error(`${error.message.split('. ')[0]}; expected a world and options. ${usage}`, { cause: error })
  }
}

async function start() {
  const { input, tour, ...options } = readArguments()
  await buildAll()
  const { runServe } = await import('../dist/serve.js')
  const world = input === undefined ? await makeCity() : { input }
  const bake = input === undefined ? { name: 'Terrane City' } : {}
  await runServe(world.input, { ...options, tour: tour ?? world.tour, bake, cache: `${cache}/worlds` }, io)
}

try {
  await start()
} catch (error) {
  console.error(`npm start: ${(error.message ?? String(error)).replace(/\s*\n\s*/g, ' ')}`)
  if (process.env.TERRANE_DEBUG) console.error(error.stack)
  process.exitCode = 1
}
