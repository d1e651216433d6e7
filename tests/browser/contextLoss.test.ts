import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bakeWorld } from '../../src/baking/bakeWorld'
import { createInput, writeInput } from '../baking/inputs'
import { browserMissing, browserTitle, openPage, type OpenPage } from './harness'
import type { Streamed, StreamedPage } from './streamedWorldPage'

type Page = StreamedPage & { world: Streamed }

/** Boxes in a dozen cells: painted, glowing, half transparent and instanced, with an image that mirrors. */
async function writeTown(folder: string): Promise<string> {
  const input = createInput()
  const { document } = input
  const image = async (name: string, color: { r: number; g: number; b: number }) => {
    const background = { width: 64, height: 64, channels: 3 as const, background: color }
    const png = await sharp({ create: background }).png().toBuffer()
    return document.createTexture(name).setImage(new Uint8Array(png)).setMimeType('image/png')
  }
  const painted = input.material('Painted').setBaseColorTexture(await image('paint', { r: 180, g: 60, b: 20 }))
  painted.getBaseColorTextureInfo()?.setWrapS(33648)
  const glowing = input.material('Glowing').setEmissiveFactor([1, 1, 1])
  glowing.setEmissiveTexture(await image('glow', { r: 20, g: 90, b: 200 }))
  const glass = input.material('Glass').setAlphaMode('BLEND').setBaseColorFactor([0.2, 0.9, 0.4, 0.5])
  const boxes = [painted, glowing, glass].map((material) => input.box(material.getName(), [6, 9, 6], material))
  for (let i = 0; i < 60; i++) input.node(`N${i}`, boxes[i % 3], [17 * (i % 8), 4.5, -19 * Math.floor(i / 8)])
  return writeInput(input, folder)
}

describe.skipIf(browserMissing)(browserTitle('a lost graphics context, through the whole stack'), () => {
  let folder = ''
  let open: OpenPage
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'terrane-loss-'))
    await bakeWorld(await writeTown(folder), { out: join(folder, 'world'), cell: 32 })
    open = await openPage({
      entry: new URL('./streamedWorldPage.ts', import.meta.url),
      folders: { '/world/': join(folder, 'world') },
      modules: { '/worker.js': new URL('../../src/workers/workerEntry.ts', import.meta.url) },
    })
    await open.page.evaluate(async () => {
      const page = window as unknown as Page
      page.world = await page.openStreamed('/world/', { from: [60, 30, 40], to: [60, 0, -60], draws: 'always' })
    })
  })
  afterAll(async () => {
    await open?.close()
    await rm(folder, { recursive: true, force: true })
  })

  it('reports all that was shown as lost, streams it again, and draws the same picture with the same objects', async () => {
    const { before, between, after, events } = await open.page.evaluate(async () => {
      const { world } = window as unknown as Page
      const before = await world.settle()
      const between = await world.loseAndRestore()
      const after = await world.settle()
      return { before, between, after, events: world.takeEvents() }
    })
    expect(before.counts.resident).toBeGreaterThan(8)
    expect(before.counts.submitted).toBeGreaterThan(4)
    expect(before.held.length).toBe(before.loaded)
    expect(between.events).toEqual({ SectionLost: before.loaded, SectionHidden: before.shown })
    expect(between.measured).toEqual({ cpuBytes: 0, gpuBytes: 0 })
    expect(between).toMatchObject({ held: [], shown: 0, loaded: 0 })
    expect(events).toEqual({ SectionLoaded: before.loaded, SectionShown: before.shown })
    expect(after).toEqual(before)
    expect(open.problems).toEqual([])
  })

  it('survives losses in the middle of loading, again and again', async () => {
    const { before, after } = await open.page.evaluate(async () => {
      const { world } = window as unknown as Page
      const before = await world.settle()
      for (let turn = 0; turn < 5; turn++) {
        await world.loseAndRestore(turn * 3)
        for (let i = 0; i < turn * 2; i++) await world.frame()
      }
      return { before, after: await world.settle() }
    })
    expect(after).toEqual(before)
    expect(open.problems).toEqual([])
  })

  it('holds nothing after all that when the world is disposed of', async () => {
    const left = await open.page.evaluate(() => (window as unknown as Page).world.close())
    expect(left).toMatchObject({
      held: 0,
      measured: { cpuBytes: 0, gpuBytes: 0 },
      counts: { resident: 0, textures: 0 },
    })
    expect(left.stats).toEqual({ bufferCount: 0, elementsCount: 0, shaderCount: 0, textureCount: 0 })
    expect(open.problems).toEqual([])
  })
})
