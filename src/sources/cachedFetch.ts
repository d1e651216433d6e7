import CachePolicy from 'http-cache-semantics'
import { fail } from '../errors'
import { openDownloads, type Download, type Downloads } from './downloads'

export interface CachedFetchOptions {
  /** Bytes that the folder takes at most; what was used longest ago goes first. Default 1 GB. */
  readonly maxBytes?: number
}

/**
 * A `fetch` that keeps what it downloads in a folder (Node), by the rules of HTTP: what is fresh is not asked for, what is stale is asked for with its validator and sent again only where it
 * changed, what may not be kept is not. For `httpSource(url, { fetch: cachedFetch('.cache/worlds') })`; a browser has such a cache of its own. Several processes may share a folder, and a file of it that is
 * broken is fetched anew. A folder that cannot be written costs the cache and not the read. Answers that were redirected are not kept.
 * @throws TerraneError 'argument' for bytes that are none.
 */
export function cachedFetch(folder: string, { maxBytes = 1e9 }: CachedFetchOptions = {}): typeof fetch {
  if (!(maxBytes > 0))
    fail('argument', `a cache of ${maxBytes} bytes`, 'a number above 0', 'Leave maxBytes out for 1 GB.')
  const downloads = openDownloads(folder, maxBytes)
  return async (input, init = {}) => {
    const request = new Request(input, init)
    if (request.method !== 'GET' || request.cache === 'no-store') return fetch(request)
    const kept = request.cache === 'reload' ? null : await downloads.read(keyOf(request))
    if (kept === null) return keep(downloads, request, await fetch(request))
    const policy = CachePolicy.fromObject(kept.policy)
    return policy.satisfiesWithoutRevalidation(plain(request)) ? answerWith(kept) : revalidate(downloads, request, kept)
  }
}

/** A part of a file is kept as what it is. */
const keyOf = ({ url, headers }: Request) => `${url} ${headers.get('range') ?? ''}`

const plain = ({ url, headers }: Request): CachePolicy.Request => ({ url, headers: Object.fromEntries(headers) })

/** Rules are those of a whole answer: a part is only ever asked for as the same part. */
const asWhole = ({ headers }: Response): CachePolicy.Response => ({ status: 200, headers: Object.fromEntries(headers) })

async function revalidate(downloads: Downloads, request: Request, kept: Download): Promise<Response> {
  const asked = CachePolicy.fromObject(kept.policy).revalidationHeaders(plain(request))
  const headers = new Headers(Object.entries(asked).map(([name, value]): [string, string] => [name, String(value)]))
  const response = await fetch(new Request(request, { headers, cache: 'no-store' }))
  if (response.status !== 304) return keep(downloads, request, response)
  const told = { status: 304, headers: Object.fromEntries(response.headers) }
  const { policy } = CachePolicy.fromObject(kept.policy).revalidatedPolicy(plain(request), told)
  await downloads.write(keyOf(request), { ...kept, policy: policy.toObject() })
  return answerWith(kept)
}

function answerWith({ bytes, status, headers, url }: Download): Response {
  return at(url, new Response(bytes, { status, headers }))
}

/** Hands the answer on as it comes, and keeps it once it is whole: what breaks off is not kept. */
function keep(downloads: Downloads, request: Request, response: Response): Response {
  const { status, headers, body, url } = response
  const policy = new CachePolicy(plain(request), asWhole(response), { shared: false })
  const whole = (status === 200 || status === 206) && !response.redirected && body !== null
  if (!whole || !policy.storable()) return response
  const parts: Uint8Array[] = []
  const store = async () => {
    const kept = { url, status, headers: [...headers] as [string, string][], policy: policy.toObject() }
    await downloads.write(keyOf(request), { ...kept, bytes: Buffer.concat(parts.splice(0)) })
  }
  let left = announcedBytes(response)
  const watched = new TransformStream<Uint8Array, Uint8Array>({
    async transform(part, out) {
      parts.push(part.slice())
      left -= part.byteLength
      // Whoever has all that was announced reads no further.
      if (left === 0) await store()
      out.enqueue(part)
    },
    flush: () => ((left > 0 && left < Infinity) || parts.length === 0 ? undefined : store()),
  })
  return at(url, new Response(body.pipeThrough(watched), { status, statusText: response.statusText, headers }))
}

/** Infinity where the header does not say what comes out: nothing announced, or packed on the way. */
function announcedBytes({ headers }: Response): number {
  return headers.has('content-encoding') ? Infinity : Number(headers.get('content-length') ?? Infinity)
}

/** A response that is made by hand does not say where it lay. */
const at = (url: string, response: Response) => Object.defineProperty(response, 'url', { value: url })
