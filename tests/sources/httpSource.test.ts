import { Readable } from 'node:stream'
import { afterEach, describe, expect, it } from 'vitest'
import { TerraneError } from '../../src/errors'
import { httpSource, type HttpSourceOptions } from '../../src/sources/httpSource'
import { countingBytes, openBadServer, serveBytes, type Answer, type BadServer } from './badServer'

const opened: BadServer[] = []
afterEach(async () => {
  for (const server of opened.splice(0)) await server.close()
})

const impatient: HttpSourceOptions = { timeoutMs: 100, retryDelayMs: 5 }

async function serve(answers: Record<string, Answer>, options: HttpSourceOptions = {}) {
  const server = await openBadServer(answers)
  opened.push(server)
  return { server, source: httpSource(server.url, { ...impatient, ...options }) }
}

const file = countingBytes(1000)
const numbers = (bytes: ArrayBuffer) => [...new Uint8Array(bytes)]

async function messageOf(read: Promise<unknown>): Promise<string> {
  const error = await read.then(
    () => null,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(TerraneError)
  expect((error as TerraneError).code).toBe('network')
  expect((error as TerraneError).message).not.toContain('\n')
  return (error as TerraneError).message
}

describe('httpSource reads', () => {
  it('whole files and ranges', async () => {
    const { source } = await serve({ 'a.bin': serveBytes(file) })
    expect(numbers(await source.read('a.bin'))).toEqual([...file])
    expect(numbers(await source.read('a.bin', { offset: 300, length: 5 }))).toEqual([...file.subarray(300, 305)])
    expect(numbers(await source.read('a.bin', { offset: 990 }))).toEqual([...file.subarray(990)])
  })

  it('and tell when the first byte came, for each attempt', async () => {
    let toldOf = ''
    let end = () => {}
    const { source } = await serve({
      slow(_, response, time) {
        response.writeHead(200, { 'content-length': 1000 }).write(file.subarray(0, 10))
        if (time === 1) setTimeout(() => response.destroy(), 20)
        else end = () => void response.end(file.subarray(10))
      },
    })
    const reading = source.read('slow', {
      onFirstByte() {
        toldOf += 'first byte '
        end()
      },
    })
    expect((await reading).byteLength).toBe(1000)
    expect(toldOf).toBe('first byte first byte ')
  })

  it('ranges from a server that ignores them, and stops it once it has them', async () => {
    const parts = Array.from({ length: 1000 }, () => Buffer.alloc(40_000, file))
    const { source, server } = await serve({
      pack: (_, response) => void Readable.from(parts).pipe(response.writeHead(200, { 'content-length': 40_000_000 })),
    })
    expect(numbers(await source.read('pack', { offset: 300, length: 5 }))).toEqual([44, 45, 46, 47, 48])
    await server.untilBrokenOff('pack')
  })

  it('paths with characters that mean something in a URL', async () => {
    const { source } = await serve({ 'a #1?.bin': serveBytes(file) })
    expect((await source.read('a #1?.bin')).byteLength).toBe(1000)
  })

  it('compressed answers, whose announced length is another', async () => {
    const { gzipSync } = await import('node:zlib')
    const packed = gzipSync(file)
    const { source } = await serve({
      a: (_, response) =>
        void response.writeHead(200, { 'content-encoding': 'gzip', 'content-length': packed.length }).end(packed),
    })
    expect(numbers(await source.read('a'))).toEqual([...file])
  })

  it('chunked answers, which announce no length', async () => {
    const { source } = await serve({
      a: (_, response) => {
        response.write(file.subarray(0, 400))
        setTimeout(() => response.end(file.subarray(400)), 20)
      },
    })
    expect(numbers(await source.read('a'))).toEqual([...file])
  })

  it('with headers asked for before every attempt', async () => {
    let token = 0
    const seen: unknown[] = []
    const { source } = await serve(
      {
        a: (request, response, time) => {
          seen.push(request.headers.authorization)
          if (time === 1) response.writeHead(503).end()
          else serveBytes(file)(request, response, time)
        },
      },
      { headers: () => ({ authorization: `token ${++token}` }) },
    )
    await source.read('a')
    expect(seen).toEqual(['token 1', 'token 2'])
  })
})

describe('httpSource retries', () => {
  const once = (first: Answer): Answer => {
    return (request, response, time) => (time === 1 ? first : serveBytes(file))(request, response, time)
  }
  const faults: Record<string, Answer> = {
    'a 500': (_, response) => void response.writeHead(500).end('oops'),
    'a 429 that names a wait': (_, response) => void response.writeHead(429, { 'retry-after': '0.01' }).end(),
    'a reset before the headers': (request) => void request.socket.resetAndDestroy(),
    'a reset in the body': (_, response) => {
      response.writeHead(200, { 'content-length': 1000 }).write(file.subarray(0, 400))
      setTimeout(() => response.socket?.resetAndDestroy(), 20)
    },
    'a truncated body': (_, response) => {
      response.writeHead(200, { 'content-length': 1000 }).write(file.subarray(0, 400))
      setTimeout(() => response.socket?.end(), 20)
    },
    'a stall before the headers': () => {},
    'a stall in the body': (_, response) =>
      void response.writeHead(200, { 'content-length': 1000 }).write(file.subarray(0, 400)),
  }
  for (const [name, fault] of Object.entries(faults))
    it(`after ${name}`, async () => {
      const { source, server } = await serve({ a: once(fault) })
      expect(numbers(await source.read('a'))).toEqual([...file])
      expect(server.asked.get('a')).toBe(2)
    })

  it('after a range that came too short', async () => {
    const { source, server } = await serve({
      a: once((_, response) => void response.writeHead(206, { 'content-range': 'bytes 0-3/1000' }).end('four')),
    })
    expect((await source.read('a', { offset: 0, length: 10 })).byteLength).toBe(10)
    expect(server.asked.get('a')).toBe(2)
  })

  it('three times, then says so in one line', async () => {
    const { source, server } = await serve({ a: (_, response) => void response.writeHead(503).end() })
    expect(await messageOf(source.read('a'))).toContain('/a answered 503 Service Unavailable')
    expect(server.asked.get('a')).toBe(4)
  })

  it('not where a stalled server keeps stalling: it says so', async () => {
    const { source, server } = await serve({ a: () => {} }, { retries: 1 })
    expect(await messageOf(source.read('a'))).toContain('sent nothing for 100 ms')
    expect(server.asked.get('a')).toBe(2)
  })

  for (const status of [400, 401, 403, 404, 410, 501])
    it(`never after a ${status}`, async () => {
      const { source, server } = await serve({ a: (_, response) => void response.writeHead(status).end() })
      expect(await messageOf(source.read('a'))).toContain(`answered ${status}`)
      expect(server.asked.get('a')).toBe(1)
    })

  it('never where the file is shorter than the range, or begins elsewhere', async () => {
    const { source, server } = await serve({
      a: serveBytes(file),
      b: (_, response) => void response.writeHead(206, { 'content-range': 'bytes 0-9/1000' }).end('0123456789'),
    })
    expect(await messageOf(source.read('a', { offset: 2000, length: 10 }))).toContain('416')
    expect(await messageOf(source.read('a', { offset: 995, length: 10 }))).toContain('has 1000 bytes, too few')
    expect(await messageOf(source.read('b', { offset: 5, length: 10 }))).toContain('sent bytes from 0 where 5')
    expect([server.asked.get('a'), server.asked.get('b')]).toEqual([2, 1])
  })

  it('never sooner than a server asks, and not at all where that is long', async () => {
    const { source, server } = await serve({
      a: (_, response) => void response.writeHead(503, { 'retry-after': '3600' }).end(),
    })
    await messageOf(source.read('a'))
    expect(server.asked.get('a')).toBe(1)
  })

  it('names a server that is not there', async () => {
    const { source, server } = await serve({}, { retries: 1 })
    await server.close()
    opened.length = 0
    expect(await messageOf(source.read('a'))).toContain('ECONNREFUSED')
  })
})

describe('httpSource stops', () => {
  it('a read whose signal fires, with its reason, and closes the connection at the server', async () => {
    const { source, server } = await serve(
      { a: (_, response) => void response.writeHead(200, { 'content-length': 1000 }).write('x') },
      { timeoutMs: 60_000 },
    )
    const controller = new AbortController()
    const read = source.read('a', { signal: controller.signal })
    while (!server.asked.get('a')) await new Promise((done) => setTimeout(done, 5))
    controller.abort('no longer wanted')
    await expect(read).rejects.toBe('no longer wanted')
    await server.untilBrokenOff('a')
    expect(server.asked.get('a')).toBe(1)
  })

  it('a read that waits for its retry, and asks no more', async () => {
    const { source, server } = await serve(
      { a: (_, response) => void response.writeHead(503).end() },
      { retryDelayMs: 60_000 },
    )
    const controller = new AbortController()
    const read = source.read('a', { signal: controller.signal })
    while (!server.asked.get('a') || server.load.now > 0) await new Promise((done) => setTimeout(done, 5))
    controller.abort('left')
    await expect(read).rejects.toBe('left')
    expect(server.asked.get('a')).toBe(1)
  })

  it('a read that waits for its turn, without asking for it', async () => {
    const { source, server } = await serve({ a: () => {}, b: serveBytes(file) }, { concurrent: 1, timeoutMs: 60_000 })
    const [first, second] = [new AbortController(), new AbortController()]
    const a = source.read('a', { signal: first.signal })
    const b = source.read('b', { signal: second.signal })
    second.abort('second')
    await expect(b).rejects.toBe('second')
    first.abort('first')
    await expect(a).rejects.toBe('first')
    expect(server.asked.get('b')).toBe(undefined)
    expect((await source.read('b')).byteLength).toBe(1000)
  })

  it('everything when it is disposed', async () => {
    const { source } = await serve({ a: () => {} }, { timeoutMs: 60_000 })
    const message = messageOf(source.read('a'))
    source.dispose?.()
    expect(await message).toContain('disposed')
  })
})

describe('httpSource bounds', () => {
  for (const concurrent of [6, 24])
    it(`${concurrent} requests at once, and serves all`, async () => {
      const { source, server } = await serve(
        Object.fromEntries(
          Array.from({ length: 60 }, (_, i) => [
            `f${i}`,
            (request, response, time) => setTimeout(() => serveBytes(file)(request, response, time), 15),
          ]),
        ),
        { concurrent, timeoutMs: 5000 },
      )
      await Promise.all(Array.from({ length: 60 }, (_, i) => source.read(`f${i}`)))
      expect(server.load.peak).toBe(concurrent)
      expect([...server.asked.values()].every((times) => times === 1)).toBe(true)
    })

  it('refuses a base that is no http URL', () => {
    expect(() => httpSource('/town/')).toThrow(/a base of "\/town\/"; expected an http\(s\) URL.*\[argument\]/)
    expect(() => httpSource('file:///town/')).toThrow(/directorySource/)
  })
})
