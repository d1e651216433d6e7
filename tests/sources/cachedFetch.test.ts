import { mkdtemp, readdir, readFile, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { cachedFetch, type CachedFetchOptions } from '../../src/sources/cachedFetch'
import { httpSource } from '../../src/sources/httpSource'
import { countingBytes, openBadServer, serveBytes, type Answer, type BadServer } from './badServer'

let folder: string
const opened: BadServer[] = []
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'terrane-downloads-'))))
afterEach(async () => {
  for (const server of opened.splice(0)) await server.close()
  await rm(folder, { recursive: true, force: true })
})

const file = countingBytes(1000)
const numbers = (bytes: ArrayBuffer) => [...new Uint8Array(bytes)]

/** A server, and as many sources over one folder as are opened, each as another process would. */
async function serve(answers: Record<string, Answer>) {
  const server = await openBadServer(answers)
  opened.push(server)
  const open = (options: CachedFetchOptions = {}) =>
    httpSource(server.url, { timeoutMs: 1000, retryDelayMs: 5, fetch: cachedFetch(folder, options) })
  return { server, open }
}

const lasting =
  (bytes: Uint8Array): Answer =>
  (request, response, time) => {
    response.setHeader('cache-control', 'max-age=3600')
    serveBytes(bytes)(request, response, time)
  }

/** Asks to be asked each time, and knows its version by an entity tag. */
function tagged(state: { tag: string; bytes: Uint8Array; sent: number }): Answer {
  return (request, response, time) => {
    response.setHeader('cache-control', 'no-cache').setHeader('etag', state.tag)
    if (request.headers['if-none-match'] === state.tag) return void response.writeHead(304).end()
    state.sent++
    serveBytes(state.bytes)(request, response, time)
  }
}

const filesOf = async () => (await readdir(folder)).filter((name) => name.endsWith('.download'))

describe('cachedFetch', () => {
  it('asks once for what is fresh, whole files and parts, in this process and the next', async () => {
    const { server, open } = await serve({ 'a.bin': lasting(file), pack: lasting(file) })
    for (let process = 0; process < 3; process++) {
      const source = open()
      expect(numbers(await source.read('a.bin'))).toEqual([...file])
      expect(numbers(await source.read('pack', { offset: 300, length: 5 }))).toEqual([...file.subarray(300, 305)])
      expect(numbers(await source.read('pack', { offset: 10, length: 7 }))).toEqual([...file.subarray(10, 17)])
    }
    expect([server.asked.get('a.bin'), server.asked.get('pack')]).toEqual([1, 2])
    expect(numbers(await open().read('a.bin', { cache: 'reload' }))).toEqual([...file])
    expect(server.asked.get('a.bin')).toBe(2)
  })

  it('asks with the validator for what is stale, and takes what changed', async () => {
    const state = { tag: '"1"', bytes: file, sent: 0 }
    const { server, open } = await serve({ 'a.bin': tagged(state) })
    for (let i = 0; i < 3; i++) {
      expect(numbers(await open().read('a.bin'))).toEqual([...file])
      expect(numbers(await open().read('a.bin', { offset: 4, length: 3 }))).toEqual([4, 5, 6])
    }
    expect([server.asked.get('a.bin'), state.sent]).toEqual([6, 2])
    Object.assign(state, { tag: '"2"', bytes: countingBytes(50) })
    expect((await open().read('a.bin')).byteLength).toBe(50)
    expect((await open().read('a.bin')).byteLength).toBe(50)
    expect(state.sent).toBe(3)
  })

  it('keeps nothing that may not be kept, was cut short, failed or was redirected', async () => {
    const { server, open } = await serve({
      secret: (_, response) => void response.writeHead(200, { 'cache-control': 'no-store' }).end(file),
      short(_, response, time) {
        response.writeHead(200, { 'cache-control': 'max-age=99', 'content-length': 1000 })
        if (time > 1) return void response.end(file)
        response.write(file.subarray(0, 400))
        setTimeout(() => response.destroy(), 20)
      },
      moved: (_, response) => void response.writeHead(302, { location: '/there' }).end(),
      there: (_, response) => void response.writeHead(200, { 'cache-control': 'max-age=99' }).end(file),
    })
    for (let i = 0; i < 2; i++) {
      expect((await open().read('secret')).byteLength).toBe(1000)
      expect(numbers(await open().read('short'))).toEqual([...file])
      expect((await open().read('moved')).byteLength).toBe(1000)
      await expect(open().read('missing')).rejects.toThrow(/answered 404/)
    }
    expect(Object.fromEntries(server.asked)).toEqual({ secret: 2, short: 2, moved: 2, there: 2, missing: 2 })
  })

  it('fetches anew what is broken on the disk, in whatever way', async () => {
    const { server, open } = await serve({ 'a.bin': lasting(file) })
    const path = async () => join(folder, (await filesOf())[0])
    const flip = async () => {
      const all = await readFile(await path())
      all[all.length - 3] ^= 1
      await writeFile(await path(), all)
    }
    const breaks = [
      flip,
      async () => truncate(await path(), 700),
      async () => truncate(await path(), 0),
      async () => writeFile(await path(), 'null\n'),
    ]
    expect(numbers(await open().read('a.bin'))).toEqual([...file])
    for (const breakIt of breaks) {
      await breakIt()
      expect(numbers(await open().read('a.bin'))).toEqual([...file])
      expect(numbers(await open().read('a.bin'))).toEqual([...file])
    }
    expect(server.asked.get('a.bin')).toBe(1 + breaks.length)
  })

  it('stays within its bytes, and what was used longest ago goes first', async () => {
    const names = ['a', 'b', 'c', 'd', 'e']
    const { server, open } = await serve(Object.fromEntries(names.map((name) => [name, lasting(file)])))
    await open().read('e')
    const maxBytes = 3.5 * (await stat(join(folder, (await filesOf())[0]))).size
    await rm(join(folder, (await filesOf())[0]))
    const source = open({ maxBytes })
    const age = async () => {
      for (const name of await filesOf()) {
        const { mtimeMs } = await stat(join(folder, name))
        await utimes(join(folder, name), new Date(), new Date(mtimeMs - 10_000))
      }
    }
    for (const name of ['a', 'b', 'a', 'c', 'd', 'a', 'e']) {
      await source.read(name)
      await age()
    }
    const sizes = await Promise.all((await filesOf()).map(async (name) => (await stat(join(folder, name))).size))
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(maxBytes)
    expect(server.asked.get('a'), 'always used of late').toBe(1)
    await source.read('b')
    expect(server.asked.get('b'), 'went first').toBe(2)
    await open({ maxBytes: 100 }).read('a', { cache: 'reload' })
    expect(await open().read('a').then(numbers), 'larger than all there is room for').toEqual([...file])
  })

  it('serves several at once, and leaves nothing unfinished behind', async () => {
    const { open } = await serve({ 'a.bin': lasting(file), 'b.bin': tagged({ tag: '"1"', bytes: file, sent: 0 }) })
    const sources = [open(), open(), open({ maxBytes: 3000 })]
    const reads = Array.from({ length: 60 }, (_, i) => sources[i % 3].read(i % 2 ? 'a.bin' : 'b.bin'))
    for (const bytes of await Promise.all(reads)) expect(numbers(bytes)).toEqual([...file])
    await writeFile(join(folder, 'old.1-1.downloading'), 'half')
    await utimes(join(folder, 'old.1-1.downloading'), 0, 0)
    await open().read('a.bin', { cache: 'reload' })
    expect((await readdir(folder)).filter((name) => !name.endsWith('.download'))).toEqual([])
  })

  it('reads on where the folder cannot be written', async () => {
    await writeFile(join(folder, 'file'), '')
    const { server } = await serve({ 'a.bin': lasting(file) })
    const source = httpSource(server.url, { fetch: cachedFetch(join(folder, 'file')) })
    expect(numbers(await source.read('a.bin'))).toEqual([...file])
    expect(numbers(await source.read('a.bin'))).toEqual([...file])
  })

  it('refuses a size that is none', () => {
    expect(() => cachedFetch(folder, { maxBytes: 0 })).toThrow(/^a cache of 0 bytes; expected a number above 0\./)
  })
})
