import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bakeWorld } from '../../src/baking/bakeWorld'
import type { ViewerHandle } from '../../src/viewer/viewer'
import { createInput, writeInput } from '../baking/inputs'
import { browserMissing, browserTitle, openPage, type OpenPage } from './harness'

type Handle = { terrane: ViewerHandle }

/** Cells along each side, and metres. The visitor stands in the middle. */
const [cells, cell] = [12, 32]
const middle = (cells * cell) / 2
const [width, height] = [320, 180]
const patience = 150_000

const module = (path: string) => new URL(path, import.meta.url)

/** A plain with a block on every cell, of one colour to the north of the visitor and another to the south. */
async function writeTown(folder: string): Promise<string> {
  const input = createInput()
  const colors = { north: [0.7, 0.15, 0.1, 1], south: [0.1, 0.2, 0.75, 1] } as const
  const sides = Object.entries(colors).map(([name, color]) => {
    const material = input.material(name).setBaseColorFactor([...color])
    return [input.box(`block ${name}`, [12, 14, 12], material), input.box(`ground ${name}`, [cell, 1, cell], material)]
  })
  for (let i = 0; i < cells * cells; i++) {
    const [x, z] = [(i % cells) + 0.5, Math.floor(i / cells) + 0.5].map((at) => at * cell)
    const [block, ground] = sides[z < middle ? 0 : 1]
    input.node(`Block ${i}`, block, [x, 7, z])
    input.node(`Ground ${i}`, ground, [x, -0.5, z])
  }
  return writeInput(input, folder)
}

describe.skipIf(browserMissing)(browserTitle('a tiled scene in the viewer'), { timeout: patience }, () => {
  let folder = ''
  let html = ''
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'terrane-tiled-'))
    await bakeWorld(await writeTown(folder), { out: join(folder, 'world'), cell })
    const page = await readFile(module('../../src/viewer/index.html'), 'utf8')
    const css = await readFile(module('../../src/viewer/viewer.css'), 'utf8')
    html = `<style>${css}</style>${page.slice(page.indexOf('<body>') + 6, page.indexOf('</body>'))}`
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  const open = (query: string) =>
    openPage({
      ...{ entry: module('../../src/viewer/viewer.ts'), html, width, height },
      folders: { '/world/': join(folder, 'world') },
      modules: { '/worker.js': module('../../src/workers/workerEntry.ts') },
      query: `#at=${middle},9,${middle}&yaw=0${query}`,
    })

  /** Waits until the curtain is open and nothing is on its way; then where the loaded cells are: north of the visitor, and south. */
  const settled = async ({ page }: OpenPage) => {
    await page.waitForFunction(
      () => {
        const figures = (window as unknown as Partial<Handle>).terrane?.figures()
        const open = document.querySelector('#curtain.open')
        return open && figures && figures.shown > 0 && figures.byState[1] + figures.byState[2] === 0
      },
      null,
      { timeout: patience, polling: 200 },
    )
    return page.evaluate((z) => {
      const { world, figures } = (window as unknown as Handle).terrane
      const { live, table } = world.terrane
      let [north, south] = [0, 0]
      for (const s of live.order.subarray(0, live.count))
        if (live.state[s] === 3 && table.bounds[6 * live.row[s] + 5] < z - 40) north++
        else if (live.state[s] === 3 && table.bounds[6 * live.row[s] + 2] > z + 40) south++
      const { gatedByView, shown, unloads } = figures()
      return { north, south, gatedByView, shown, unloads }
    }, middle)
  }

  const keep = async (name: string, { screenshot }: OpenPage) => {
    const picture = await screenshot()
    if (process.env.PICTURES) await writeFile(join(process.env.PICTURES, `${name}.png`), picture.png)
    return picture
  }

  it('begins what is in view, keeps it while the camera turns, and loads what was behind', async () => {
    const viewer = await open('&overlay=0&tiled=1')
    const before = await settled(viewer)
    expect(before.north).toBeGreaterThan(8)
    expect([before.south, before.gatedByView > 8]).toEqual([0, true])
    const [ahead, ground] = await keep('tiled-before', viewer).then(({ at }) => [at(60, 60), at(6, 172)])
    for (const [red, , blue] of [ahead, ground]) expect(red).toBeGreaterThan(blue)
    const seen = await viewer.page.evaluate(async () => {
      const { flight, figures } = (window as unknown as Handle).terrane
      const seen: { shown: number; gatedByView: number }[] = []
      for (let step = 0; step <= 90; step++) {
        flight.yaw = (Math.PI * step) / 90
        await new Promise(requestAnimationFrame)
        const { shown, gatedByView } = figures()
        seen.push({ shown, gatedByView })
      }
      return seen
    })
    const counts = seen.map(({ shown }) => shown)
    expect(counts).toEqual([...counts].sort((a, b) => a - b))
    expect(new Set(seen.map(({ gatedByView }) => gatedByView)).size).toBeGreaterThan(3)
    await keep('tiled-turning', viewer)
    const after = await settled(viewer)
    expect(after.south).toBeGreaterThan(8)
    expect([after.north, after.unloads]).toEqual([before.north, 0])
    const [south] = await keep('tiled-after', viewer).then(({ at }) => [at(60, 60)])
    expect(south[2]).toBeGreaterThan(south[0])
    expect(viewer.problems).toEqual([])
    await viewer.close()
  })

  it('says which budget is in force and why; another one in the address counts at once', async () => {
    const viewer = await open('&tiled=1&panels=figures')
    await settled(viewer)
    const budget = (mebibytes: number, why: string) =>
      viewer.page.waitForFunction(
        ([bytes, words]) => {
          const { world } = (window as unknown as Handle).terrane
          const text = [...document.querySelectorAll('*')].map(({ shadowRoot }) => shadowRoot?.textContent ?? '').join()
          return world.terrane.ledger.budgetBytes === bytes && text.includes(`Budget${words}`)
        },
        [mebibytes * 2 ** 20, why] as const,
        { timeout: patience, polling: 200 },
      )
    const gibibytes = await viewer.page.evaluate(() => (navigator as { deviceMemory?: number }).deviceMemory)
    await budget(
      gibibytes ? Math.min(2048, 128 * gibibytes) : 512,
      gibibytes ? `for a machine of ${gibibytes} GiB` : 'for a machine that hides its memory',
    )
    await keep('tiled-budget', viewer)
    await viewer.page.evaluate(() => void (location.hash = '#budget=3'))
    await budget(3, 'as asked for')
    expect(viewer.problems).toEqual([])
    await viewer.close()
  })

  it('control: without the flag everything around is loaded, whichever way the camera looks', async () => {
    const viewer = await open('&overlay=0')
    const { north, south, gatedByView } = await settled(viewer)
    expect(Math.abs(north - south)).toBeLessThanOrEqual(2)
    expect([south > 8, gatedByView]).toEqual([true, 0])
    expect(viewer.problems).toEqual([])
    await viewer.close()
  })
})
