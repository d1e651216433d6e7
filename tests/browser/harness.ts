import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import type { Browser, Page } from 'playwright-core'
import { chromium } from 'playwright-core'
import sharp from 'sharp'
import { afterAll } from 'vitest'

/** Real Chromium on a real local server. `describe.skipIf(browserMissing)`, and the reason goes into the title. */
const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium'

/** Why browser tests cannot run here, or an empty string. */
export const browserMissing = existsSync(executablePath) ? '' : `no Chromium at ${executablePath} (set CHROMIUM)`
if (browserMissing) console.warn(`SKIPPED: browser tests, ${browserMissing}`)

/** Title of a browser suite: says why it is skipped where it is. */
export const browserTitle = (title: string) => (browserMissing ? `${title} (SKIPPED: ${browserMissing})` : title)

const flags = [
  '--no-sandbox',
  '--use-gl=angle',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--force-color-profile=srgb',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--disable-quic',
]

export interface PageOptions {
  /** TypeScript module of the page; bundled. */
  readonly entry: string | URL
  /** The page's body; a canvas `#canvas` of the given size if left out. */
  readonly html?: string
  /** URL prefix → folder served under it, with byte ranges. */
  readonly folders?: Readonly<Record<string, string>>
  /** URL path → TypeScript module bundled and served there, for workers. */
  readonly modules?: Readonly<Record<string, string | URL>>
  /** URL path → where it has moved to. */
  readonly redirects?: Readonly<Record<string, string>>
  /** Sent with every answer: a content-security policy, say. */
  readonly headers?: Readonly<Record<string, string>>
  /** Pixels. Default 256 × 256. */
  readonly width?: number
  readonly height?: number
  /** Appended to the page's address, with its question mark. */
  readonly query?: string
}

export interface OpenPage {
  readonly page: Page
  /** Without a slash at the end. */
  readonly origin: string
  /** Console errors, uncaught errors and failed requests so far; a test expects none. */
  readonly problems: string[]
  /** What the page shows now. */
  screenshot(): Promise<Picture>
  close(): Promise<void>
}

/** A decoded screenshot. */
export interface Picture {
  readonly width: number
  readonly height: number
  readonly png: Buffer
  /** Red, green, blue 0 … 255. */
  at(x: number, y: number): [number, number, number]
}

/** A page may compile its shaders on a processor that others use too, milliseconds. */
const loadPatience = 120_000

let running: Promise<Browser> | undefined
afterAll(async () => {
  await (await running)?.close()
  running = undefined
})

/** Opens a page in this file's browser (started by the first call, closed after the file's last test). */
export async function openPage(options: PageOptions): Promise<OpenPage> {
  const server = await serve(options)
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const open = await visit(`${origin}/${options.query ?? ''}`, options)
  const close = async () => {
    await open.close()
    server.closeAllConnections()
    await new Promise((done) => server.close(done))
  }
  return { ...open, close }
}

/** Opens a page that something else serves. */
export async function visit(
  address: string,
  { width = 256, height = 256 }: Pick<PageOptions, 'width' | 'height'> = {},
): Promise<OpenPage> {
  running ??= chromium.launch({ executablePath, args: flags })
  const page = await (await running).newPage({ viewport: { width, height }, deviceScaleFactor: 1 })
  const problems: string[] = []
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()))
  page.on('pageerror', (error) => problems.push(error.stack ?? error.message))
  await page.goto(address, { timeout: loadPatience })
  const screenshot = async () => readPicture(await page.screenshot())
  return { page, origin: new URL(address).origin, problems, screenshot, close: () => page.close() }
}

/** Decodes a PNG. */
export async function readPicture(png: Buffer): Promise<Picture> {
  const { data, info } = await sharp(png).removeAlpha().raw().toBuffer({ resolveWithObject: true })
  const at = (x: number, y: number): [number, number, number] => {
    const from = (y * info.width + x) * 3
    return [data[from], data[from + 1], data[from + 2]]
  }
  return { width: info.width, height: info.height, png, at }
}

const pathOf = (file: string | URL) => (typeof file === 'string' ? file : fileURLToPath(file))

async function bundle(entry: string | URL): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [pathOf(entry)],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    sourcemap: 'inline',
    logLevel: 'silent',
  })
  return outputFiles[0].text
}

function pageSource({ html, width = 256, height = 256 }: PageOptions): string {
  const body = html ?? `<canvas id="canvas" width="${width}" height="${height}" style="display:block"></canvas>`
  const head = '<meta charset="utf-8"><link rel="icon" href="data:,"><style>body{margin:0}</style>'
  return `<!doctype html>${head}${body}<script type="module" src="/entry.js"></script>`
}

async function serve(options: PageOptions): Promise<Server> {
  const sources = new Map([['/', pageSource(options)]])
  sources.set('/entry.js', await bundle(options.entry))
  for (const [path, module] of Object.entries(options.modules ?? {})) sources.set(path, await bundle(module))
  const server = createServer((request, response) => {
    for (const [name, value] of Object.entries(options.headers ?? {})) response.setHeader(name, value)
    const moved = options.redirects?.[request.url ?? '']
    if (moved) response.writeHead(302, { location: moved }).end()
    else void answer(request, response, sources, options.folders ?? {})
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return server
}

const types: Record<string, string> = {
  '': 'text/html',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
  '.webp': 'image/webp',
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  sources: ReadonlyMap<string, string>,
  folders: Readonly<Record<string, string>>,
): Promise<void> {
  const path = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname)
  const type = types[extname(path)] ?? 'application/octet-stream'
  const source = sources.get(path)
  if (source !== undefined) return void response.writeHead(200, { 'content-type': type }).end(source)
  const prefix = Object.keys(folders).find((start) => path.startsWith(start))
  const file = prefix === undefined ? '' : join(folders[prefix], normalize(`/${path.slice(prefix.length)}`))
  const bytes = prefix === undefined ? null : await readFile(file).catch(() => null)
  if (bytes === null) return void response.writeHead(404).end()
  const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '')
  if (!range) return void response.writeHead(200, { 'content-type': type }).end(bytes)
  const start = Number(range[1])
  const end = range[2] === '' ? bytes.length - 1 : Math.min(Number(range[2]), bytes.length - 1)
  const contentRange = `bytes ${start}-${end}/${bytes.length}`
  response.writeHead(206, { 'content-type': type, 'content-range': contentRange }).end(bytes.subarray(start, end + 1))
}
