import { existsSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { BakeResult } from '../../src/baking/bakeWorld'
import { bakeWorld } from '../../src/baking/bakeWorld'
import type { OpenPage } from './harness'
import { browserMissing, browserTitle, openPage } from './harness'
import type { Town } from './renderTownPage'

const input = '../shared/data/genesis-street/street.glb'
const inputMissing = existsSync(input) ? '' : `no ${input}`
if (inputMissing) console.warn(`SKIPPED: drawing a real town, ${inputMissing}`)
const title = browserTitle(inputMissing ? `a real town (SKIPPED: ${inputMissing})` : 'a real town')

type Loaded = Awaited<ReturnType<Town['loadTown']>>
type Window = { town: Loaded } & Town

describe.skipIf(browserMissing || inputMissing)(title, { timeout: 120_000 }, () => {
  let folder: string
  let baked: BakeResult
  let open: OpenPage
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'terrane-town-'))
    baked = await bakeWorld(input, { out: folder })
    const entry = new URL('./renderTownPage.ts', import.meta.url)
    open = await openPage({ entry, folders: { '/town/': folder }, width: 960, height: 540 })
  }, 120_000)
  afterAll(async () => {
    await open?.close()
    await rm(folder, { recursive: true, force: true })
  })

  const look = async (name: string, position: number[], target: number[]) => {
    const counts = await open.page.evaluate(([from, to]) => (window as unknown as Window).town.draw(from, to), [
      position,
      target,
    ] as const)
    const picture = await open.screenshot()
    if (process.env.PICTURES) writeFileSync(`${process.env.PICTURES}/${name}.png`, picture.png)
    return { counts, picture }
  }

  it('is on the GPU with no more bytes than the bake promised', async () => {
    const held = await open.page.evaluate(async () => {
      const page = window as unknown as Window
      page.town = await page.loadTown('/town/')
      return { gpuBytes: page.town.gpuBytes, promised: page.town.promisedGpuBytes }
    })
    expect(held.gpuBytes).toBeLessThanOrEqual(held.promised)
    expect(held.gpuBytes).toBeGreaterThan(held.promised * 0.9)
    expect(open.problems).toEqual([])
  })

  it('is drawn whole from above, with the triangles that were baked', async () => {
    const { counts } = await look('town-above', [160, 330, 200], [160, 0, -150])
    const meshes = baked.sections.filter(({ record }) => record.kind === 'mesh')
    expect(counts).toMatchObject({ resident: meshes.length, submitted: meshes.length, textures: 6 })
    expect(counts.triangles).toBe(meshes.reduce((sum, { triangles }) => sum + triangles, 0))
  })

  it('has lamps that glow in the colour of their emissive image', async () => {
    const { picture } = await look('town-lamp', [118.5, 4, -64], [122.2, 3, -69.4])
    const [red, green, blue] = picture.at(707, 162)
    expect(red).toBeGreaterThan(green + 60)
    expect(green).toBeGreaterThan(blue + 60)
  })

  it('is culled in the street, where no pixel of ground is missing', async () => {
    const { counts, picture } = await look('town-street', [150, 3, -60], [180, 4, -160])
    await look('town-corner', [60, 12, -20], [160, 0, -130])
    expect(counts.submitted).toBeLessThan(counts.resident)
    expect(picture.at(480, 10)).not.toEqual(picture.at(480, 530))
    expect(open.problems).toEqual([])
  })
})
