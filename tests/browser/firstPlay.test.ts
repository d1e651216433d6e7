import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { lapTicks } from '../../examples/first-play/game'
import type { GameHandle } from '../../examples/first-play/page'
import { startExample, type RunningExample } from '../examples/startExample'
import { browserMissing, browserTitle, visit, type OpenPage } from './harness'

const patience = 240_000
type Page = { game: GameHandle }

describe.skipIf(browserMissing)(browserTitle('the example first-play'), { timeout: patience }, () => {
  let example: RunningExample
  let url: string
  beforeAll(async () => {
    example = startExample('first-play', '--port', '0')
    url = (await example.waitFor(/http:\/\/localhost:\d+\//))[0]
  }, patience)
  afterAll(() => example?.stop())

  const runTo = (open: OpenPage, tick: number) =>
    open.page.evaluate((target) => (window as unknown as Page).game.runTo(target), tick)

  it('P-31: loads and unloads identically on every run, with the real network, workers and pictures', async () => {
    const laps: string[] = []
    for (let run = 0; run < 2; run++) {
      const open = await visit(url, { width: 960, height: 540 })
      await open.page.waitForFunction(() => 'game' in window, null, { timeout: patience })
      await runTo(open, 900)
      if (process.env.PICTURES && run === 0) {
        await open.page.waitForTimeout(2000)
        writeFileSync(join(process.env.PICTURES, 'first-play.png'), (await open.screenshot()).png)
      }
      await runTo(open, lapTicks)
      const { hashes, figures, audit } = await open.page.evaluate(() => {
        const { game } = window as unknown as Page
        return { hashes: [...game.laps], figures: { ...game.figures() }, audit: game.audit }
      })
      expect(figures).toMatchObject({ failures: 0, loads: figures.unloads })
      expect([audit.holes, audit.doubles]).toEqual([0, 0])
      laps.push(hashes[0])
      expect(open.problems).toEqual([])
      await open.close()
    }
    expect(laps[0]).toMatch(/^[0-9a-f]{16}$/)
    expect(laps[1]).toBe(laps[0])
  })

  it('has the overlay on, and says the lap', async () => {
    const open = await visit(url, { width: 640, height: 360 })
    await open.page.waitForFunction(() => document.getElementById('laps')?.textContent?.startsWith('lap 1, tick '))
    await open.page.getByText('First play').waitFor({ timeout: patience })
    await open.close()
  })
})
