import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { writeCity } from '../../examples/city/city'
import { State } from '../../src/components/state'
import { startLiveBake } from '../../src/server/liveBake'
import { serveLive } from '../../src/server/serveWorld'
import type { ViewerHandle } from '../../src/viewer/viewer'
import { buildBakeThread, type BakeThread } from '../server/bakeThread'
import { buildViewer } from './builtViewer'
import { browserMissing, browserTitle, openPage } from './harness'

const patience = 150_000
/** What the disk takes for each of 631 files until the first picture is there: two minutes for all of them, however fast the machine is. */
const slowMs = 200
const source = (path: string) => fileURLToPath(new URL(`../../src/${path}`, import.meta.url))

type Handle = { terrane?: ViewerHandle }

describe.skipIf(browserMissing)(browserTitle('the viewer of a live bake'), { timeout: patience }, () => {
  let folder = ''
  let thread: BakeThread
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'terrane-viewer-live-'))
    const made = [buildViewer(folder), writeCity({ seed: 5, size: 768 })] as const
    await writeFile(join(folder, 'city.glb'), await made[1])
    await made[0]
    thread = await buildBakeThread(slowMs)
  }, patience)
  afterAll(async () => {
    await thread?.remove()
    await rm(folder, { recursive: true, force: true })
  })

  it('shows what is baked while the rest is baking, and tells of it', async () => {
    // Any page will do: what is visited is the server's own. Before the bake, so that a browser which is slow to start does not miss it.
    const viewer = await openPage({ entry: source('viewer/page.ts'), width: 320, height: 180 })
    const options = { enterRadius: 64, cell: 32 }
    await thread.sleep()
    const bake = startLiveBake({ input: join(folder, 'city.glb'), options, out: join(folder, 'out') }, thread.worker)
    const server = await serveLive(bake, { viewer: folder, port: 0 })
    await viewer.page.goto(server.url)
    await viewer.page.waitForFunction(() => ((window as Handle).terrane?.figures().shown ?? 0) > 0, null, {
      timeout: patience,
      polling: 50,
    })
    const { state, done, total } = bake.progress()
    expect([state, done < total]).toEqual(['baking', true])
    await thread.wake()
    await viewer.page.waitForSelector('#curtain.open', { state: 'attached' })
    await viewer.page.waitForFunction(() =>
      /^Baking while you look around: \d+ of \d+$|^Baked$/.test(document.getElementById('notice')?.textContent ?? ''),
    )
    await bake.finished
    await viewer.page.waitForFunction(() => document.getElementById('notice')?.textContent === 'Baked')
    await viewer.page.evaluate(() => (window as Handle).terrane!.jump({ position: [0, 20, 0], yaw: 0, pitch: 0 }))
    await viewer.page.waitForFunction(() => (window as Handle).terrane!.figures().unloads > 0, null, {
      timeout: patience,
    })
    const byState = await viewer.page.evaluate(() => [...(window as Handle).terrane!.figures().byState])
    expect(byState[State.Error]).toBe(0)
    expect(viewer.problems).toEqual([])
    await viewer.close()
    await server.close()
    await bake.stop()
  })
})
