import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'

/** What has been fetched of one file. */
export interface Fetched {
  requests: number
  bytes: number
}

/** A real server of a folder that counts what it is asked for. */
export interface CountingServer {
  /** With a slash at the end. */
  readonly url: string
  /** By path. */
  readonly fetched: Map<string, Fetched>
  /** Requests at once, at most so far. */
  readonly most: () => number
  close(): Promise<void>
}

export async function openCountingServer(folder: string): Promise<CountingServer> {
  const fetched = new Map<string, Fetched>()
  let [open, most] = [0, 0]
  const server = createServer(async (request, response) => {
    most = Math.max(most, ++open)
    const path = decodeURIComponent(request.url ?? '/').slice(1)
    const bytes = await readFile(join(folder, path)).catch(() => null)
    const sum = fetched.get(path) ?? { requests: 0, bytes: 0 }
    fetched.set(path, { requests: sum.requests + 1, bytes: sum.bytes + (bytes?.length ?? 0) })
    response.once('close', () => open--)
    response.writeHead(bytes ? 200 : 404).end(bytes)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    fetched,
    most: () => most,
    close: () => new Promise((done) => void (server.closeAllConnections(), server.close(() => done()))),
  }
}
