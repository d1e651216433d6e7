import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Lane } from '../../src/blobs/sectionBlob'
import { buildSectionBlob } from '../../src/blobs/sectionBlobBuild'
import type { SectionRecord } from '../../src/blobs/sectionRecord'
import { boxSpacing, boxTile, writeBoxes } from '../render/boxTiles'
import { browserMissing, browserTitle, openPage } from './harness'
import type { RowPage } from './meshByMeshPage'

const boxes = 40

/** A world folder of records and their payloads. */
async function writeRow(folder: string, records: readonly SectionRecord[], payloads: Readonly<Record<string, number>>) {
  await mkdir(folder)
  const blob = buildSectionBlob(records)
  const pointer = {
    ...{ format: 'terrane-world', version: 1, name: 'row' },
    sections: { path: 'sections.bin', bytes: blob.byteLength },
    manifest: { path: 'manifest.json', bytes: 0 },
  }
  await writeFile(join(folder, 'sections.bin'), new Uint8Array(blob))
  await writeFile(join(folder, 'world.json'), JSON.stringify(pointer))
  for (const [name, count] of Object.entries(payloads))
    await writeFile(join(folder, name), new Uint8Array(await writeBoxes(count)))
}

describe.skipIf(browserMissing)(browserTitle('a tile that comes mesh by mesh'), { timeout: 120_000 }, () => {
  let folder = ''
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'terrane-meshes-'))
    const coarse = { ...boxTile(boxes, 'coarse.glb'), lane: Lane.Proxy, refineDistance: 500 }
    const fine = { ...boxTile(boxes, 'row.glb'), enterRadius: 0, parent: 0 }
    await writeRow(join(folder, 'flat'), [boxTile(boxes, 'row.glb')], { 'row.glb': boxes })
    await writeRow(join(folder, 'chain'), [coarse, fine], { 'row.glb': boxes, 'coarse.glb': 2 })
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  const open = () =>
    openPage({
      entry: new URL('./meshByMeshPage.ts', import.meta.url),
      folders: { '/world/': folder },
      modules: { '/worker.js': new URL('../../src/workers/workerEntry.ts', import.meta.url) },
      ...{ width: 320, height: 160 },
    })

  it('shows the nearest meshes first, each as soon as it is whole, then all', async () => {
    const { page, problems, screenshot, close } = await open()
    const run = async (until: number) =>
      page.evaluate(
        async ([count, spacing, end]) => {
          const opened = window as unknown as RowPage & { row?: Awaited<ReturnType<RowPage['openRow']>> }
          const row = (opened.row ??= await opened.openRow('/world/flat/', 400, count, spacing))
          const seen: { drawn: boolean[]; visual: string; shown: boolean; partsDone: number }[] = []
          for (let frame = 0; frame < 2000; frame++) {
            const drawn = await row.frame()
            const { visual, shown, partsDone } = row.status(0)
            seen.push({ drawn, visual, shown, partsDone })
            if (shown || partsDone >= end) break
          }
          return seen
        },
        [boxes, boxSpacing, until] as const,
      )
    const early = await run(9)
    if (process.env.PICTURES) await writeFile(join(process.env.PICTURES, 'some.png'), (await screenshot()).png)
    const late = await run(Infinity)
    if (process.env.PICTURES) await writeFile(join(process.env.PICTURES, 'all.png'), (await screenshot()).png)
    for (const { drawn, shown, partsDone } of [...early, ...late])
      expect(drawn).toEqual(drawn.map((_, box) => shown || box >= boxes - partsDone))
    expect(early.at(-1)!.partsDone).toBeLessThan(boxes / 2)
    expect(new Set([...early, ...late].map(({ visual }) => visual))).toEqual(
      new Set(['empty', 'partial', 'usable', 'complete']),
    )
    expect(problems).toEqual([])
    await close()
  })

  it('does not show in part where a coarser picture stands, and takes its place when it is whole', async () => {
    const { page, problems, close } = await open()
    const seen = await page.evaluate(
      async ([count, spacing]) => {
        const row = await (window as unknown as RowPage).openRow('/world/chain/', 1000, count, spacing)
        const seen: string[] = []
        for (let frame = 0; frame < 2000 && !row.status(1).shown; frame++) {
          await row.frame()
          if (row.status(0).shown) row.moveTo(400)
          const [coarse, fine] = [row.status(0), row.status(1)]
          const line = `${coarse.shown ? 'coarse' : ''}${fine.partShown ? 'part' : ''}${fine.shown ? 'fine' : ''} ${row.draws()}`
          if (seen.at(-1) !== line) seen.push(line)
        }
        return seen
      },
      [boxes, boxSpacing],
    )
    expect(seen).toEqual([' 0', 'coarse 2', 'fine 40'])
    expect(problems).toEqual([])
    await close()
  })
})
