import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ThreeHandle } from '../../examples/three/page'
import { startExample, type RunningExample } from '../examples/startExample'
import { browserMissing, browserTitle, visit } from './harness'

const patience = 240_000
type Page = { game: ThreeHandle }

describe.skipIf(browserMissing)(browserTitle('the example three'), { timeout: patience }, () => {
  let example: RunningExample
  let url: string
  beforeAll(async () => {
    example = startExample('three', '--port', '0')
    url = (await example.waitFor(/http:\/\/localhost:\d+\//))[0]
  }, patience)
  afterAll(() => example?.stop())

  it('streams the city into a three.js scene without a hole, and holds no more than the ledger says', async () => {
    const open = await visit(url, { width: 480, height: 270 })
    const { page } = open
    await page.waitForFunction(() => 'game' in window, null, { timeout: patience })
    // A processor draws here: shadows are looked at by eye.
    if (!process.env.PICTURES)
      await page.evaluate(() => {
        ;(window as unknown as Page).game.renderer.shadowMap.enabled = false
      })
    await page.waitForFunction(() => (window as unknown as Page).game.figures.shown > 60, null, { timeout: patience })
    if (process.env.PICTURES) writeFileSync(join(process.env.PICTURES, 'three.png'), (await open.screenshot()).png)
    const seen = await page.evaluate(() => {
      const { audit, figures, presenter, renderer } = (window as unknown as Page).game
      const { calls, triangles } = renderer.info.render
      const children = presenter.root.children[0].children.length
      return { holes: audit.holes, doubles: audit.doubles, failures: figures.failures, calls, triangles, children }
    })
    expect(seen).toMatchObject({ holes: 0, doubles: 0, failures: 0 })
    expect(seen.children).toBeGreaterThan(60)
    expect(seen.calls).toBeGreaterThan(60)
    expect(seen.triangles).toBeGreaterThan(10_000)
    // What loads may take in this moment counts for the engine before the presenter has it.
    const ledger = await page.evaluate(() => {
      const { world, presenter } = (window as unknown as Page).game
      return { counted: world.terrane.ledger.residentBytes, held: presenter.measure() }
    })
    expect(ledger.held.gpuBytes).toBeGreaterThan(0)
    expect(ledger.held.gpuBytes + ledger.held.cpuBytes).toBeLessThanOrEqual(ledger.counted)
    expect(open.problems).toEqual([])
    await open.close()
  })
})
