import { writeFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { writeCity } from '../../examples/city/city'
import { bakeWorld } from '../../src/baking/bakeWorld'
import { sectionName, type SectionTable } from '../../src/blobs/sectionBlob'
import { runServe } from '../../src/cli/serve'
import { openWorld } from '../../src/openWorld'
import { advanceReplay, createReplay, readRecording, type Replay } from '../../src/replay'
import { readText } from '../../src/cli/openInput'
import { directorySource } from '../../src/sources/directorySource'
import type { ViewerHandle } from '../../src/viewer/viewer'
import { run } from '../cli/captured'
import { buildViewer } from './builtViewer'
import { browserMissing, browserTitle, visit, type OpenPage, type Picture } from './harness'

const patience = 200_000
const [width, height] = [1280, 720]
/** Height of the picture: the strip with the slider lies below it. */
const pictureHeight = 634

type Handle = { terrane: ViewerHandle & { replay: NonNullable<ViewerHandle['replay']> } }

/** One along a street, and at 4.5 s at once to another one; and one who goes slowly where the first began. */
const walk = `t,x,y,z,focus
0,-128,8,-150,walker
4,-128,8,-30,walker
4.5,128,8,120,walker
8,128,8,20,walker
10,128,8,-40,walker
${Array.from({ length: 11 }, (_, second) => `${second},${second - 120},8,-150,guard`).join('\n')}
`

describe.skipIf(browserMissing)(browserTitle('a recording in the viewer'), { timeout: patience }, () => {
  let folder = ''
  let url = ''
  let table: SectionTable
  let viewer: OpenPage
  const stop = new AbortController()
  const file = (name: string) => join(folder, name)
  let served = Promise.resolve()

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'terrane-replay-'))
    const made = buildViewer(folder)
    await writeFile(file('city.glb'), await writeCity({ seed: 3, size: 384 }))
    await bakeWorld(file('city.glb'), { out: file('world'), enterRadius: 128 })
    await writeFile(file('walk.csv'), walk)
    const flags = ['--path', file('walk.csv'), '--fail', '0.1', '--latency-ms', '150', '--mbps', '30']
    const recorded = await run('simulate', file('world'), ...flags, '--record', file('walk.jsonl'))
    expect(recorded.err).toBe('')
    await made
    table = (await openWorld(directorySource(file('world')))).table
    url = await new Promise<string>((said) => {
      const io = { out: (text: string) => said(text), err: () => {}, terminal: false }
      const options = { replay: file('walk.jsonl'), viewer: folder, port: 0, json: true, signal: stop.signal }
      served = runServe(file('world'), options, io)
    }).then((text) => (JSON.parse(text) as { url: string }).url)
    viewer = await visit(`${url}#t=2&density=0.5`, { width, height })
    await there()
    await viewer.page.waitForSelector('#curtain.open', { state: 'attached' })
  }, patience)
  afterAll(async () => {
    await viewer?.close()
    stop.abort()
    await served
    await rm(folder, { recursive: true, force: true })
  })

  const replay = <Result>(read: (replay: Handle['terrane']['replay']) => Result) =>
    viewer.page.evaluate(`(${read.toString()})(window.terrane.replay)`) as Promise<Result>
  const there = () =>
    viewer.page.waitForFunction(() => (window as Partial<Handle>).terrane?.replay?.there, null, {
      timeout: patience,
      polling: 50,
    })
  const seek = async (seconds: number) => {
    await viewer.page.evaluate((to) => (window as unknown as Handle).terrane.replay.seek(to), seconds)
    await there()
  }
  const keep = async (name: string) => {
    if (process.env.PICTURES) writeFileSync(join(process.env.PICTURES, `${name}.png`), (await viewer.screenshot()).png)
  }
  /** The picture once it has been drawn with every pixel. */
  const picture = async () => {
    await viewer.page.waitForTimeout(1500)
    return viewer.screenshot()
  }
  const straightTo = async (seconds: number): Promise<Replay> => {
    const straight = createReplay(table, readRecording(await readText(file('walk.jsonl')), 'walk.jsonl'))
    const { clock, settings } = straight.world.terrane
    while (clock.tick / settings.tickHz < seconds) advanceReplay(straight)
    return straight
  }
  /** Names of what is shown; of all kinds, or of what is drawn alone. */
  const shownBy = ({ world }: Replay, drawn = false) => {
    const { live } = world.terrane
    const isMeant = (row: number) => !drawn || table.info.kinds[table.kind[row]] === 'mesh'
    const shown = [...live.order.subarray(0, live.count)].filter((s) => live.shown[s] && isMeant(live.row[s]))
    return shown.map((s) => sectionName(table, live.row[s])).sort()
  }

  it('opens at the time of its link, paused, where the recorded focus was', async () => {
    expect(await replay(({ seconds, playing, riding }) => ({ seconds, playing, riding }))).toEqual({
      seconds: 2,
      playing: false,
      riding: 1,
    })
    const position = await viewer.page.evaluate(() => [...(window as unknown as Handle).terrane.flight.position])
    expect([position[0], position[1]]).toEqual([-128, 8])
    expect(Math.abs(position[2] + 90)).toBeLessThan(1)
    await picture()
    await keep('replay-opened')
  })

  it('shows at any moment, forward and back, what a straight replay shows then, and draws just that', async () => {
    for (const seconds of [6, 3.25, 9.5, 0.5, 6]) {
      await seek(seconds)
      const [shown, drawn] = [await replay((now) => now.shown()), await replay((now) => now.drawn())]
      const straight = await straightTo(seconds)
      expect(shown, `${seconds} s`).toEqual(shownBy(straight))
      expect(drawn, `${seconds} s`).toEqual(shownBy(straight, true))
    }
  })

  it('draws another picture at another moment, and the same again at the same', async () => {
    await seek(3)
    const first = await picture()
    await seek(8)
    const later = await picture()
    await seek(3)
    const again = await picture()
    expect(differing(first, later)).toBeGreaterThan(0.1)
    expect(differing(first, again)).toBeLessThan(0.002)
  })

  it('explains a section then as terrane replay --explain does', async () => {
    const sentence = viewer.page.locator('[data-panel=section] .sentence')
    const names = [shownBy(await straightTo(4.2))[0], shownBy(await straightTo(1))[0]]
    for (const seconds of [4.2, 1])
      for (const name of names) {
        await viewer.page.evaluate((hash) => (location.hash = hash), `#t=${seconds}&select=${name}&panels=section`)
        await viewer.page.waitForFunction((to) => (window as unknown as Handle).terrane.replay.seconds === to, seconds)
        await viewer.page.waitForTimeout(600)
        const { out } = await run('replay', file('walk.jsonl'), file('world'), '--explain', `${name}@${seconds}`)
        expect(await sentence.textContent()).toBe(out.trim().split('\n').pop()?.trim())
      }
    expect(await viewer.page.locator('[data-panel=section]').getByText('Pin', { exact: true }).isVisible()).toBe(false)
    await keep('replay-explained')
  })

  it('is worked by slider, buttons and keys, and keeps the address up to date', async () => {
    const { page } = viewer
    const slider = page.getByLabel('Moment of the recording')
    await slider.fill('300')
    await there()
    expect(await replay((now) => now.seconds)).toBe(5)
    await page.getByLabel('A tick back').click()
    await there()
    expect(await replay((now) => now.seconds)).toBeCloseTo(299 / 60, 9)
    await page.keyboard.press('.')
    await there()
    await page.waitForFunction(() => /[#&]t=5(&|$)/.test(location.hash), null, { timeout: patience })
    const link = await page.evaluate(() => location.hash)
    expect(link).toMatch(/at=128\.0,8\.0,-?\d+\.\d&.*ride=1/)
    await page.keyboard.press('Space')
    expect(await replay((now) => now.playing)).toBe(true)
    await page.waitForFunction(() => (window as unknown as Handle).terrane.replay.seconds > 5.5, null, {
      timeout: patience,
    })
    await page.keyboard.press('Space')
    expect(await replay((now) => now.playing)).toBe(false)
    await page.waitForFunction(() => (window as unknown as Handle).terrane.replay.read, null, { timeout: patience })
    expect(await replay((now) => now.marks('teleport'))).toBeGreaterThan(0)
    expect(await replay((now) => now.marks('error'))).toBeGreaterThan(0)
    expect(await replay((now) => now.marks('differs') + now.marks('hole'))).toBe(0)
    await page.getByText(/^\d+ jumps?$/).click()
    await there()
    const jump = await replay((now) => now.seconds)
    expect(Math.abs(jump - 4.5)).toBeLessThan(0.1)
    await page.evaluate(() => (location.hash = '#t=9&panels=figures,map,timeline&bounds=1&labels=1'))
    await there()
    await page.waitForTimeout(1500)
    const { desired } = await page.evaluate(() => (window as unknown as Handle).terrane.figures())
    expect(await page.locator('[data-panel=timeline]').textContent()).toMatch(new RegExp(`Desired${desired}Loaded\\d+`))
    await keep('replay-marks')
  })

  it('lets go of the recorded camera for whoever flies, and a link keeps where they stand', async () => {
    const { page } = viewer
    await page.evaluate(() => (location.hash = '#at=10,40,20&yaw=30&t=7.5'))
    await page.waitForFunction(() => (window as unknown as Handle).terrane.replay.seconds === 7.5, null, {
      timeout: patience,
    })
    const stand = () => page.evaluate(() => [...(window as unknown as Handle).terrane.flight.position])
    expect(await stand()).toEqual([10, 40, 20])
    expect(await replay((now) => now.riding)).toBe(0)
    await seek(8)
    expect(await stand()).toEqual([10, 40, 20])
    await page.keyboard.press('f')
    await page.waitForFunction(() => (window as unknown as Handle).terrane.flight.position[0] === 128, null, {
      timeout: patience,
    })
  })

  it('goes with the focus that is chosen, by key, in the list and by link', async () => {
    const { page } = viewer
    const standsAt = (x: number) =>
      page.waitForFunction((to) => Math.abs((window as unknown as Handle).terrane.flight.position[0] - to) < 0.5, x, {
        timeout: patience,
      })
    await page.keyboard.press('2')
    await standsAt(-112)
    await page.waitForFunction(() => location.hash.includes('ride=2'), null, { timeout: patience })
    await keep('replay-second-focus')
    const list = page.locator('[data-terrane=replay] select')
    expect(await list.inputValue()).toBe('2')
    await list.selectOption('Focus 1')
    await standsAt(128)
    await page.keyboard.press('7')
    expect(await replay((now) => now.riding)).toBe(1)
    await page.evaluate(() => (location.hash = '#at=0,90,0&t=6&ride=2'))
    await standsAt(-114)
    expect(await replay((now) => now.riding)).toBe(2)
    await page.keyboard.press('1')
    await standsAt(128)
  })

  it('gives up the loads of moments that are left behind', async () => {
    const asked: string[] = []
    const note = (request: { url(): string }) =>
      void (request.url().includes('/payloads/') && asked.push(request.url()))
    viewer.page.on('request', note)
    await viewer.page.evaluate(() => {
      const { replay } = (window as unknown as Handle).terrane
      for (let i = 0; i < 40; i++) setTimeout(() => replay.seek((i * 3.7) % 10), 10 * i)
      setTimeout(() => replay.seek(1), 420)
    })
    await viewer.page.waitForTimeout(500)
    await there()
    expect(await replay((now) => now.drawn())).toEqual(shownBy(await straightTo(1), true))
    expect(new Set(asked).size).toBeLessThan(table.count)
    expect(viewer.problems).toEqual([])
    await viewer.page.setViewportSize({ width: 420, height: 800 })
    await viewer.page.waitForTimeout(1000)
    await keep('replay-narrow')
  })
})

/** Share of the picture's points that differ clearly. */
function differing(one: Picture, other: Picture): number {
  let [differ, all] = [0, 0]
  for (let y = 60; y < pictureHeight; y += 4)
    for (let x = 290; x < width - 330; x += 4) {
      const [a, b] = [one.at(x, y), other.at(x, y)]
      all++
      if (a.some((value, i) => Math.abs(value - b[i]) > 24)) differ++
    }
  return differ / all
}
