import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { TerraneError } from '../../src/errors'
import type { MeshPayload } from '../../src/payloads/draw'
import { inlinePool } from '../../src/workers/inlinePool'
import { nodePool, type NodePoolOptions } from '../../src/workers/nodePool'
import type { WorkerPool } from '../../src/workers/pool'
import { boxDocument, writeCompressedGlb } from '../payloads/glbFiles'
import { writeJobFiles, type JobFiles, type JobName } from './jobFiles'

let files: JobFiles
const pools: WorkerPool[] = []
beforeAll(async () => {
  files = await writeJobFiles()
})
afterEach(async () => {
  for (const pool of pools.splice(0)) await pool.dispose()
})
afterAll(() => files.remove())

function keep(pool: WorkerPool): WorkerPool {
  pools.push(pool)
  return pool
}
const threads = (options: NodePoolOptions = {}) => keep(nodePool({ size: 1, worker: files.nodeWorker, ...options }))
const run = <Result>(pool: WorkerPool, name: JobName, input?: unknown, more: object = {}) =>
  pool.run<Result>({ module: files.job(name), input, ...more })
const shared = () => new Int32Array(new SharedArrayBuffer(8))
const untilPositive = async (cell: Int32Array, at = 0) => {
  while (Atomics.load(cell, at) === 0) await new Promise((done) => setTimeout(done, 2))
}

const kinds: Record<string, () => WorkerPool> = {
  nodePool: () => threads(),
  inlinePool: () => keep(inlinePool()),
}

for (const [name, open] of Object.entries(kinds))
  describe(`${name} as any pool`, () => {
    it('answers jobs, and moves their buffers', async () => {
      const pool = open()
      expect(await run(pool, 'double', 21)).toBe(42)
      const bytes = new Uint8Array([1, 2, 3]).buffer
      expect([...new Uint8Array(await run<ArrayBuffer>(pool, 'move', bytes, { transfer: [bytes] }))]).toEqual([2, 2, 3])
      expect([pool.waiting, pool.running]).toEqual([0, 0])
    })

    it('decodes meshes by the name of the built-in job, errors with their code', async () => {
      const { document, mesh, root } = boxDocument()
      root.addChild(document.createNode().setMesh(mesh))
      const pool = open()
      const input = await writeCompressedGlb(document)
      const payload = await pool.run<MeshPayload>({ module: 'terrane:mesh', input, transfer: [input] })
      expect(payload.primitives[0].indices).toHaveLength(36)
      const error = await pool
        .run({ module: 'terrane:mesh', input: new ArrayBuffer(3) })
        .catch((reason: unknown) => reason)
      expect(error).toBeInstanceOf(TerraneError)
      expect((error as TerraneError).code).toBe('payload-corrupt')
    })

    it('says what a job threw, and goes on', async () => {
      const pool = open()
      await expect(run(pool, 'throws')).rejects.toThrow('two')
      expect(await run(pool, 'double', 1)).toBe(2)
    })

    it('names a module that is missing or exports no job', async () => {
      const pool = open()
      await expect(run(pool, 'empty')).rejects.toThrow(/empty\.mjs without a default function.*\[worker\]/)
      const missing = new URL('nowhere.mjs', files.nodeWorker)
      await expect(pool.run({ module: missing, input: 0 })).rejects.toThrow(/nowhere\.mjs.*\[worker\]/)
      expect(await run(pool, 'double', 1)).toBe(2)
    })

    it('refuses a job whose signal has fired', async () => {
      await expect(run(open(), 'double', 1, { signal: AbortSignal.abort('left') })).rejects.toBe('left')
    })
  })

describe('nodePool', () => {
  it('runs on other threads, as many as it has, and not more', async () => {
    const pool = threads({ size: 2 })
    const cell = shared()
    const controller = new AbortController()
    const jobs = Array.from({ length: 5 }, () => run(pool, 'waits', cell.buffer, { signal: controller.signal }))
    while (Atomics.load(cell, 0) < 2) await new Promise((done) => setTimeout(done, 2))
    expect([pool.running, pool.waiting]).toEqual([2, 3])
    controller.abort('enough')
    expect((await Promise.allSettled(jobs)).every((job) => job.status === 'rejected' && job.reason === 'enough')).toBe(
      true,
    )
    expect(pool.waiting).toBe(0)
    expect(await run<number>(pool, 'thread')).toBeGreaterThan(0)
    expect(Atomics.load(cell, 0)).toBe(2)
  })

  it('starts the lowest priority first, equal ones in order', async () => {
    const pool = threads()
    const order: string[] = []
    const job = (name: string, priority: number) => run(pool, 'double', 1, { priority }).then(() => order.push(name))
    await Promise.all([job('first', 9), job('c', 5), job('a', 1), job('d', 5), job('b', 1)])
    expect(order).toEqual(['first', 'a', 'b', 'c', 'd'])
  })

  it('drops a waiting job without a trace', async () => {
    const pool = threads()
    const cell = shared()
    const [running, waiting] = [new AbortController(), new AbortController()]
    const first = run(pool, 'waits', cell.buffer, { signal: running.signal })
    const second = run(pool, 'waits', cell.buffer, { signal: waiting.signal })
    waiting.abort('second')
    await expect(second).rejects.toBe('second')
    await untilPositive(cell)
    running.abort('first')
    await expect(first).rejects.toBe('first')
    expect(await run(pool, 'double', 2)).toBe(4)
    expect([...cell]).toEqual([1, 1])
  })

  it('fires the signal of a running job, and uses its worker again', async () => {
    const pool = threads()
    const cell = shared()
    const before = await run(pool, 'thread')
    const controller = new AbortController()
    const job = run(pool, 'waits', cell.buffer, { signal: controller.signal })
    await untilPositive(cell)
    controller.abort('left')
    await expect(job).rejects.toBe('left')
    await untilPositive(cell, 1)
    expect(await run(pool, 'thread')).toBe(before)
  })

  it('replaces a worker that does not stop', async () => {
    const pool = threads({ abortGraceMs: 20 })
    const cell = shared()
    const controller = new AbortController()
    const job = run(pool, 'hangs', cell.buffer, { signal: controller.signal })
    await untilPositive(cell)
    controller.abort('left')
    await expect(job).rejects.toBe('left')
    expect(await run(pool, 'double', 4)).toBe(8)
  })

  for (const [name, why] of [
    ['exits', /ended with code 3/],
    ['crashes', /crashed: out of the blue/],
  ] as const)
    it(`replaces a worker that ${name}; its job fails once, the others do not notice`, async () => {
      const pool = threads()
      const jobs = [run(pool, name), run(pool, 'double', 1), run(pool, 'double', 2)]
      const [first, ...others] = await Promise.allSettled(jobs)
      expect(first.status === 'rejected' && String(first.reason)).toMatch(why)
      expect(first.status === 'rejected' && String(first.reason)).toMatch(/\[worker\]$/)
      expect(others.map((each) => each.status === 'fulfilled' && each.value)).toEqual([2, 4])
    })

  it('says what cannot be sent, either way, and goes on', async () => {
    const pool = threads()
    await expect(run(pool, 'double', () => {})).rejects.toThrow(/could not be given its job.*\[worker\]/)
    await expect(run(pool, 'unsendable')).rejects.toThrow(/could not be cloned/)
    expect(await run(pool, 'double', 3)).toBe(6)
  })

  it('says that its worker file is missing, once a job, without trying for ever', async () => {
    const pool = threads({ worker: new URL('gone.mjs', files.nodeWorker) })
    for (let i = 0; i < 2; i++)
      await expect(run(pool, 'double', 1)).rejects.toThrow(/crashed: Cannot find module.*\[worker\]/)
  })

  it('ends everything when it is disposed', async () => {
    const pool = threads()
    const cell = shared()
    const jobs = [run(pool, 'hangs', cell.buffer), run(pool, 'double', 1)]
    await untilPositive(cell)
    const settled = Promise.allSettled(jobs)
    await pool.dispose()
    for (const job of await settled) expect(job.status === 'rejected' && String(job.reason)).toMatch(/disposed/)
    await expect(run(pool, 'double', 1)).rejects.toThrow(/disposed pool.*\[worker\]/)
    expect([pool.waiting, pool.running]).toEqual([0, 0])
  })
})
