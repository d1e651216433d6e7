import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cityTour, layoutOf, tourCsv, writeCity } from '../../examples/city/city'
import { bakeWorld } from '../../src/baking/bakeWorld'
import { State } from '../../src/components/state'
import { component } from '../../src/schema/component'
import { f32 } from '../../src/schema/fields'
import type { ViewerHandle } from '../../src/viewer/viewer'
import { createInput, writeInput } from '../baking/inputs'
import { browserMissing, browserTitle, openPage, type OpenPage, type Picture } from './harness'

const city = { seed: 3, size: 640 }
const [width, height] = [480, 270]
/** The processor draws here, and others may be using it. */
const patience = 150_000

const module = (path: string) => new URL(path, import.meta.url)

/** index.html without what names its script: the harness brings its own. */
async function pageBody(): Promise<string> {
  const html = await readFile(module('../../src/viewer/index.html'), 'utf8')
  const css = await readFile(module('../../src/viewer/viewer.css'), 'utf8')
  return `<style>${css}</style>${html.slice(html.indexOf('<body>') + 6, html.indexOf('</body>'))}`
}

type Handle = { terrane?: ViewerHandle }

describe.skipIf(browserMissing)(browserTitle('the viewer'), { timeout: patience }, () => {
  let folder = ''
  let html = ''
  beforeAll(async () => {
    html = await pageBody()
    folder = await mkdtemp(join(tmpdir(), 'terrane-viewer-'))
    await writeFile(join(folder, 'city.glb'), await writeCity(city))
    await bakeWorld(join(folder, 'city.glb'), { out: join(folder, 'world'), enterRadius: 96 })
    await writeFile(join(folder, 'world', 'tour.csv'), tourCsv(cityTour(layoutOf(city))))
  }, patience)
  afterAll(() => rm(folder, { recursive: true, force: true }))

  const open = (query: string, folders: Record<string, string> = { '/world/': join(folder, 'world') }) =>
    openPage({
      entry: module('../../src/viewer/viewer.ts'),
      html,
      folders,
      modules: { '/worker.js': module('../../src/workers/workerEntry.ts') },
      width,
      height,
      query,
    })

  /** Waits until everything wanted is there, and looks. */
  const settled = async ({ page }: OpenPage) => {
    await page.waitForFunction(
      ([queued, loading]) => {
        const figures = (window as Handle).terrane?.figures()
        return figures !== undefined && figures.shown > 0 && figures.byState[queued] + figures.byState[loading] === 0
      },
      [State.QueuedLoad, State.Loading],
      { timeout: patience, polling: 200 },
    )
    return page.evaluate(() => {
      const { figures, counts } = (window as Handle).terrane as ViewerHandle
      return { ...figures(), byState: [...figures().byState], submitted: counts().submitted }
    })
  }

  const keep = (name: string, { png }: Picture) => {
    if (process.env.PICTURES) writeFileSync(join(process.env.PICTURES, `${name}.png`), png)
  }

  it('opens at the authored focus, with a city in the picture', async () => {
    const viewer = await open('#overlay=0')
    const figures = await settled(viewer)
    expect(figures.byState[State.Error]).toBe(0)
    expect(figures.shown).toBeGreaterThan(10)
    expect(figures.loads).toBeLessThan(figures.sections)
    await viewer.page.waitForSelector('#curtain.open', { state: 'attached' })
    await viewer.page.waitForFunction(() => ((window as Handle).terrane?.counts().submitted ?? 0) > 5)
    await viewer.page.waitForFunction(() => getComputedStyle(document.getElementById('curtain')!).opacity === '0')
    const picture = await viewer.screenshot()
    keep('viewer-start', picture)
    const [sky, street] = [picture.at(300, 4), picture.at(300, 250)]
    expect(sky[2]).toBeGreaterThan(sky[0] + 20)
    expect(Math.abs(street[2] - street[0])).toBeLessThan(40)
    expect(await viewer.page.textContent('[data-terrane=badge]', { strict: true })).toBe('')
    expect(
      await viewer.page.evaluate(() => document.querySelector('[data-terrane=badge]')?.shadowRoot?.textContent),
    ).toMatch(/^Desired\d+Loading0Loaded\d+Failed0$/)
    expect(viewer.problems).toEqual([])
    await viewer.close()
  })

  it('loads and unloads as it is flown, by keys and by jumps', async () => {
    const viewer = await open('#overlay=0')
    const before = await settled(viewer)
    const from = await viewer.page.evaluate(() => [...(window as Handle).terrane!.flight.position])
    await viewer.page.keyboard.down('KeyW')
    await viewer.page.waitForFunction((z) => (window as Handle).terrane!.flight.position[2] < z - 4, from[2])
    await viewer.page.keyboard.up('KeyW')
    await viewer.page.evaluate(() => (window as Handle).terrane!.jump({ position: [0, 30, -60], yaw: 1, pitch: -0.2 }))
    await viewer.page.waitForFunction(
      ([loads, unloads]) => {
        const figures = (window as Handle).terrane!.figures()
        return figures.loads > loads && figures.unloads > unloads
      },
      [before.loads, before.unloads],
      { timeout: patience, polling: 200 },
    )
    const after = await settled(viewer)
    expect(after.byState[State.Error] + after.failures).toBe(0)
    keep('viewer-jumped', await viewer.screenshot())
    await viewer.page.waitForFunction(() => location.hash.includes('at=0.0,30.0,-60.0'))
    expect(await viewer.page.evaluate(() => location.hash)).toContain('overlay=0')
    expect(viewer.problems).toEqual([])
    await viewer.close()
  })

  it('follows the tour beside the world, and lets go when it is steered', async () => {
    const viewer = await open('#path=world/tour.csv')
    await settled(viewer)
    const start = cityTour(layoutOf(city))[0]
    await viewer.page.waitForFunction(
      ([x, z]) => {
        const [nowX, , nowZ] = (window as Handle).terrane!.flight.position
        return Math.hypot(nowX - x, nowZ - z) > 20
      },
      [start.x, start.z],
      { timeout: patience, polling: 200 },
    )
    await viewer.page.keyboard.press('KeyS', { delay: 400 })
    await viewer.page.waitForTimeout(1500)
    const stands = await viewer.page.evaluate(() => [...(window as Handle).terrane!.flight.position])
    await viewer.page.waitForTimeout(1000)
    expect(await viewer.page.evaluate(() => [...(window as Handle).terrane!.flight.position])).toEqual(
      stands.map((value) => expect.closeTo(value, 1)),
    )
    expect(viewer.problems).toEqual([])
    await viewer.close()
  })

  it('answers its keys: overlay, bounds, rings, pause, help, home', async () => {
    const viewer = await open('')
    await settled(viewer)
    await viewer.page.waitForSelector('#curtain.open', { state: 'attached' })
    const isOpen = () => viewer.page.evaluate(() => (window as Handle).terrane?.overlay.isOpen)
    expect(await isOpen()).toBe(true)
    await viewer.page.keyboard.press('o')
    expect(await isOpen()).toBe(false)
    await viewer.page.keyboard.press('?')
    expect(await viewer.page.isVisible('#help')).toBe(true)
    await viewer.page.keyboard.press('Escape')
    expect(await viewer.page.isVisible('#help')).toBe(false)
    for (const key of ['o', 'b', 'r']) await viewer.page.keyboard.press(key)
    await viewer.page.keyboard.press('p')
    expect(await viewer.page.textContent('#notice')).toBe('Pause on')
    await viewer.page.waitForTimeout(300)
    const tick = await viewer.page.evaluate(() => (window as Handle).terrane!.figures().tick)
    await viewer.page.waitForTimeout(300)
    expect(await viewer.page.evaluate(() => (window as Handle).terrane!.figures().tick)).toBe(tick)
    keep('viewer-gizmos', await viewer.screenshot())
    expect(viewer.problems).toEqual([])
    await viewer.close()
  })

  it('draws what moves in a world, whatever components its entities have', async () => {
    const input = createInput()
    input.node('floor', input.box('floor', [20, 1, 20]))
    const cart = input.node('cart', input.box('cart', [4, 4, 4]), [0, 3, 0])
    cart.setExtras({ terrane_role: 'dynamic', terrane_Door_angle: 1 })
    const yard = await writeInput(input, folder, 'yard.glb')
    const config = { components: [component('Door', { angle: f32 })] }
    await bakeWorld(yard, { out: join(folder, 'yard'), config })
    const viewer = await open('', { '/world/': join(folder, 'yard') })
    await settled(viewer)
    await viewer.page.waitForFunction(() => ((window as Handle).terrane?.counts().copies ?? 0) === 1)
    keep('viewer-figure', await viewer.screenshot())
    expect(viewer.problems).toEqual([])
    await viewer.close()
  })

  it('says on the page what is missing', async () => {
    const viewer = await open('', {})
    await viewer.page.waitForSelector('#fault:not([hidden])')
    expect(await viewer.page.textContent('#fault')).toMatch(/world\/world\.json answered 404.*\[network\]$/)
    keep('viewer-fault', await viewer.screenshot())
    await viewer.close()
  })
})
