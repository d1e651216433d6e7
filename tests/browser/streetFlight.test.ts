import { build } from 'esbuild'
import { existsSync, writeFileSync } from 'node:fs'
import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bakeWorld } from '../../src/baking/bakeWorld'
import { State } from '../../src/components/state'
import { runServe } from '../../src/cli/serve'
import { writeCopies } from './copiedScene'
import { browserMissing, browserTitle, visit, type OpenPage, type Picture } from './harness'
import type { Seen } from './streetFlightPage'

const street = '../shared/data/genesis-street/street.glb'
/** Copies a side: two in CI; TERRANE_STREET=4 flies over the sixteen, 2.5 million triangles. A world that is baked already: TERRANE_STREET_WORLD=folder. */
const side = Number(process.env.TERRANE_STREET ?? 2)
const missing = existsSync(street) ? '' : `no ${street}`
if (missing) console.warn(`SKIPPED: a flight over the street, ${missing}`)
else if (side < 4) console.warn(`a flight over ${side} × ${side} streets; TERRANE_STREET=4 for 4 × 4`)
const title = `a flight over ${side} × ${side} streets in the viewer${missing && ` (SKIPPED: ${missing})`}`

const apart = [320, -304] as const
const middle = (side * apart[0]) / 2
const [width, height] = process.env.PICTURES ? [1280, 720] : [640, 360]
const patience = 200_000
const source = (path: string) => fileURLToPath(new URL(`../../src/${path}`, import.meta.url))

/** From among the benches up over the roofs, out to where all of it is a strip on the horizon, and back to the ground: seconds, metres. */
const path = [
  [0, 150, 3, -60],
  [4, middle, 40, -200],
  [7, middle, 160, 300],
  [11, middle, 90, 1000],
  [16, middle, 40, 200],
  [18, middle, 6, -100],
]

const stops = [
  { name: 'near', position: [150, 3, -60], pitch: 0, share: 0.8 / side, ground: [0.6, 0.95] },
  { name: 'middle', position: [middle, 60, -100], pitch: -0.2, share: 0.8 / side, ground: [0.45, 0.95] },
  { name: 'far', position: [middle, 220, 500], pitch: -0.25, share: 0.05, ground: [0.48, 0.6] },
] as const

describe.skipIf(browserMissing || missing)(browserTitle(title), { timeout: patience }, () => {
  let folder = ''
  let viewer: OpenPage
  const served = new AbortController()
  let ended: Promise<void>
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'terrane-street-'))
    const world = process.env.TERRANE_STREET_WORLD ?? (await bakeStreet(folder))
    await buildPage(folder)
    const csv = `t,x,y,z\n${path.map((sample) => sample.join(',')).join('\n')}\n`
    writeFileSync(join(folder, 'flight.csv'), csv)
    const url = await new Promise<string>((opened) => {
      const out = (line: string) => opened((JSON.parse(line) as { url: string }).url)
      const io = { out, err: () => {}, terminal: false }
      const options = { json: true, port: 0, viewer: folder, tour: join(folder, 'flight.csv'), signal: served.signal }
      ended = runServe(world, options, io)
    })
    viewer = await visit(`${url}#at=150,3,-60${process.env.PICTURES ? '&density=1' : ''}`, { width, height })
    await viewer.page.addScriptTag({ type: 'module', url: 'watch.js' })
    await settle()
  }, patience)
  afterAll(async () => {
    await viewer?.close()
    served.abort()
    await ended
    await rm(folder, { recursive: true, force: true })
  })

  const settle = () =>
    viewer.page.waitForFunction(
      ([queued, loading]) => {
        const figures = window.terrane?.figures()
        if (!window.watch || !figures || figures.shown === 0) return false
        return figures.tick > 60 && figures.byState[queued] + figures.byState[loading] === 0
      },
      [State.QueuedLoad, State.Loading],
      { timeout: patience, polling: 200 },
    )
  const seen = () => viewer.page.evaluate((): Seen => ({ ...window.watch!.seen }))
  const restart = () => viewer.page.evaluate(() => window.watch!.restart())
  const shareOf = (triangles: number, { fullTriangles }: Seen) => triangles / fullTriangles

  it('flies out and back on a share of its triangles, without a hole or a double', async () => {
    await restart()
    await viewer.page.keyboard.press('f')
    await viewer.page.waitForFunction(
      ([x, y, z]) => {
        const [nowX, nowY, nowZ] = window.terrane!.flight.position
        return Math.hypot(nowX - x, nowY - y, nowZ - z) < 20
      },
      [middle, 90, 1000],
      { timeout: patience, polling: 100 },
    )
    await viewer.page.waitForFunction(
      ([x, z]) => {
        const [nowX, nowY, nowZ] = window.terrane!.flight.position
        return Math.hypot(nowX - x, nowZ - z) < 20 && nowY < 12
      },
      [middle, -100],
      { timeout: patience, polling: 100 },
    )
    const flight = await seen()
    console.info(
      `${flight.frames} frames: ${flight.leastTriangles} to ${flight.mostTriangles} of ${flight.fullTriangles} triangles, ${flight.mostDraws} draws at most`,
    )
    expect([flight.holes, flight.doubles]).toEqual([0, 0])
    expect(flight.frames).toBeGreaterThan(20)
    expect(shareOf(flight.mostTriangles, flight)).toBeLessThan(0.8 / side)
    expect(shareOf(flight.leastTriangles, flight)).toBeLessThan(0.02)
    expect(viewer.problems).toEqual([])
  })

  it.each(stops)('has a full horizon from $name, on a share of the triangles, which the overlay says', async (stop) => {
    await viewer.page.evaluate(
      ({ position: [x, y, z], pitch }) => window.terrane!.jump({ position: [x, y, z], yaw: 0, pitch }),
      stop,
    )
    const most = stop.share * (await seen()).fullTriangles
    await viewer.page.waitForFunction((limit) => window.terrane!.counts().triangles < limit, most, {
      timeout: patience,
    })
    await settle()
    expect(await viewer.page.evaluate(() => window.watch!.countUncovered())).toBe(0)
    const line = viewer.page.locator('[data-panel=figures] .line', { hasText: 'Of all in full detail' })
    await expect.poll(() => line.textContent(), { timeout: 20_000 }).toMatch(/[\d.]+ % of [\d.]+[kM]$/)
    await viewer.page.keyboard.press('o')
    expect(shareOfSky(await viewer.screenshot(), stop.ground)).toBeLessThan(0.1)
    await viewer.page.keyboard.press('o')
    if (process.env.PICTURES) await keepPicture(stop.name)
    expect(viewer.problems).toEqual([])
  })

  it('paints levels over by key, each in its colour, and says how long what is there was waited for', async () => {
    const { page } = viewer
    await page.evaluate((x) => window.terrane!.jump({ position: [x, 60, -100], yaw: 0, pitch: -0.2 }), middle)
    await page.waitForTimeout(2000)
    await settle()
    const figures = page.locator('[data-panel=figures]')
    expect(await figures.textContent()).toMatch(/Asked · shown after[\d.]+ · [\d.]+ m?s/)
    for (const key of ['i', 'm']) await page.keyboard.press(key)
    const shares = async () => shareOfLevels(await viewer.screenshot())
    const plain = await shares()
    for (const key of ['y', 'c']) await page.keyboard.press(key)
    await expect.poll(shares, { timeout: 60_000 }).toSatisfy(({ lod1, far }) => lod1 > 0.03 && far > 0.03)
    expect([plain.lod1 < 0.01, plain.far < 0.01]).toEqual([true, true])
    for (const key of ['y', 'c', 'i', 'm']) await page.keyboard.press(key)
    expect(viewer.problems).toEqual([])
  })

  const keepPicture = async (name: string) => {
    await viewer.page.waitForTimeout(4000)
    writeFileSync(join(process.env.PICTURES!, `street-${name}.png`), (await viewer.screenshot()).png)
    for (const key of ['y', 'c']) await viewer.page.keyboard.press(key)
    await viewer.page.waitForTimeout(3000)
    writeFileSync(join(process.env.PICTURES!, `street-${name}-levels.png`), (await viewer.screenshot()).png)
    for (const key of ['y', 'c']) await viewer.page.keyboard.press(key)
  }
})

/** Of what should be ground, between two heights of the picture: the pavement is brown, sky and fog are a light blue. */
function shareOfSky({ at }: Picture, [from, to]: readonly [number, number]): number {
  let sky = 0
  const steps = 20
  for (let i = 0; i < steps * steps; i++) {
    const [across, down] = [0.3 + (0.4 * (i % steps)) / steps, from + ((to - from) * Math.floor(i / steps)) / steps]
    const [red, , blue] = at(Math.round(width * across), Math.round(height * down))
    if (blue > red + 12 && blue > 190) sky++
  }
  return sky / (steps * steps)
}

/** Of the picture below the horizon: LOD 1 is green, LOD 2 blue and HLODs cyan (T-21), over a brown pavement. */
function shareOfLevels({ at }: Picture): { lod1: number; far: number } {
  let [lod1, far, all] = [0, 0, 0]
  for (let y = Math.round(0.42 * height); y < height; y += 3)
    for (let x = 0; x < width; x += 3) {
      const [red, green, blue] = at(x, y)
      if (green > red + 25 && green > blue + 25) lod1++
      if (blue > red + 40 && (blue > green + 40 || Math.abs(green - blue) < 35) && red < 110) far++
      all++
    }
  return { lod1: lod1 / all, far: far / all }
}

async function bakeStreet(folder: string): Promise<string> {
  const input = join(folder, 'street.glb')
  await writeCopies(street, input, side, apart)
  const out = join(folder, 'world')
  await bakeWorld(input, { out, config: false, partition: 'quadtree', lods: 2, hlod: true })
  return out
}

async function buildPage(folder: string): Promise<void> {
  const watch = fileURLToPath(new URL('./streetFlightPage.ts', import.meta.url))
  const entryPoints = { watch, viewer: source('viewer/viewer.ts'), worker: source('workers/workerEntry.ts') }
  await build({ entryPoints, outdir: folder, bundle: true, format: 'esm', target: 'es2022', logLevel: 'silent' })
  for (const file of ['index.html', 'viewer.css']) await copyFile(source(`viewer/${file}`), join(folder, file))
}
