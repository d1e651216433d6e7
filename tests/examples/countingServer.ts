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
  /** Requests at once, at most so far, of those that were answered whole. What a reader gives up ends here a moment after it has ended there. */
  readonly most: () => number
  /** Requests that were given up before they were answered. */
  readonly givenUp: () => number
  close(): Promise<void>
}

export async function openCountingServer(folder: string): Promise<CountingServer> {
  const fetched = new Map<string, Fetched>()
  const answered: { from: number; to: number }[] = []
  let [moment, givenUp] = [0, 0]
  const server = createServer(async (request, response) => {
    const from = ++moment
    const path = decodeURIComponent(request.url ?? '/').slice(1)
    const bytes = await readFile(join(folder, path)).catch(() => null)
    const sum = fetched.get(path) ?? { requests: 0, bytes: 0 }
    fetched.set(path, { requests: sum.requests + 1, bytes: sum.bytes + (bytes?.length ?? 0) })
    response.once('finish', () => answered.push({ from, to: ++moment }))
    response.once('close', () => (givenUp += Number(!response.writableFinished)))
    response.writeHead(bytes ? 200 : 404).end(bytes)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    fetched,
    most: () => countAtOnce(answered),
    givenUp: () => givenUp,
    close: () => new Promise((done) => void (server.closeAllConnections(), server.close(() => done()))),
  }
}

/** How many spans overlap at most; their ends are all different moments. */
function countAtOnce(spans: readonly { from: number; to: number }[]): number {
  const changes = spans.flatMap(({ from, to }) => [
    { moment: from, by: 1 },
    { moment: to, by: -1 },
  ])
  let [now, most] = [0, 0]
  for (const { by } of changes.sort((a, b) => a.moment - b.moment)) most = Math.max(most, (now += by))
  return most
}
