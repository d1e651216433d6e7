import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fail, TerraneError } from '../errors'
import { refuse, type Route } from './answers'

export interface ServerOptions {
  /** 1 … 65535, refused where it is taken; 0 for any free one. Left out: 8080, or the next free one after it. */
  readonly port?: number
  /** Default 'localhost': this machine only. */
  readonly host?: string
}

export interface RunningServer {
  /** With a slash at the end. */
  readonly url: string
  readonly port: number
  /** Ends all connections; the port is free afterwards. */
  close(): Promise<void>
}

export const defaultPort = 8080
/** Ports after the default one that are tried. */
const moreTries = 20

/**
 * Serves routes by path prefix, the first that fits.
 * @throws TerraneError 'argument' for a port that cannot be had.
 */
export async function serve(
  routes: Readonly<Record<string, Route>>,
  { port, host = 'localhost' }: ServerOptions = {},
): Promise<RunningServer> {
  const server = createServer((request, response) => void answer(routes, request, response))
  const first = port ?? defaultPort
  for (let tried = first; ; tried++) {
    const problem = await listen(server, tried, host)
    if (!problem) break
    if (port === undefined && problem === 'EADDRINUSE' && tried < first + moreTries) continue
    const got = problem === 'EADDRINUSE' ? 'which is taken' : `which cannot be opened (${problem})`
    fail('argument', `port ${tried} on ${host}, ${got}`, 'a free port', 'Pass another --port, or 0 for any.')
  }
  const chosen = (server.address() as AddressInfo).port
  const name = host.includes(':') ? `[${host}]` : host
  return { url: `http://${name}:${chosen}/`, port: chosen, close: () => close(server) }
}

/** @returns The error's code, or '' when it listens. */
function listen(server: Server, port: number, host: string): Promise<string> {
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    return fail('argument', `port ${port}`, 'a whole number from 0 to 65535', 'Leave --port out for a free one.')
  return new Promise((resolve) => {
    const failed = (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message)
    server.once('error', failed)
    server.listen(port, host, () => {
      server.off('error', failed)
      resolve('')
    })
  })
}

function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeAllConnections()
  return closed
}

async function answer(
  routes: Readonly<Record<string, Route>>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  response.setHeader('x-content-type-options', 'nosniff')
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    refuse(response, 405, `${request.method} is not served; expected GET or HEAD.`)
    return
  }
  const path = decodePath(request.url ?? '/')
  if (path === null) return void refuse(response, 400, 'a path that cannot be read; expected percent-encoded UTF-8.')
  const prefix = Object.keys(routes).find((start) => path.startsWith(start))
  try {
    const found = prefix !== undefined && (await routes[prefix]({ request, response, path: path.slice(prefix.length) }))
    if (!found) refuse(response, 404, `${path} is not here; expected a file of the viewer or of the world.`)
  } catch (error) {
    const line = error instanceof TerraneError ? error.message : String(error)
    refuse(response, 500, line)
  }
}

/** The decoded path of a request, without its query; null where it is malformed. */
function decodePath(url: string): string | null {
  try {
    const path = decodeURIComponent(url.replace(/[?#].*$/, ''))
    return path.startsWith('/') && !path.includes('\0') && !path.includes('\\') ? path : null
  } catch {
    return null
  }
}
