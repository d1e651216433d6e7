import { stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { performance } from 'node:perf_hooks'
import type { BakeOptions } from '../baking/options'
import { fail } from '../errors'
import { worldPointerPath } from '../openWorld'
import { bakeCacheName, buildIdentity } from '../server/bakeCache'
import { startLiveBake, type LiveBake } from '../server/liveBake'
import type { RunningServer } from '../server/server'
import { serveLive, serveWorld, type WorldServerOptions } from '../server/serveWorld'
import { writeJson, type CommandIo } from './output'
import { openServedReplay, sayServedReplay, type ServedReplay } from './serveReplay'

/** What `terrane serve` takes beside the world. */
export interface ServeCommandOptions extends WorldServerOptions {
  /** A recording of the world, which the viewer scrubs. */
  readonly replay?: string
  /** Of the viewer: mebibytes that the world may take; the word none, for any number. Left out, what the machine that looks suggests. */
  readonly budgetMb?: number | 'none'
  /** It streams as a tiled scene. */
  readonly tiled?: boolean
  /** How a .glb or .gltf is baked. */
  readonly bake?: BakeOptions
  /** Where bakes of .glb and .gltf files are kept; `$XDG_CACHE_HOME/terrane` or `~/.cache/terrane` if left out. */
  readonly cache?: string
  /** One JSON document on stdout once the world is served, nothing else. */
  readonly json?: boolean
  /** Ends the command; left out, SIGINT and SIGTERM do. */
  readonly signal?: AbortSignal
  /** Where the built `bakeWorker.js` is; left out, beside the package's modules. */
  readonly worker?: URL
}

/**
 * The body of `terrane serve WORLD`: a world folder as it lies, or a .glb or .gltf that is baked while it is served and kept for the next
 * time. Prints the address when the world can be entered, and stays until it is interrupted.
 * @throws TerraneError for what cannot be served, a refused input among it.
 */
export async function runServe(input: string, options: ServeCommandOptions, io: CommandIo): Promise<void> {
  const { signal = interrupted() } = options
  const found = await stat(input).catch(() => null)
  if (found?.isFile() && /\.(glb|gltf)$/i.test(input)) return serveInput(input, options, io, signal)
  const root = found?.isFile() && basename(input) === worldPointerPath ? dirname(input) : input
  if (!found || !(await isFile(join(root, worldPointerPath))))
    fail(
      'file',
      found ? `${input}, which is no world` : `no file or folder ${input}`,
      'a world folder, a .glb or a .gltf',
      'Check the path, or bake one: terrane bake INPUT --out DIR.',
    )
  await servePlain(root, options, io, signal)
}

/** In the words of the viewer's address, which goes before it. */
function addressOf({ budgetMb, tiled }: ServeCommandOptions): string {
  const said = { ...(budgetMb !== undefined && { budget: String(budgetMb) }), ...(tiled && { tiled: '1' }) }
  return new URLSearchParams(said).toString().replaceAll('&', '&amp;')
}

const isFile = async (path: string) => (await stat(path).catch(() => null))?.isFile() === true

async function servePlain(root: string, options: ServeCommandOptions, io: CommandIo, signal: AbortSignal) {
  const replay = options.replay === undefined ? null : await openServedReplay(options.replay, root)
  const server = await serveWorld(root, { ...options, recording: options.replay, address: addressOf(options) })
  announce(server, { folder: root, baking: 0, replay }, options, io)
  await aborted(signal)
  await server.close()
}

/** A bake of the same input is served as it lies; otherwise it begins now. */
async function serveInput(input: string, options: ServeCommandOptions, io: CommandIo, signal: AbortSignal) {
  const cache = options.cache ?? join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'terrane')
  const bakeOptions = options.bake ?? {}
  const out = join(cache, await bakeCacheName(input, bakeOptions, await buildIdentity()))
  if (await isFile(join(out, worldPointerPath))) return servePlain(out, options, io, signal)
  if (options.replay !== undefined)
    fail(
      'argument',
      `--replay with ${input}, which is not baked yet`,
      'the world that was recorded',
      `Bake it first: terrane bake ${input} --out world.`,
    )
  const bake = startLiveBake({ input, options: bakeOptions, out }, options.worker)
  const ended = aborted(signal)
  let closing = async () => {}
  try {
    // Before the plan: a port that cannot be had is said at once.
    const server = await serveLive(bake, { ...options, address: addressOf(options) })
    closing = server.close
    const { sections } = (await Promise.race([bake.planned, ended])) ?? { sections: 0 }
    if (signal.aborted) return
    announce(server, { folder: out, baking: sections, replay: null }, options, io)
    void tellEnd(bake, options, io, signal)
    await ended
  } finally {
    await Promise.all([closing(), bake.stop()])
  }
}

/** What is served: a folder, of which so many sections are still baked, or in which a recording is replayed. */
interface Served {
  readonly folder: string
  readonly baking: number
  readonly replay: ServedReplay | null
}

/** One line, or one document, when a browser may come. */
function announce(
  { url, port }: RunningServer,
  { folder, baking, replay }: Served,
  { json }: ServeCommandOptions,
  io: CommandIo,
): void {
  const more = baking > 0 ? `  (baking ${baking} sections meanwhile)` : replay ? `  ${sayServedReplay(replay)}` : ''
  if (json) writeJson(io, { url, port, folder, baking, ...(replay && { replay }) })
  else io.out(`${url}${more}  Ctrl-C ends.\n`)
}

/** A bake that fails while it is served leaves the server up: what is baked can still be looked at. */
async function tellEnd(bake: LiveBake, { json }: ServeCommandOptions, io: CommandIo, signal: AbortSignal) {
  const start = performance.now()
  const line = await bake.finished.then(
    () => `baked in ${((performance.now() - start) / 1000).toFixed(1)} s, kept in ${bake.out}`,
    (error: Error) => `the bake failed: ${error.message}`,
  )
  if (!json && !signal.aborted) io.err(`${line}\n`)
}

function interrupted(): AbortSignal {
  const controller = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => controller.abort())
  return controller.signal
}

function aborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(undefined)
    else signal.addEventListener('abort', () => resolve(undefined), { once: true })
  })
}
