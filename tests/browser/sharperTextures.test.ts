import { readFile, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bakeWorld } from '../../src/baking/bakeWorld'
import { openSectionBlob, sectionContent, sectionName } from '../../src/blobs/sectionBlob'
import { createInput, writeInput } from '../baking/inputs'
import { browserMissing, browserTitle, openPage, type OpenPage } from './harness'
import type { Look, Streamed, StreamedPage } from './streamedWorldPage'

type Page = StreamedPage & { world: Streamed }

/** Sides of the images, texels: of the squares in them, of the whole, of the blurred version. */
const [squareTexels, imageTexels, baseTexels] = [16, 512, 16]
/** Places on the walls that are looked at, the near one first. */
const middles = [
  [-4, 3, 0.5],
  [4, 3, -11.5],
] as const
const sharpBytes = Math.ceil((imageTexels ** 2 * 16) / 3)
/** Of both blurred versions and so many sharp ones, mip chains included. */
const textureBytes = (sharps: number) => 2 * Math.ceil((baseTexels ** 2 * 16) / 3) + sharps * sharpBytes

/** Squares of two warm colours. The squares of a blurred version are half a texel of it: nothing is left of them. */
async function squares(light: string, dark: string): Promise<Uint8Array> {
  const count = imageTexels / squareTexels
  const side = 1 / count
  const rects = Array.from({ length: count * count }, (_, i) => [i % count, Math.floor(i / count)])
    .filter(([x, y]) => (x + y) % 2 === 0)
    .map(([x, y]) => `<rect x="${x * side}" y="${y * side}" width="${side}" height="${side}" fill="${light}"/>`)
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${imageTexels}" height="${imageTexels}" viewBox="0 0 1 1"><rect width="1" height="1" fill="${dark}"/>${rects.join('')}</svg>`
  return new Uint8Array(await sharp(Buffer.from(svg)).png().toBuffer())
}

/** Two walls, one behind the other and beside it, each with an image of its own, and a plain one. */
async function writeWalls(folder: string): Promise<string> {
  const input = createInput()
  const colors = [
    ['#f0c060', '#602810'],
    ['#f0a050', '#502010'],
  ] as const
  for (const [i, [x, y, z]] of middles.entries()) {
    const paint = input.material(`Paint ${i}`)
    const [light, dark] = colors[i]
    const texture = input.document.createTexture(`squares ${i}`).setImage(await squares(light, dark))
    paint.setBaseColorTexture(texture.setMimeType('image/png'))
    input.node(`Wall ${i}`, input.box(`Wall ${i}`, [7, 6, 1], paint), [x, y, z - 0.5])
  }
  input.node('Ground', input.box('Ground', [40, 0.2, 40], input.material('Plain')), [0, -0.1, 0])
  return writeInput(input, folder)
}

/** The payload of a sharper version, by its number. */
async function fileOf(world: string, name: string): Promise<string> {
  const pointer = JSON.parse(await readFile(join(world, 'world.json'), 'utf8')) as { sections: { path: string } }
  const { buffer, byteOffset, byteLength } = await readFile(join(world, pointer.sections.path))
  const table = openSectionBlob(buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer)
  const row = [...table.rank.keys()].find((r) => sectionName(table, r) === name)!
  return sectionContent(table, row)
}

const nameOf = ({ color: [red, , blue], contrast }: Look) =>
  red < blue + 20 ? 'air' : contrast > 30 ? 'sharp' : contrast < 6 ? 'blurred' : `half: ${contrast}`

/** Of each place, what was seen one after the other. */
const seenOf = (looks: readonly (readonly Look[])[]) =>
  middles.map((_, place) =>
    looks.map((frame) => nameOf(frame[place])).filter((name, i, all) => i === 0 || name !== all[i - 1]),
  )

type State = Awaited<ReturnType<Streamed['settle']>>

/** All that is gone is `count` sharp textures. */
function expectShed(all: State, now: State, count: number): void {
  const bytes = count * sharpBytes
  expect(now).toEqual({
    ...all,
    counts: { ...all.counts, textures: all.counts.textures - count },
    measured: { ...all.measured, gpuBytes: all.measured.gpuBytes - bytes },
    held: expect.any(Array) as number[],
    loaded: all.loaded - count,
    residentBytes: all.residentBytes - bytes,
    residentTextureBytes: all.residentTextureBytes - bytes,
    upgradesRefused: count,
    stats: { ...all.stats, textureCount: all.stats.textureCount - count },
    picture: expect.any(Number) as number,
  })
}

const shed = (count: number) => ({ SectionUnloading: count, SectionUnloaded: count })

describe.skipIf(browserMissing)(browserTitle('sharper textures (T-17)'), { timeout: 120_000 }, () => {
  let folder = ''
  let open: OpenPage
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'terrane-sharper-'))
    const world = join(folder, 'world')
    await bakeWorld(await writeWalls(folder), { out: world, cell: 32, textureBase: baseTexels })
    open = await openPage({
      entry: new URL('./streamedWorldPage.ts', import.meta.url),
      folders: { '/world/': world },
      modules: { '/worker.js': new URL('../../src/workers/workerEntry.ts', import.meta.url) },
    })
  })
  afterAll(async () => {
    await open?.close()
    await rm(folder, { recursive: true, force: true })
  })

  /** Streams until nothing changes any more; what was seen on the way, and what is there in the end. */
  const settle = async (name: string) => {
    const { looks, ...rest } = await open.page.evaluate(async () => {
      const { world } = window as unknown as Page
      return { now: await world.settle(), events: world.takeEvents(), looks: world.takeLooks() }
    })
    if (process.env.PICTURES) await writeFile(join(process.env.PICTURES, `${name}.png`), (await open.screenshot()).png)
    return { ...rest, seen: seenOf(looks) }
  }
  const setBudget = (budgets: object) =>
    open.page.evaluate((given) => (window as unknown as Page).world.setBudget(given), budgets)

  it('the blurred picture comes first, and the sharp one takes its place when it is there', async () => {
    const file = await fileOf(join(folder, 'world'), 'texture/squares 0/sharp')
    let letGo = () => {}
    const held = new Promise<void>((done) => (letGo = done))
    await open.page.route(`**/${file}`, (route) => held.then(() => route.continue()))
    await open.page.evaluate(
      async ([points]) => {
        const page = window as unknown as Page
        page.world = await page.openStreamed('/world/', {
          ...{ from: [0, 3, 12], to: [0, 3, 0], draws: 'always', warm: false },
          budgets: { pressureSeconds: [1, 1], pressureRecoverySeconds: 1 },
        })
        page.world.watch(points)
        for (let i = 0; i < 90; i++) await page.world.frame()
      },
      [middles] as const,
    )
    const before = await open.page.evaluate(() => (window as unknown as Page).world.takeLooks())
    if (process.env.PICTURES) await writeFile(join(process.env.PICTURES, 'held.png'), (await open.screenshot()).png)
    expect(seenOf(before)[0]).toEqual(['air', 'blurred'])
    expect(seenOf(before)[1].at(-1)).toBe('sharp')
    letGo()
    const { seen, now } = await settle('sharp')
    expect(seen).toEqual([['blurred', 'sharp'], ['sharp']])
    expect(now.counts.textures).toBe(4)
    expect(open.problems).toEqual([])
  })

  it('over a texture budget the sharp ones are shed, the farther one first, from the ledger and the GPU; all else stays', async () => {
    const { now: all } = await settle('sharp')
    expect([all.counts.textures, all.residentTextureBytes, all.upgradesRefused]).toEqual([4, textureBytes(2), 0])
    const lowered = async (budgets: object) => {
      await setBudget(budgets)
      const { seen, now, events } = await settle(`budget-${Object.values(budgets).join('-')}`)
      return { seen, now, events }
    }
    const one = await lowered({ textureBytes: textureBytes(1) })
    expect(one.seen).toEqual([['sharp'], ['sharp', 'blurred']])
    expectShed(all, one.now, 1)
    const none = await lowered({ textureBytes: sharpBytes })
    expect(none.seen).toEqual([['sharp', 'blurred'], ['blurred']])
    expectShed(all, none.now, 2)
    expect([one.events, none.events]).toEqual([shed(1), shed(1)])
    expect((await lowered({ textureBytes: 2 ** 30 })).seen).toEqual([
      ['blurred', 'sharp'],
      ['blurred', 'sharp'],
    ])
    const short = await lowered({ budgetBytes: all.residentBytes - 1 })
    expect(short.seen).toEqual([['sharp'], ['sharp', 'blurred']])
    expectShed(all, short.now, 1)
    const back = await lowered({ budgetBytes: 2 ** 30 })
    expect(back.seen).toEqual([['sharp'], ['blurred', 'sharp']])
    expect(back.now).toEqual(all)
    expect(open.problems).toEqual([])
  })

  it('one that finds no room on the GPU is pressure and tried again; the blurred one stands as long', async () => {
    const { now: before } = await settle('sharp')
    await setBudget({ textureBytes: sharpBytes })
    await settle('shed')
    await setBudget({ textureBytes: 2 ** 30 })
    const { looks, message } = await open.page.evaluate(async (width) => {
      const { world } = window as unknown as Page
      world.narrowGpu(width)
      for (let i = 0; i < 150; i++) await world.frame()
      const message = world.lastError()
      world.narrowGpu(Infinity)
      return { looks: world.takeLooks(), message }
    }, imageTexels)
    expect(message).toMatch(/^texture: graphics memory is full; .*\[graphics-memory\]$/)
    expect(seenOf(looks)).toEqual([['blurred'], ['blurred']])
    const { now, seen } = await settle('roomy')
    expect(seen).toEqual([
      ['blurred', 'sharp'],
      ['blurred', 'sharp'],
    ])
    // One an episode, not one a frame: of a second each, so that a slow machine tries both of them twice.
    expect(now.pressureSignals).toBeGreaterThanOrEqual(1)
    expect(now.pressureSignals).toBeLessThanOrEqual(4)
    expect(now).toEqual({ ...before, pressureSignals: now.pressureSignals })
    expect(open.problems).toEqual([])
  })

  it('is there again after the context was lost, also where it is lost while the sharp ones are on their way', async () => {
    const { now: before } = await settle('sharp')
    for (const framesAfter of [0, 3]) {
      const between = await open.page.evaluate(async (frames) => {
        const { world } = window as unknown as Page
        const between = await world.loseAndRestore()
        for (let i = 0; i < frames; i++) await world.frame()
        world.takeLooks()
        return between
      }, framesAfter)
      expect(between.measured).toEqual({ cpuBytes: 0, gpuBytes: 0 })
    }
    const { now, seen } = await settle('restored')
    expect(now).toEqual(before)
    expect(seen.map((place) => place.at(-1))).toEqual(['sharp', 'sharp'])
    expect(open.problems).toEqual([])
  })
})
