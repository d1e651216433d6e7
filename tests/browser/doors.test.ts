import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { GameHandle } from '../../examples/doors/page'
import { centreOf, colours, layTown } from '../../examples/doors/town'
import { State } from '../../src/index'
import { startExample, type RunningExample } from '../examples/startExample'
import { browserMissing, browserTitle, visit, type OpenPage, type Picture } from './harness'

const patience = 240_000
const [width, height] = [640, 360]
type Page = { game: GameHandle }

const [{ house, garden, colour }] = layTown().locks
/** Before the first locked door, which looks west, and before its key. */
const atDoor = { x: centreOf(house).x - 9, z: centreOf(house).z }
const atKey = { x: centreOf(garden).x - 4, z: centreOf(garden).z }
const east = -Math.PI / 2

describe.skipIf(browserMissing)(browserTitle('the example doors'), { timeout: patience }, () => {
  let example: RunningExample
  let open: OpenPage
  beforeAll(async () => {
    example = startExample('doors', '--port', '0')
    const [url] = await example.waitFor(/http:\/\/localhost:\d+\//)
    open = await visit(url, { width, height })
  }, patience)
  afterAll(async () => {
    await open?.close()
    await example?.stop()
  })

  const says = (id: string, text: string) =>
    open.page.waitForFunction(
      ([where, what]) => document.getElementById(where)?.textContent?.includes(what),
      [id, text],
      { timeout: patience },
    )
  /** Until everything that is wanted is there, and was drawn. */
  const settled = async () => {
    await open.page.waitForFunction(
      ([loading, queued]) => {
        const { figures, counts } = (window as unknown as Page).game ?? {}
        const now = figures?.()
        return now && now.shown > 0 && now.byState[loading] + now.byState[queued] === 0 && counts().submitted > 5
      },
      [State.Loading, State.QueuedLoad],
      { timeout: patience, polling: 300 },
    )
    const counts = await open.page.evaluate(() => ({ ...(window as unknown as Page).game.counts() }))
    const failed = await open.page.evaluate(() => (window as unknown as Page).game.figures().failures)
    return { ...counts, failed }
  }
  const putAt = async ({ x, z }: { x: number; z: number }) => {
    const at = [x, z, east] as const
    await open.page.evaluate(([toX, toZ, yaw]) => (window as unknown as Page).game.put(toX, toZ, yaw), at)
    await says('hud', `at ${x.toFixed(0)}, ${z.toFixed(0)} m`)
    return settled()
  }
  const walkUntil = async (id: string, text: string) => {
    await open.page.keyboard.down('KeyW')
    await says(id, text)
    await open.page.keyboard.up('KeyW')
  }
  const look = async (name: string) => {
    const picture = await open.screenshot()
    if (process.env.PICTURES) writeFileSync(join(process.env.PICTURES, `doors-${name}.png`), picture.png)
    return picture
  }

  it('shows the town, and a locked door that bars the way', async () => {
    await settled()
    await walkUntil('hint', 'Locked')
    const { copies, failed } = await putAt(atDoor)
    expect(copies).toBeGreaterThan(3)
    expect(failed).toBe(0)
    expect(redOf(await look('locked'))).toBeGreaterThan(500)
  })

  it('lets the key be walked into, and then the door opens', async () => {
    await putAt(atKey)
    await look('key')
    await walkUntil('hud', `keys: ${colours[colour]}`)
    await putAt(atDoor)
    const before = redOf(await look('still-shut'))
    expect(before).toBeGreaterThan(500)
    await open.page.keyboard.down('KeyW')
    await open.page.waitForFunction(
      (x) => Number(/at (\d+)/.exec(document.getElementById('hud')!.textContent!)![1]) > x,
      centreOf(house).x - 3,
      { timeout: patience },
    )
    await open.page.keyboard.up('KeyW')
    await putAt(atDoor)
    expect(redOf(await look('open'))).toBeLessThan(before / 3)
  })

  it('keeps the game through a reload', async () => {
    const lamps = Number(/lamps: (\d+)/.exec((await open.page.textContent('#hud'))!)![1])
    await open.page.keyboard.press('KeyL')
    await says('hud', `lamps: ${lamps + 1}`)
    const before = redOf(await look('lamp'))
    await open.page.keyboard.press('KeyK')
    await says('hud', 'kept at')
    await open.page.waitForTimeout(500)
    await open.page.reload()
    await says('hud', `keys: ${colours[colour]}`)
    await says('hud', `lamps: ${lamps + 1}`)
    await settled()
    expect(Math.abs(redOf(await look('reloaded')) - before)).toBeLessThan(200)
    expect(open.problems).toEqual([])
  })
})

/** Red pixels around the middle of the picture. */
function redOf({ at }: Picture): number {
  let red = 0
  for (let y = height / 4; y < (3 * height) / 4; y++)
    for (let x = width / 3; x < (2 * width) / 3; x++) {
      const [r, g, b] = at(Math.floor(x), Math.floor(y))
      if (r > 2 * g && r > 2 * b) red++
    }
  return red
}
