/** One request as `httpSource` asks for it. */
export interface HttpRequest {
  readonly url: string
  readonly offset: number
  /** undefined: to the end of the file. */
  readonly length: number | undefined
  readonly headers: Readonly<Record<string, string>>
  readonly credentials: RequestCredentials
  readonly cache: RequestCache
  readonly fetch: typeof fetch
  /** Milliseconds without a byte after which the attempt is given up. */
  readonly timeoutMs: number
  readonly onFirstByte: (() => void) | undefined
}

/** Why an attempt did not give the bytes. */
export interface HttpFault {
  /** What was found: follows the URL in the error's line. */
  readonly got: string
  readonly next: string
  /** Whether asking again soon may help. */
  readonly retry: boolean
  /** What the server asked to wait, milliseconds; 0 for nothing said. */
  readonly retryAfterMs: number
}

/** A file, and where it really lay: after redirects. */
export interface HttpFile {
  readonly bytes: ArrayBuffer
  readonly url: string
}

export type HttpAnswer = HttpFile | { readonly fault: HttpFault }

const again = 'Try again; the server or the line is unreliable.'
const fault = (got: string, retry: boolean, next = again, retryAfterMs = 0): HttpAnswer => ({
  fault: { got, next, retry, retryAfterMs },
})

/**
 * Asks once. Stalls, truncated bodies and servers that ignore ranges are found out here; faults are answers.
 * @throws only the signal's reason.
 */
export async function attemptHttp(request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer> {
  signal.throwIfAborted()
  const attempt = new AbortController()
  const forward = () => attempt.abort(signal.reason)
  signal.addEventListener('abort', forward, { once: true })
  let stalled = false
  let timer: ReturnType<typeof setTimeout> | undefined
  const moved = () => {
    clearTimeout(timer)
    timer = setTimeout(() => {
      stalled = true
      attempt.abort()
    }, request.timeoutMs)
  }
  try {
    moved()
    const response = await request.fetch(request.url, fetchOptions(request, attempt.signal))
    moved()
    return await readAnswer(request, response, moved)
  } catch (error) {
    signal.throwIfAborted()
    if (stalled) return fault(`sent nothing for ${request.timeoutMs} ms`, true)
    return fault(`broke off (${causeOf(error)})`, true)
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', forward)
    // Ends what is left of the response: a body that nobody reads would keep the connection.
    attempt.abort()
  }
}

function fetchOptions(request: HttpRequest, signal: AbortSignal): RequestInit {
  const { offset, length, headers, cache, credentials } = request
  if (offset === 0 && length === undefined) return { headers, cache, credentials, signal }
  const range = `bytes=${offset}-${length === undefined ? '' : offset + length - 1}`
  return { headers: { ...headers, Range: range }, cache, credentials, signal }
}

function causeOf(error: unknown): string {
  const { message, cause } = error as { message?: string; cause?: { code?: string; message?: string } }
  return cause?.code ?? cause?.message ?? message ?? String(error)
}

async function readAnswer(request: HttpRequest, response: Response, moved: () => void): Promise<HttpAnswer> {
  const { offset, length } = request
  const refused = refusedBy(response) ?? wrongRange(request, response)
  if (refused) return refused
  const skip = response.status === 206 ? 0 : offset
  const bytes = await readBody(response, skip, length, moved, request.onFirstByte)
  const wanted = length ?? announcedLength(response, skip)
  if (bytes.byteLength < wanted) return fault(`sent ${bytes.byteLength} of ${wanted} bytes`, true)
  return { bytes, url: response.url || request.url }
}

/** An answer that holds no part of the file. */
function refusedBy(response: Response): HttpAnswer | null {
  const { status } = response
  if (status === 200 || status === 206) return null
  const got = `answered ${status} ${response.statusText}`.trimEnd()
  if (status === 404 || status === 410)
    return fault(got, false, 'Check the address, or that the world was uploaded whole.')
  if (status === 401 || status === 403) return fault(got, false, 'Check what the server lets you read.')
  if (status === 416) return fault(got, false, 'The file is shorter than the world says; upload the world again.')
  const retry =
    status === 408 || status === 425 || status === 429 || (status >= 500 && status !== 501 && status !== 505)
  return fault(got, retry, again, retryAfterMs(response))
}

/** `Retry-After` in seconds; dates are left to the section's own cooldown. */
function retryAfterMs(response: Response): number {
  const seconds = Number(response.headers.get('Retry-After') ?? 0)
  return seconds > 0 ? seconds * 1000 : 0
}

/** A range that begins elsewhere or ends early. `Content-Range` may be hidden from other origins: then the length decides. */
function wrongRange(request: HttpRequest, response: Response): HttpAnswer | null {
  const parts = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(response.headers.get('Content-Range') ?? '')
  if (response.status !== 206 || !parts) return null
  const { offset, length } = request
  if (Number(parts[1]) !== offset)
    return fault(`sent bytes from ${parts[1]} where ${offset} was asked for`, false, 'Check the server or its cache.')
  if (parts[3] !== '*' && length !== undefined && offset + length > Number(parts[3]))
    return fault(`has ${parts[3]} bytes, too few for ${offset} + ${length}`, false, 'Upload the world again, whole.')
  return null
}

/** Bytes the body must have by its header; 0 where that cannot be said (compressed on the way, or not announced). */
function announcedLength(response: Response, skip: number): number {
  if (response.headers.get('Content-Encoding')) return 0
  return Math.max(0, Number(response.headers.get('Content-Length') ?? 0) - skip)
}

async function readBody(
  response: Response,
  skip: number,
  length: number | undefined,
  moved: () => void,
  onFirstByte: () => void = () => {},
): Promise<ArrayBuffer> {
  const reader = response.body?.getReader()
  const parts: Uint8Array[] = []
  const end = length === undefined ? Infinity : skip + length
  let seen = 0
  while (reader && seen < end) {
    const { done, value } = await reader.read()
    if (done) break
    moved()
    if (seen === 0) onFirstByte()
    const from = Math.max(0, skip - seen)
    const part = value.subarray(from, Math.min(value.byteLength, end - seen))
    if (part.byteLength > 0) parts.push(part)
    seen += value.byteLength
  }
  return join(parts)
}

function join(parts: readonly Uint8Array[]): ArrayBuffer {
  if (parts.length === 1 && parts[0].byteLength === parts[0].buffer.byteLength) return parts[0].buffer as ArrayBuffer
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.byteLength
  }
  return whole.buffer
}
