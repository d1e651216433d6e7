import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { writeCity } from '../../examples/city/city'
import { bakeWorld } from '../../src/baking/bakeWorld'
import type { Levels } from './farPicturePage'
import type { OpenPage } from './harness'
import { browserMissing, browserTitle, openPage } from './harness'
import { structuralSimilarity } from './similarity'

type Window = { levels: Awaited<ReturnType<Levels['loadLevels']>> } & Levels

/** Another world, and distances in keeping with it: LEVELS_WORLD=folder LEVELS_VIEWS='[{…}]' PICTURES=/tmp/x. */
const given = process.env.LEVELS_WORLD

interface View {
  readonly name: string
  readonly position: readonly number[]
  readonly target: readonly number[]
  /** Triangles of the cut against those of all full tiles, at most. */
  readonly share: number
  readonly similarity: number
  readonly fog?: number
}

const views: readonly View[] = process.env.LEVELS_VIEWS
  ? JSON.parse(process.env.LEVELS_VIEWS)
  : [
      { name: 'near', position: [30, 12, 30], target: [-60, 8, -60], share: 1, similarity: 0.95 },
      { name: 'middle', position: [0, 80, 220], target: [0, 0, 0], share: 0.85, similarity: 0.95 },
      { name: 'far', position: [0, 160, 480], target: [0, 0, 0], share: 0.7, similarity: 0.97 },
    ]

describe.skipIf(browserMissing)(browserTitle('a town drawn by levels'), { timeout: 120_000 }, () => {
  let folder: string
  let open: OpenPage
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'terrane-far-'))
    if (!given) {
      const input = join(folder, 'town.glb')
      await writeFile(input, await writeCity({ size: 256 }))
      const levels = { lods: 2, hlod: true, cell: 32, enterRadius: 64, horizon: 2048 }
      await bakeWorld(input, { ...levels, out: join(folder, 'world'), textureSize: 256 })
    }
    const entry = new URL('./farPicturePage.ts', import.meta.url)
    open = await openPage({ entry, folders: { '/world/': given ?? join(folder, 'world') }, width: 640, height: 360 })
    await open.page.evaluate(async () => {
      const page = window as unknown as Window
      page.levels = await page.loadLevels('/world/')
    })
  }, 300_000)
  afterAll(async () => {
    await open?.close()
    await rm(folder, { recursive: true, force: true })
  })

  const look = async (how: 'full' | 'cut', { name, position, target, fog = 2000 }: View) => {
    const counts = await open.page.evaluate(
      ([a, b, c, d]) => (window as unknown as Window).levels.draw(a, [...b], [...c], d),
      [how, position, target, fog] as const,
    )
    const picture = await open.screenshot()
    if (process.env.PICTURES) writeFileSync(`${process.env.PICTURES}/${name}-${how}.png`, picture.png)
    return { counts, picture }
  }

  it.each(views)('looks from $name as it does in full, with a share of the triangles', async (view) => {
    const full = await look('full', view)
    const cut = await look('cut', view)
    const similarity = structuralSimilarity(full.picture, cut.picture)
    const share = cut.counts.triangles / full.counts.triangles
    console.info(
      `${view.name}: SSIM ${similarity.toFixed(3)}, ${cut.counts.triangles} of ${full.counts.triangles} triangles, ${cut.counts.draws} of ${full.counts.draws} draws`,
    )
    expect(open.problems).toEqual([])
    expect(similarity).toBeGreaterThan(view.similarity)
    expect(share).toBeLessThanOrEqual(view.share)
  })
})
