import { existsSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bakeWorld } from '../../src/baking/bakeWorld'
import { browserMissing, browserTitle, openPage, type OpenPage } from './harness'
import type { Streamed, StreamedPage } from './streamedWorldPage'

const input = '../shared/data/genesis-street/street.glb'
const inputMissing = existsSync(input) ? '' : `no ${input}`
if (inputMissing) console.warn(`SKIPPED: streaming a real town, ${inputMissing}`)
const title = browserTitle(inputMissing ? `a real town, streamed (SKIPPED: ${inputMissing})` : 'a real town, streamed')

describe.skipIf(browserMissing || inputMissing)(title, { timeout: 120_000 }, () => {
  let folder = ''
  let open: OpenPage
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'terrane-streamed-'))
    await bakeWorld(input, { out: folder })
    open = await openPage({
      entry: new URL('./streamedWorldPage.ts', import.meta.url),
      folders: { '/town/': folder },
      modules: { '/worker.js': new URL('../../src/workers/workerEntry.ts', import.meta.url) },
      width: 480,
      height: 270,
    })
  }, 120_000)
  afterAll(async () => {
    await open?.close()
    await rm(folder, { recursive: true, force: true })
  })

  it('never holds more than the ledger has booked, and nearly that when all is shown', async () => {
    const { seen, most, beyondLedger } = await open.page.evaluate(async () => {
      const page = window as unknown as StreamedPage & { world: Streamed }
      page.world = await page.openStreamed('/town/', { from: [150, 60, -20], to: [150, 0, -150], draws: 'pictures' })
      return { seen: await page.world.settle(), ...page.world.bytes() }
    })
    if (process.env.PICTURES) writeFileSync(`${process.env.PICTURES}/streamed.png`, (await open.screenshot()).png)
    const held = seen.measured.cpuBytes + seen.measured.gpuBytes
    console.info(
      `genesis-street: ${seen.counts.resident} sections and ${seen.counts.textures} textures hold ${held} bytes ` +
        `(${seen.measured.gpuBytes} on the GPU) of ${seen.residentBytes} in the ledger`,
    )
    expect(seen.counts.resident).toBe(seen.counts.drawn)
    expect(held).toBeLessThanOrEqual(seen.residentBytes)
    expect(held).toBeGreaterThan(seen.residentBytes * 0.95)
    expect(most).toBeGreaterThan(0)
    expect(beyondLedger).toBeLessThanOrEqual(0)
    expect(open.problems).toEqual([])
  })
})
