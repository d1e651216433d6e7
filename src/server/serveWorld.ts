import { readFile, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fail } from '../errors'
import { openWorld, worldPointerPath, worldPointerVersion, type WorldPointer } from '../openWorld'
import { directorySource } from '../sources/directorySource'
import { answerBytes, answerFile, answerJson, type Exchange, type Route } from './answers'
import { contentType } from './contentType'
import { folder } from './folder'
import { livePath } from './bakeMessages'
import type { LiveBake, Progress } from './liveBake'
import { serve, type RunningServer, type ServerOptions } from './server'

export interface WorldServerOptions extends ServerOptions {
  /** A focus path that is served beside the world as `tour.csv`: t,x,y,z. */
  readonly tour?: string
  /** A recording of this world, which the viewer then replays. */
  readonly recording?: string
  /** What the viewer takes where its own address says nothing, in the same words: 'budget=256&tiled=1'. */
  readonly address?: string
  /** The built viewer; left out, the one of this package. */
  readonly viewer?: string
}

const ownViewer = () => fileURLToPath(new URL('./viewer/', import.meta.url))

/** Serves a world folder under `/world/`, and the viewer under `/`. @throws TerraneError where there is no world, or no port. */
export async function serveWorld(root: string, options: WorldServerOptions = {}): Promise<RunningServer> {
  const { name, table } = await openWorld(directorySource(root))
  const progress = { state: 'ready', name, done: table.count, total: table.count } as const
  return serve(
    worldRoutes(folder(root), () => progress, options),
    options,
  )
}

/** Serves a world while it is baked, and after; resolves at once. The server does not end with the bake. */
export function serveLive(bake: LiveBake, options: WorldServerOptions = {}): Promise<RunningServer> {
  return serve(worldRoutes(liveRoute(bake), bake.progress, options), options)
}

function worldRoutes(
  world: Route,
  progress: () => Omit<Progress, 'tour'>,
  { tour, recording, address, viewer = ownViewer() }: WorldServerOptions,
): Readonly<Record<string, Route>> {
  return {
    '/world/progress': async (exchange) => answerJson(exchange, { ...progress(), tour: tour !== undefined }),
    '/world/tour.csv': async (exchange) => tour !== undefined && answerFile(exchange, tour, contentType('tour.csv')),
    '/world/': world,
    ...(recording !== undefined && { '/replay/': recordingRoute(recording) }),
    '/': viewerRoute(viewer, {
      ...(recording !== undefined && { replay: `replay/${encodeURIComponent(basename(recording))}` }),
      ...(address && { address }),
    }),
  }
}

const recordingRoute =
  (file: string): Route =>
  async (exchange) =>
    exchange.path === basename(file) && answerFile(exchange, file)

/** The viewer, whose page says what it is told: where its recording is, so that every link to it is one into the recording. None of it may have quotes. */
function viewerRoute(viewer: string, told: Readonly<Record<string, string>>): Route {
  const files = folder(viewer)
  const metas = Object.entries(told).map(([name, content]) => `<meta name="terrane-${name}" content="${content}">`)
  if (metas.length === 0) return files
  return async (exchange) => {
    if (exchange.path !== '' && exchange.path !== 'index.html') return files(exchange)
    const page = await readFile(join(viewer, 'index.html'), 'utf8').catch(() => null)
    if (page === null) return false
    const said = page.replace('</head>', `${metas.join('')}</head>`)
    return answerBytes(exchange, said, contentType('index.html'))
  }
}

const liveSections = 'live/sections.bin'
const liveManifest = 'live/manifest.json'

/** What readers of a live world's manifest find: the real one is written last. */
const manifestText = '{ "live": true }\n'

function liveRoute(bake: LiveBake): Route {
  const files = folder(bake.out)
  return async (exchange) => {
    const { path } = exchange
    if (path === worldPointerPath && bake.progress().state !== 'ready') return answerPointer(exchange, bake)
    if (!path.startsWith('live/')) return files(exchange)
    const { blob, sections } = await bake.planned
    if (path === liveSections) return answerBytes(exchange, blob, contentType(path))
    if (path === liveManifest) return answerBytes(exchange, manifestText, contentType(path))
    const section = Number(path.slice('live/'.length))
    if (!(section >= 0 && section < sections) || path !== livePath(section)) return false
    const payload = await bake.payload(section)
    return answerFile(exchange, join(bake.out, payload), contentType(payload))
  }
}

async function answerPointer(exchange: Exchange, bake: LiveBake): Promise<true> {
  const { name, blob } = await bake.planned
  const pointer: WorldPointer = {
    format: 'terrane-world',
    version: worldPointerVersion,
    name,
    sections: { path: liveSections, bytes: blob.byteLength },
    manifest: { path: liveManifest, bytes: manifestText.length },
  }
  return answerJson(exchange, pointer)
}

/** Serves any folder under `/`: examples, docs, a built game. @throws TerraneError 'file' where there is none. */
export async function serveStatic(root: string, options: ServerOptions = {}): Promise<RunningServer> {
  const found = await stat(root).catch(() => null)
  if (!found?.isDirectory()) fail('file', `no folder ${root}`, 'one that is there', 'Check the path.')
  return serve({ '/': folder(root) }, options)
}
