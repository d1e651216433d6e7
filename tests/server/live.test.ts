import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bakeWorld } from '../../src/bake'
import { sectionContent, sectionName } from '../../src/blobs/sectionBlob'
import { runServe } from '../../src/cli/serve'
import { openWorld } from '../../src/openWorld'
import { bakeCacheName } from '../../src/server/bakeCache'
import { startLiveBake, type Progress } from '../../src/server/liveBake'
import { serveLive } from '../../src/server/serveWorld'
import { createInput, writeInput } from '../baking/inputs'
import { buildBakeThread } from './bakeThread'

const across = 14
let folder: string
let input: string
let thread: Awaited<ReturnType<typeof buildBakeThread>>

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'terrane-live-'))
  const scene = createInput()
  const box = scene.box('box', [2, 3, 4], scene.material('stone'))
  for (let x = 0; x < across; x++)
    for (let z = 0; z < across; z++) scene.node(`box ${x} ${z}`, box, [64 * x + 20, 1, 64 * z + 20])
  input = await writeInput(scene, folder)
  thread = await buildBakeThread()
})
afterAll(async () => {
  await thread.remove()
  await rm(folder, { recursive: true })
})

const start = (out: string, from = input) =>
  startLiveBake({ input: from, options: {}, out: join(folder, out) }, thread.worker)
const serveOptions = () => ({ port: 0, viewer: folder })
const progressAt = async (url: string) => (await (await fetch(`${url}world/progress`)).json()) as Progress

describe('a world that is served while it is baked', () => {
  it('is open before anything is encoded, gives what is asked for first, and ends as any bake', async () => {
    const bake = start('live')
    const server = await serveLive(bake, serveOptions())
    const opened = await openWorld(`${server.url}world/`)
    const { table, source } = opened
    expect([opened.name, table.count]).toEqual(['input', across * across])
    const last = across * across - 1
    const file = await bake.payload(last)
    const { state, done, total } = bake.progress()
    expect([state, total]).toEqual(['baking', across * across])
    expect(done).toBeLessThan(total)
    expect(file).toMatch(/^payloads\/[0-9a-f]{16}\.glb$/)

    const live = new Map<string, Buffer>()
    for (let row = 0; row < table.count; row++)
      live.set(sectionName(table, row), Buffer.from(await source.read(sectionContent(table, row))))
    await bake.finished
    expect(await progressAt(server.url)).toEqual({ state: 'ready', name: 'input', done: total, total, tour: false })

    const after = await openWorld(`${server.url}world/`)
    expect(after.pointer.sections.path).toMatch(/^sections\.[0-9a-f]{16}\.bin$/)
    for (let row = 0; row < after.table.count; row++) {
      const bytes = Buffer.from(await after.source.read(sectionContent(after.table, row)))
      expect(bytes.equals(live.get(sectionName(after.table, row)) as Buffer)).toBe(true)
    }
    const plain = await bakeWorld(input, { out: join(folder, 'plain') })
    expect(after.pointer).toEqual(plain.pointer)
    // Who opened the world before still reads it by its old paths.
    expect((await source.read(sectionContent(table, 0))).byteLength).toBeGreaterThan(0)
    expect((await fetch(`${server.url}world/live/${total}`)).status).toBe(404)
    expect((await fetch(`${server.url}world/live/0x1`)).status).toBe(404)
    await server.close()
    await bake.stop()
  })

  it('leaves no world behind when it is stopped, and is baked again in the same folder', async () => {
    const stopped = start('again')
    await stopped.payload(7)
    await stopped.stop()
    await expect(stopped.finished).rejects.toThrow(/\[worker\]$/)
    await expect(readFile(join(folder, 'again/world.json'))).rejects.toThrow('ENOENT')
    const second = start('again')
    await second.finished
    await second.stop()
    expect(await readFile(join(folder, 'again/world.json'), 'utf8')).toContain('terrane-world')
  })

  it('says why it failed, to those who wait and at progress', async () => {
    const broken = join(folder, 'broken.glb')
    await writeFile(broken, 'no glb')
    const bake = start('failed', broken)
    const server = await serveLive(bake, serveOptions())
    await expect(bake.planned).rejects.toThrow(/\[bake-input\]$/)
    const { state, error } = await progressAt(server.url)
    expect([state, error]).toEqual(['failed', expect.stringMatching(/broken\.glb.*\[bake-input\]$/)])
    await expect(bake.payload(0)).rejects.toThrow(/\[bake-input\]$/)
    const answer = await fetch(`${server.url}world/world.json`)
    expect([answer.status, await answer.text()]).toEqual([500, `${error}\n`])
    await server.close()
  })
})

describe('terrane serve', () => {
  const run = async (world: string, options = {}) => {
    const said = { out: '', err: '' }
    const controller = new AbortController()
    const cache = join(folder, 'cache')
    const io = {
      out: (text: string) => void (said.out += text),
      err: (text: string) => void (said.err += text),
      terminal: false,
    }
    const all = { ...serveOptions(), cache, worker: thread.worker, signal: controller.signal, json: true, ...options }
    const ended = runServe(world, all, io)
    while (said.out === '') await Promise.race([ended, new Promise((done) => setTimeout(done, 5))])
    const stop = async () => {
      controller.abort()
      await ended
    }
    return { told: JSON.parse(said.out) as { url: string; baking: number; folder: string }, said, stop }
  }

  it('bakes a file once, serves it as it lies afterwards, and the folder and its world.json alike', async () => {
    const first = await run(input)
    expect(first.told.baking).toBe(across * across)
    while ((await progressAt(first.told.url)).state !== 'ready') await new Promise((done) => setTimeout(done, 20))
    await first.stop()
    await expect(fetch(first.told.url)).rejects.toThrow()
    for (const again of [input, first.told.folder, join(first.told.folder, 'world.json')]) {
      const { told, stop } = await run(again)
      expect([told.baking, told.folder]).toEqual([0, first.told.folder])
      expect((await openWorld(`${told.url}world/`)).table.count).toBe(across * across)
      await stop()
    }
  })

  it('serves a tour beside the world', async () => {
    const tour = join(folder, 'tour.csv')
    await writeFile(tour, 't,x,y,z\n0,0,0,0\n')
    const { told, stop } = await run(input, { tour })
    expect((await progressAt(told.url)).tour).toBe(true)
    const answer = await fetch(`${told.url}world/tour.csv`)
    expect([answer.headers.get('content-type'), await answer.text()]).toEqual([
      'text/csv; charset=utf-8',
      't,x,y,z\n0,0,0,0\n',
    ])
    await stop()
  })

  it('refuses what is no world in one line', async () => {
    await expect(run(join(folder, 'none'))).rejects.toThrow(/^no file or folder .*none; expected a world folder/)
    await expect(run(folder)).rejects.toThrow(/, which is no world; expected a world folder/)
    await expect(run(join(folder, 'broken.glb'))).rejects.toThrow(/\[bake-input\]$/)
    await expect(run(input, { port: -1 })).rejects.toThrow(/^port -1; expected/)
  })
})

describe('the cache of bakes', () => {
  it('knows an input by its bytes, its options, its build and the files it refers to', async () => {
    const gltf = join(folder, 'scene.gltf')
    await writeFile(gltf, JSON.stringify({ buffers: [{ uri: 'my%20scene.bin' }, { uri: 'data:,x' }] }))
    await writeFile(join(folder, 'my scene.bin'), 'one')
    const name = (options = {}, build = '1') => bakeCacheName(gltf, options, build)
    const first = await name()
    expect(first).toMatch(/^[0-9a-f]{16}$/)
    expect(await name()).toBe(first)
    expect(await name({ cell: 32 })).not.toBe(first)
    expect(await name({}, '2')).not.toBe(first)
    await writeFile(join(folder, 'my scene.bin'), 'two')
    expect(await name()).not.toBe(first)
  })
})
