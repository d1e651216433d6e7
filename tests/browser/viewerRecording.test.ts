import { readFile, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cityTour, layoutOf, tourCsv, writeCity } from '../../examples/city/city'
import { bakeWorld } from '../../src/baking/bakeWorld'
import { openWorld, type OpenedWorld } from '../../src/openWorld'
import { createReplay, readRecording, runReplay } from '../../src/replay/index'
import { directorySource } from '../../src/sources/directorySource'
import type { ViewerHandle } from '../../src/viewer/viewer'
import { browserMissing, browserTitle, openPage } from './harness'

const module = (path: string) => new URL(path, import.meta.url)
const patience = 240_000
type Handle = Window & { terrane?: ViewerHandle }

describe.skipIf(browserMissing)(browserTitle('what the viewer records'), { timeout: patience }, () => {
  let folder = ''
  let opened: OpenedWorld
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'terrane-recording-'))
    const city = { seed: 3, size: 640 }
    await writeFile(join(folder, 'city.glb'), await writeCity(city))
    await bakeWorld(join(folder, 'city.glb'), { out: join(folder, 'world'), enterRadius: 96 })
    await writeFile(join(folder, 'world', 'tour.csv'), tourCsv(cityTour(layoutOf(city))))
    opened = await openWorld(directorySource(join(folder, 'world')))
  }, patience)
  afterAll(() => rm(folder, { recursive: true, force: true }))

  it('replays here, in Node, tick for tick: workers, adoption and frames of a real browser', async () => {
    const html = await readFile(module('../../src/viewer/index.html'), 'utf8')
    const body = html.replace(/^[\s\S]*<body>/, '').replace(/<\/body>[\s\S]*$/, '')
    const { page, problems, close } = await openPage({
      entry: module('../../src/viewer/viewer.ts'),
      html: body,
      folders: { '/world/': join(folder, 'world') },
      modules: { '/worker.js': module('../../src/workers/workerEntry.ts') },
      width: 480,
      height: 270,
      query: '#overlay=0',
    })
    const ticks = (count: number) =>
      page.waitForFunction((least) => ((window as Handle).terrane?.world.terrane.clock.tick ?? 0) > least, count, {
        timeout: patience,
        polling: 200,
      })
    const download = async (key: string) => {
      const [file] = await Promise.all([page.waitForEvent('download'), page.keyboard.press(key)])
      return readFile(await file.path(), 'utf8')
    }
    await ticks(20)
    await page.keyboard.press('9')
    await page.keyboard.press('f')
    await ticks(600)
    const recorded = readRecording(await download('9'), 'recording.jsonl')
    const lastMinute = readRecording(await download('0'), 'last-minute.jsonl')
    for (const recording of [recorded, lastMinute]) {
      const replay = createReplay(opened.table, recording)
      expect(runReplay(replay)).toBeNull()
      expect(replay.compared.ticks).toBeGreaterThan(300)
      expect(replay.compared.completions).toBeGreaterThan(0)
    }
    expect(lastMinute.end).toMatchObject({ why: 'saved in the viewer' })
    expect(problems).toEqual([])
    await close()
  })
})
