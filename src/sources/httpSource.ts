import { fail, TerraneError } from '../errors'
import { hashFraction, hashString64 } from '../math/hash'
import { attemptHttp, type HttpFault, type HttpFile, type HttpRequest } from './httpAttempt'
import { createSlots } from './slots'
import type { ReadOptions, Source } from './source'

export interface HttpSourceOptions {
  /** Requests at once to this host. 6 is what browsers open on HTTP/1.1; pass 24 where the host speaks HTTP/2. */
  readonly concurrent?: number
  /** Milliseconds without a byte after which an attempt is given up. Default 10,000. */
  readonly timeoutMs?: number
  /** Attempts after the first, for causes that pass (time-outs, 5xx, 429, resets, truncated bodies). Default 3. */
  readonly retries?: number
  /** Wait before the first retry in milliseconds, doubled for each further one, half of it jitter. Default 250. */
  readonly retryDelayMs?: number
  /** Seed of the jitter, so that clients do not come back together. Default 0. */
  readonly seed?: number
  /** Asked before every attempt, so that a renewed token is used at once. */
  readonly headers?: () => Readonly<Record<string, string>>
  readonly credentials?: RequestCredentials
  /** Asks in place of the global `fetch`: `cachedFetch(folder)` of 'terrane/node' keeps downloads. */
  readonly fetch?: typeof fetch
}

/** A server that asks for a longer wait than this is left to the section's cooldown, milliseconds. */
const longestRetryAfterMs = 5000

const defaults = {
  concurrent: 6,
  timeoutMs: 10_000,
  retries: 3,
  retryDelayMs: 250,
  seed: 0,
  headers: () => ({}) as Readonly<Record<string, string>>,
  credentials: 'same-origin' as RequestCredentials,
  fetch: ((input, init) => fetch(input, init)) as typeof fetch,
}
type Settings = typeof defaults

/**
 * A world folder behind a URL. Any static host will do; packs need one that answers ranges, others are read past.
 * @throws TerraneError 'argument' for a base that is no http(s) URL. Relative ones are relative to the page.
 */
export function httpSource(baseUrl: string | URL, options: HttpSourceOptions = {}): Source {
  const settings: Settings = { ...defaults, ...options }
  const base = resolveBase(baseUrl)
  const slots = createSlots(settings.concurrent)
  const reading = new Set<AbortController>()
  return {
    name: base.href,
    async read(path, readOptions = {}) {
      const { signal } = readOptions
      signal?.throwIfAborted()
      const controller = new AbortController()
      const forward = () => controller.abort(signal?.reason)
      signal?.addEventListener('abort', forward, { once: true })
      reading.add(controller)
      try {
        return (await readWithRetries(urlOf(base, path), readOptions, settings, slots, controller.signal)).bytes
      } finally {
        reading.delete(controller)
        signal?.removeEventListener('abort', forward)
      }
    },
    dispose() {
      for (const controller of reading) controller.abort(disposed(base.href))
    },
  }
}

/**
 * One file by its own address, with the retries of a source; its `url` is where it lay after redirects.
 * @throws TerraneError 'argument' for what is no http(s) URL, 'network' as a source does.
 */
export async function readHttpFile(
  address: string | URL,
  options: HttpSourceOptions = {},
  readOptions: ReadOptions = {},
): Promise<HttpFile> {
  const settings: Settings = { ...defaults, ...options }
  const signal = readOptions.signal ?? new AbortController().signal
  return readWithRetries(resolveHttp(address).href, readOptions, settings, createSlots(1), signal)
}

function disposed(name: string): TerraneError {
  return new TerraneError('network', {
    got: `a read from ${name} after the source was disposed`,
    wanted: 'a live source',
    next: 'Dispose the source after the worlds that read from it.',
  })
}

function resolveBase(baseUrl: string | URL): URL {
  const base = resolveHttp(baseUrl)
  if (!base.pathname.endsWith('/')) base.pathname += '/'
  return base
}

/** Relative addresses are relative to the page. */
function resolveHttp(baseUrl: string | URL): URL {
  const page = typeof location === 'undefined' ? undefined : location.href
  let base: URL | null = null
  try {
    base = new URL(baseUrl, page)
  } catch {
    // Reported below, with what was wanted.
  }
  if (!base || !/^https?:$/.test(base.protocol))
    return fail(
      'argument',
      `a base of "${baseUrl}"`,
      'an http(s) URL',
      'In Node, open a folder with directorySource(path).',
    )
  return base
}

/** Paths are file names, not URLs: characters that mean something in a URL are escaped. */
function urlOf(base: URL, path: string): string {
  const url = new URL(path.replace(/[%?#]/g, encodeURIComponent), base)
  url.search = base.search
  return url.href
}

async function readWithRetries(
  url: string,
  options: ReadOptions,
  settings: Settings,
  slots: ReturnType<typeof createSlots>,
  signal: AbortSignal,
): Promise<HttpFile> {
  for (let attempt = 0; ; attempt++) {
    await slots.take(signal)
    const answer = await attemptHttp(requestOf(url, options, settings), signal).finally(slots.give)
    if ('bytes' in answer) return answer
    const waitMs = retryWaitMs(url, attempt, answer.fault, settings)
    if (waitMs === null)
      return fail('network', `${url} ${answer.fault.got}`, 'the file of this world', answer.fault.next)
    await pause(waitMs, signal)
  }
}

function requestOf(url: string, options: ReadOptions, settings: Settings): HttpRequest {
  return {
    url,
    offset: options.offset ?? 0,
    length: options.length,
    headers: settings.headers(),
    credentials: settings.credentials,
    fetch: settings.fetch,
    cache: options.cache ?? 'default',
    timeoutMs: settings.timeoutMs,
    onFirstByte: options.onFirstByte,
  }
}

/** Milliseconds until the next attempt, or null where it is over. */
function retryWaitMs(url: string, attempt: number, fault: HttpFault, settings: Settings): number | null {
  if (!fault.retry || attempt >= settings.retries || fault.retryAfterMs > longestRetryAfterMs) return null
  const jitter = 0.5 + 0.5 * hashFraction(settings.seed, hashString64(url)[0], attempt)
  return Math.max(fault.retryAfterMs, settings.retryDelayMs * 2 ** attempt * jitter)
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted()
  return new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(timer)
      reject(signal.reason)
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', end)
      resolve()
    }, milliseconds)
    signal.addEventListener('abort', end, { once: true })
  })
}
