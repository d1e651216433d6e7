import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bakeWorld } from '../../src/baking/bakeWorld'
import { State } from '../../src/components/state'
import type { ViewerHandle } from '../../src/viewer/viewer'
import { createInput, writeInput } from '../baking/inputs'
import { browserMissing, browserTitle, openPage, type OpenPage } from './harness'

/** Boxes a side, and how far apart, metres: one section each. */
const [side, apart] = [5, 64]
const [width, height] = [1280, 720]
const patience = 150_000

const module = (path: string) => new URL(path, import.meta.url)

type Handle = { terrane: ViewerHandle }

/** The overlay of the viewer, over a yard of boxes, one of which cannot be loaded. */
describe.skipIf(browserMissing)(browserTitle('the overlay'), { timeout: patience }, () => {
  let folder = ''
  let viewer: OpenPage
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'terrane-overlay-'))
    await bakeYard(folder)
    viewer = await openViewer('#at=160,30,330&yaw=0&pitch=-14&density=0.5')
  }, patience)
  afterAll(async () => {
    await viewer?.close()
    await rm(folder, { recursive: true, force: true })
  })

  const openViewer = async (query: string) => {
    const html = await readFile(module('../../src/viewer/index.html'), 'utf8')
    const css = await readFile(module('../../src/viewer/viewer.css'), 'utf8')
    const opened = await openPage({
      entry: module('../../src/viewer/viewer.ts'),
      html: `<style>${css}</style>${html.slice(html.indexOf('<body>') + 6, html.indexOf('</body>'))}`,
      folders: { '/world/': join(folder, 'world') },
      modules: { '/worker.js': module('../../src/workers/workerEntry.ts') },
      width,
      height,
      query,
    })
    await opened.page.waitForFunction(
      ([error]) => {
        const figures = (window as Partial<Handle>).terrane?.figures()
        return figures !== undefined && figures.shown > 10 && figures.byState[error] > 0
      },
      [State.Error],
      { timeout: patience, polling: 200 },
    )
    await opened.page.waitForSelector('#curtain.open', { state: 'attached' })
    return opened
  }
  const panel = (id: string) => viewer.page.locator(`[data-panel=${id}]`)
  const openPanels = () => viewer.page.evaluate(() => (window as unknown as Handle).terrane.overlay.openPanels())
  const selected = () => viewer.page.evaluate(() => (window as unknown as Handle).terrane.overlay.selected)
  const keep = async (name: string) => {
    if (process.env.PICTURES) writeFileSync(join(process.env.PICTURES, `${name}.png`), (await viewer.screenshot()).png)
  }

  it('has a panel for every question, each with a key and a button', async () => {
    const { page } = viewer
    expect(await openPanels()).toEqual(['figures', 'map'])
    for (const key of ['u', 't', 'z', 'k', 'l']) await page.keyboard.press(key)
    expect(await openPanels()).toEqual(['figures', 'map', 'queues', 'timeline', 'late', 'cooldowns', 'scene'])
    expect(await panel('figures').textContent()).toMatch(/Shown · desired · all\d+ · \d+ · \d+/)
    await page.waitForFunction(
      () =>
        document.querySelector('[data-terrane=overlay]')?.shadowRoot?.querySelectorAll('.uplot canvas').length === 3,
    )
    expect(await panel('timeline').textContent()).toMatch(/Desired\d+.*Loaded\d+.*Resident/)
    await keep('overlay-panels')
    for (const id of ['queues', 'timeline', 'late', 'scene']) await panel(id).getByLabel('Close').click()
    expect(await openPanels()).toEqual(['figures', 'map', 'cooldowns'])
    await page.keyboard.press('?')
    expect(await page.textContent('#help')).toMatch(/M.*map.*B.*bounds of sections/s)
    await page.keyboard.press('Escape')
  })

  it('cuts no line of its figures, however long: the value goes below its name', async () => {
    const cut = await panel('figures').evaluate((element) => {
      const values = [...element.querySelectorAll<HTMLElement>('.block > .line > :last-child')]
      for (const value of values) value.textContent = '1234 + 567 in part · 2345 · 12.4k'
      return values.filter((value) => value.scrollWidth > value.clientWidth).map((value) => value.textContent)
    })
    expect(cut).toEqual([])
    await keep('overlay-long-lines')
  })

  it('lists what cools down with its error, and tries it again at a click', async () => {
    const { page } = viewer
    const row = panel('cooldowns').locator('.row:visible').first()
    expect(await row.getAttribute('title')).toMatch(/404/)
    const failures = () => page.evaluate(() => (window as unknown as Handle).terrane.figures().failures)
    const before = await failures()
    await panel('cooldowns').getByText('Try all again now').click()
    await page.waitForFunction((known) => (window as unknown as Handle).terrane.figures().failures > known, before, {
      timeout: patience,
      polling: 200,
    })
    await row.click()
    expect(await panel('section').locator('.sentence').textContent()).toMatch(
      /failed \d+ times? and tries again in|404/,
    )
    await page.keyboard.press('Escape')
    expect(await openPanels()).not.toContain('section')
    expect(await selected()).toBe(null)
  })

  it('explains what is clicked: on the map, in the picture, and ahead by key', async () => {
    const { page } = viewer
    await panel('map')
      .locator('canvas')
      .click({ position: { x: 152, y: 60 } })
    const onMap = await selected()
    expect(onMap).not.toBe(null)
    expect(await panel('section').locator('.sentence').textContent()).toMatch(/^".+" (is|has|waits|failed)/)
    await page.waitForFunction(() => location.hash.includes('panels=') && location.hash.includes('select='))
    await page.keyboard.press('Escape')
    await page.mouse.click(width / 2, height * 0.62)
    const inPicture = await selected()
    expect(inPicture).not.toBe(null)
    await page.keyboard.press('Escape')
    await page.keyboard.press('x')
    expect(await selected()).not.toBe(null)
    expect(await panel('section').textContent()).toMatch(
      /Memory.*CPU.*GPU.*Payload.*Seconds after it was wanted: .*shown/,
    )
    await keep('overlay-explained')
  })

  it('draws bounds in the picture, labels over it, and goes where the map is shift-clicked', async () => {
    const { page } = viewer
    await page.keyboard.press('Escape')
    const plain = await viewer.screenshot()
    for (const key of ['b', 'r', 'n']) await page.keyboard.press(key)
    const labels = page.locator('.label:visible')
    await labels.first().waitFor({ timeout: patience })
    expect(await labels.allTextContents()).toContainEqual(expect.stringMatching(/^(Loaded|Desired|Loading|Cooldown)/))
    await page.waitForTimeout(800)
    const lined = await viewer.screenshot()
    await keep('overlay-gizmos')
    expect(countGreen(lined)).toBeGreaterThan(countGreen(plain) + 100)
    for (const key of ['b', 'r', 'n']) await page.keyboard.press(key)
    const from = await page.evaluate(() => [...(window as unknown as Handle).terrane.flight.position])
    await panel('map')
      .locator('canvas')
      .click({ position: { x: 152, y: 90 }, modifiers: ['Shift'] })
    const to = await page.evaluate(() => [...(window as unknown as Handle).terrane.flight.position])
    expect(to[2]).toBeLessThan(from[2] - 5)
    expect(to[1]).toBe(from[1])
  })

  it('lists the faults of the world and of a dropped authoring file, marks offenders, and shows what it would correct', async () => {
    const { page } = viewer
    await page.keyboard.press('g')
    const faults = panel('faults')
    await faults.getByText(/\d+ (error|warning)|no fault/).waitFor({ timeout: patience })
    await keep('overlay-faults-world')
    await page.evaluate(() => {
      const quay = { name: 'cell_1_1', content: 'quay.glb', enterRadius: 120, exitRadius: 80 }
      const pier = { name: 'cell_2_1', content: 'pier.glb', enterRadius: 120, priority: 12 }
      const text = JSON.stringify({ format: 'terrane-authoring', version: 1, sections: [quay, pier] })
      const dataTransfer = new DataTransfer()
      dataTransfer.items.add(new File([text], 'quays.json'))
      window.dispatchEvent(new DragEvent('drop', { dataTransfer, cancelable: true }))
    })
    await faults.getByText('quays.json: 2 errors').waitFor({ timeout: patience })
    const cells = () => faults.locator('.row:visible span:nth-of-type(3)').allTextContents()
    expect(await cells()).toEqual(['cell_1_1', 'cell_2_1'])
    for (let i = 0; i < 2; i++) await faults.getByText('Section', { exact: true }).click()
    expect(await cells()).toEqual(['cell_2_1', 'cell_1_1'])
    await faults.locator('.row:visible').first().click()
    expect(await faults.locator('.sentence').textContent()).toMatch(/^"cell_2_1": .*\[priority-range\]$/)
    const revision = () => page.evaluate(() => (window as unknown as Handle).terrane.overlay.pictureRevision)
    const before = await revision()
    await faults.getByText('Select offenders').click()
    await page.waitForFunction((known) => (window as unknown as Handle).terrane.overlay.pictureRevision > known, before)
    await faults.getByText('Fix common issues').click()
    await faults.getByText('Download quays.json').waitFor()
    expect(await faults.locator('textarea').inputValue()).toContain('"cell_2_1": priority 12 → 8 [priority-range]')
    await page.waitForTimeout(800)
    await keep('overlay-faults')
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      faults.getByText('Download quays.json').click(),
    ])
    expect(await readFile(await download.path(), 'utf8')).toContain('"priority":8')
    await page.keyboard.press('Escape')
    await page.keyboard.press('g')
    expect(await openPanels()).not.toContain('faults')
  })

  it('previews a path for every profile: drawn on its map, or read from a file; a missing place is a click away', async () => {
    const { page } = viewer
    await page.keyboard.press('4')
    const preview = panel('preview')
    const map = preview.locator('canvas')
    await map.click({ position: { x: 140, y: 200 } })
    expect(await preview.getByRole('status').textContent()).toBe('One more point makes a path')
    await map.click({ position: { x: 140, y: 40 } })
    await preview.getByText('Peak memory').waitFor({ timeout: patience })
    expect(await preview.textContent()).toMatch(/Drawn path · [\d.]+ s.*conservative.*default.*aggressive.*Peak memory/)
    expect(await preview.getByLabel('Load order').getByRole('option').first().textContent()).toMatch(
      /cell_\d_\d\d+\.\d–\d+\.\d/,
    )
    await keep('overlay-preview')
    const row = preview.getByLabel('Missing').getByRole('option').first()
    const from = await page.evaluate(() => [...(window as unknown as Handle).terrane.flight.position])
    await row.click()
    const to = await page.evaluate(() => [...(window as unknown as Handle).terrane.flight.position])
    expect(to).not.toEqual(from)
    const file = (buffer: string) => ({ name: 'walk.csv', mimeType: 'text/csv', buffer: Buffer.from(buffer) })
    await preview.locator('input[type=file]').setInputFiles(file('t,x,y,z\n0,160,2,160\n1,160,2\n'))
    await preview.getByText('walk.csv:3: 3 values').waitFor({ timeout: patience })
    await preview.locator('input[type=file]').setInputFiles(file('t,x,y,z\n0,160,2,160\n4,160,2,200\n'))
    await preview.getByText(/^walk.csv · 4.0 s$/).waitFor({ timeout: patience })
    await page.keyboard.press('4')
  })

  it('puts the health report on the clipboard, or shows it where the page may not', async () => {
    const { page } = viewer
    await page.evaluate(() => {
      const written = { text: '' }
      Object.assign(window, { written })
      const writeText = (text: string) => ((written.text = text), Promise.resolve())
      Object.defineProperty(navigator, 'clipboard', { value: { writeText }, configurable: true })
    })
    const button = panel('figures').locator('button.wide')
    await button.click()
    await page.waitForFunction(() => (window as unknown as { written: { text: string } }).written.text !== '')
    const text = await page.evaluate(() => (window as unknown as { written: { text: string } }).written.text)
    expect(text).toContain('404')
    await page.evaluate(() => Object.defineProperty(navigator, 'clipboard', { value: undefined, configurable: true }))
    await button.click()
    expect(await panel('figures').locator('textarea').inputValue()).toContain('404')
  })

  it('shows whoever follows the link the same, and does nothing while closed', async () => {
    const { page } = viewer
    await page.evaluate(() => (location.hash = '#panels=queues,map&select=cell_1_1&labels=1&color=level'))
    await page.waitForFunction(() => (window as unknown as Handle).terrane.overlay.selected !== null)
    expect(await openPanels()).toEqual(['map', 'section', 'queues'])
    expect(await panel('section').textContent()).toContain('cell_1_1')
    expect(await page.evaluate(() => (window as unknown as Handle).terrane.overlay.choice)).toMatchObject({
      labels: true,
      colorBy: 'level',
    })
    await page.keyboard.press('o')
    const mutations = await page.evaluate(async () => {
      const root = document.querySelector('[data-terrane=overlay]')?.shadowRoot as ShadowRoot
      const seen = { count: 0 }
      const observer = new MutationObserver((records) => (seen.count += records.length))
      observer.observe(root, { subtree: true, childList: true, attributes: true, characterData: true })
      await new Promise((done) => setTimeout(done, 900))
      return seen.count
    })
    expect(mutations).toBe(0)
    expect(viewer.problems.filter((text) => !text.includes('404'))).toEqual([])
  })
})

/** Pixels in the colour of what is loaded. */
function countGreen({ width: wide, height: high, at }: Awaited<ReturnType<OpenPage['screenshot']>>): number {
  let count = 0
  for (let y = 0; y < high; y += 2)
    for (let x = 280; x < wide - 320; x++) {
      const [r, g, b] = at(x, y)
      if (g > r + 60 && g > b + 30) count++
    }
  return count
}

async function bakeYard(folder: string): Promise<void> {
  const input = createInput()
  const box = input.box('box', [20, 14, 20], input.material('stone'))
  for (let i = 0; i < side * side; i++)
    input.node(`box ${i}`, box, [apart * (i % side) + apart / 2, 7, apart * Math.floor(i / side) + apart / 2])
  const yard = await writeInput(input, folder, 'yard.glb')
  await bakeWorld(yard, { out: join(folder, 'world'), cell: apart, enterRadius: 300 })
  const payloads = join(folder, 'world', 'payloads')
  const [first] = (await readdir(payloads)).sort()
  await rm(join(payloads, first))
}
