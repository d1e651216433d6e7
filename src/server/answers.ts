import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { parseByteRange } from './byteRange'
import { contentType } from './contentType'

/** One request and where its answer goes. */
export interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  /** Decoded path below the route's prefix, without a slash at its beginning. */
  readonly path: string
}

/** Answers a request. @returns False where it has nothing under this path: the server then says 404. */
export type Route = (exchange: Exchange) => Promise<boolean>

/** Names that hold a hash of their content: `sections.<hash16>.bin`, `<hash16>.glb`. */
const hashedName = /(^|[./])[0-9a-f]{16}\.[a-z0-9]+$/

const forEver = 'public, max-age=31536000, immutable'
/** Kept, but asked for every time: an unchanged one costs 304 and no body. */
const revalidated = 'no-cache'

/** A file, with validators and ranges. @returns False where there is no such file. */
export async function answerFile(exchange: Exchange, file: string, type = contentType(file)): Promise<boolean> {
  const { request, response } = exchange
  const found = await stat(file).catch(() => null)
  if (!found?.isFile()) return false
  const etag = `"${found.size.toString(36)}-${Math.floor(found.mtimeMs).toString(36)}"`
  response.setHeader('etag', etag)
  response.setHeader('cache-control', hashedName.test(exchange.path) ? forEver : revalidated)
  response.setHeader('accept-ranges', 'bytes')
  response.setHeader('content-type', type)
  if (isKnown(request.headers['if-none-match'], etag)) return end(response, 304)
  const whole = request.headers['if-range'] !== undefined && request.headers['if-range'] !== etag
  const range = whole ? null : parseByteRange(request.headers.range, found.size)
  if (range === 'unsatisfiable') {
    response.setHeader('content-range', `bytes */${found.size}`)
    return end(response, 416)
  }
  if (range) response.setHeader('content-range', `bytes ${range.start}-${range.end}/${found.size}`)
  response.setHeader('content-length', range ? range.end - range.start + 1 : found.size)
  response.writeHead(range ? 206 : 200)
  if (request.method === 'HEAD' || found.size === 0) return end(response)
  // A reader that goes away in the middle is no error of ours.
  await pipeline(createReadStream(file, range ?? {}), response).catch(() => response.destroy())
  return true
}

function isKnown(header: string | undefined, etag: string): boolean {
  const tags = (header ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''))
  return tags.includes(etag) || tags.includes('*')
}

/** Bytes that are made here and now, and not to be kept. */
export function answerBytes({ request, response }: Exchange, bytes: Uint8Array | string, type: string): true {
  const body = typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes
  const headers = { 'content-type': type, 'content-length': body.byteLength, 'cache-control': 'no-store' }
  response.writeHead(200, headers)
  response.end(request.method === 'HEAD' ? undefined : body)
  return true
}

export function answerJson(exchange: Exchange, value: unknown): true {
  return answerBytes(exchange, JSON.stringify(value), 'application/json; charset=utf-8')
}

/** One line of plain text that says what was wrong. */
export function refuse(response: ServerResponse, status: number, line: string): true {
  if (response.headersSent) response.destroy()
  else {
    for (const name of response.getHeaderNames()) response.removeHeader(name)
    response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' })
    response.end(response.req.method === 'HEAD' ? undefined : `${line}\n`)
  }
  return true
}

function end(response: ServerResponse, status?: number): true {
  if (status) response.statusCode = status
  response.end()
  return true
}
