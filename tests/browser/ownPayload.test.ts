import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Walker } from '../../examples/own-payload/walking'
import type { Ears } from '../../examples/own-payload/zones'
import { startExample, type RunningExample } from '../examples/startExample'
import { browserMissing, browserTitle, visit, type OpenPage } from './harness'

const patience = 120_000
type Game = { game: { ears: Ears; walker: Walker } }

describe.skipIf(browserMissing)(browserTitle('the example own-payload'), { timeout: patience }, () => {
  let example: RunningExample
  let open: OpenPage
  const requests: string[] = []
  beforeAll(async () => {
    example = startExample('own-payload', '--port', '0')
    const [url] = await example.waitFor(/http:\/\/localhost:\d+\//)
    open = await visit(url, { width: 1080, height: 700 })
    open.page.on('request', (request) => requests.push(request.url().slice(url.length)))
    await open.page.reload()
  }, patience)
  afterAll(async () => {
    await open?.close()
    await example?.stop()
  })

  const zones = () => open.page.textContent('#zones', { strict: true })
  const log = () => open.page.textContent('#log', { strict: true })
  /** Sends the walker to a point of the map and waits until they are there. */
  const walkTo = async (x: number, z: number) => {
    const box = (await open.page.locator('canvas').boundingBox())!
    await open.page.mouse.click(box.x + (x + 170) * 3, box.y + (z + 86) * 3)
    const near = ([toX, toZ]: number[]) => {
      const { at } = (window as unknown as Game).game.walker
      return Math.hypot(at.x - toX, at.z - toZ) < 1
    }
    await open.page.waitForFunction(near, [x, z], { timeout: patience })
  }
  /** For longer ways: pictures are slow where the processor draws them. */
  const putAt = (x: number, z: number) =>
    open.page.evaluate(
      ([atX, atZ]) => {
        const { walker } = (window as unknown as Game).game
        walker.goal = null
        Object.assign(walker.at, { x: atX, z: atZ })
      },
      [x, z],
    )
  const says = (id: string, text: string) =>
    open.page.waitForFunction(
      ([where, what]) => document.getElementById(where)?.textContent?.includes(what),
      [id, text],
      { timeout: patience },
    )
  const keep = async (name: string) => {
    if (process.env.PICTURES) writeFileSync(join(process.env.PICTURES, `${name}.png`), (await open.screenshot()).png)
  }

  it('loads what is near, silently, before anybody has touched the page', async () => {
    await says('zones', 'Church: heard')
    expect(await zones()).toMatch(/Buoy: not here/)
    expect(await log()).toMatch(/Church loaded\nChurch entered/)
    const silent = await open.page.evaluate(() => (window as unknown as Game).game.ears.output === null)
    expect(silent).toBe(true)
    expect(requests).toContain('decodeSound.js')
    await keep('own-payload-start')
  })

  it('plays what is entered from the first click on, louder where it is nearer', async () => {
    await walkTo(-110, 12)
    await says('zones', 'Church: heard at 100 %')
    const { state, gain } = await open.page.evaluate(async () => {
      const { output, zones: loaded } = (window as unknown as Game).game.ears
      const church = [...loaded.values()].find(({ name }) => name === 'Church')!
      await new Promise((done) => setTimeout(done, 500))
      return { state: output?.state, gain: church.playing!.gain.gain.value }
    })
    expect(state).toBe('running')
    expect(gain).toBeGreaterThan(0.9)
    await keep('own-payload-church')
  })

  it('lets go of what is far, and takes up what is near', async () => {
    await putAt(45, 12)
    await says('log', 'Church left\nChurch released')
    await says('zones', 'Smithy: heard at 100 %')
    await putAt(118, -25)
    await says('zones', 'Smithy: not here')
    await says('zones', 'Buoy: heard')
    await says('zones', 'Sea: heard')
    expect(await zones()).toMatch(/Church: not here/)
    await keep('own-payload-buoy')
  })

  it('reads nothing but its own kind, each file once', () => {
    const payloads = requests.filter((path) => path.startsWith('world/payloads/'))
    expect(payloads.length).toBeGreaterThanOrEqual(4)
    expect(payloads.filter((path) => !path.endsWith('.bin'))).toEqual([])
    expect(new Set(payloads).size).toBe(payloads.length)
    expect(open.problems).toEqual([])
  })
})
