import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A real HTTP server whose answers a test writes; it counts what reaches it. */
export interface BadServer {
  readonly url: string
  /** Requests by path. */
  readonly asked: Map<string, number>
  /** Requests in flight, and the most there ever were. */
  readonly load: { now: number; peak: number }
  /** Connections of this path that ended before the answer was whole. */
  readonly brokenOff: Map<string, number>
  /** Resolves when the path has broken off. */
  untilBrokenOff(path: string): Promise<void>
  close(): Promise<void>
}

export type Answer = (request: IncomingMessage, response: ServerResponse, time: number) => void

/** `answers` by path; `time` counts the requests for it from 1. What is not there is a 404. */
export async function openBadServer(answers: Readonly<Record<string, Answer>>): Promise<BadServer> {
  const asked = new Map<string, number>()
  const brokenOff = new Map<string, number>()
  const load = { now: 0, peak: 0 }
  const waiting: { path: string; done: () => void }[] = []
  const server: Server = createServer((request, response) => {
    const path = decodeURIComponent((request.url ?? '').slice(1))
    asked.set(path, (asked.get(path) ?? 0) + 1)
    load.now++
    load.peak = Math.max(load.peak, load.now)
    response.on('close', () => {
      load.now--
      if (response.writableFinished) return
      brokenOff.set(path, (brokenOff.get(path) ?? 0) + 1)
      for (const each of waiting) if (each.path === path) each.done()
    })
    const answer = answers[path]
    if (answer) answer(request, response, asked.get(path) ?? 0)
    else response.writeHead(404).end('no')
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    asked,
    load,
    brokenOff,
    untilBrokenOff: (path) =>
      new Promise((done) => (brokenOff.has(path) ? done() : waiting.push({ path, done: () => done() }))),
    async close() {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }
}

/** Answers ranges as a good static host does. */
export function serveBytes(bytes: Uint8Array): Answer {
  return (request, response) => {
    const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '')
    if (!range) return void response.writeHead(200, { 'content-length': bytes.length }).end(bytes)
    const start = Number(range[1])
    const end = Math.min(range[2] ? Number(range[2]) : Infinity, bytes.length - 1)
    if (start > end) return void response.writeHead(416, { 'content-range': `bytes */${bytes.length}` }).end()
    const part = bytes.subarray(start, end + 1)
    response.writeHead(206, { 'content-range': `bytes ${start}-${end}/${bytes.length}`, 'content-length': part.length })
    response.end(part)
  }
}

/** 0, 1, 2, … as bytes. */
export function countingBytes(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => i & 255)
}
