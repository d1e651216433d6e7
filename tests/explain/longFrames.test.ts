import { afterEach, expect, test, vi } from 'vitest'
import { listLongFrames } from '../../src/explain/listLongFrames'
import { createFocus, moveFocus } from '../../src/focuses'
import { payload } from '../../src/payloads/payload'
import { disposeWorld } from '../../src/world'
import { gridShape } from '../ground/colliders'
import { makeGround, runGround, settle } from '../ground/groundWorlds'
import { makeWorld } from '../worlds'

afterEach(() => vi.restoreAllMocks())

const floors = Array.from({ length: 3 }, (_, i) => ({
  name: `floor ${i}`,
  shapes: [gridShape([i + 1, 1], [20 * i, 0], 1, 20)],
  enterRadius: 200,
}))

test('B-6: a long frame names the sections whose work took the time, and what stopped it', async () => {
  let now = 0
  vi.spyOn(performance, 'now').mockImplementation(() => now)
  const took: Record<number, number> = { 0: 1, 1: 9, 2: 0.5 }
  const slow = payload('collider', {
    adopt: ({ row }) => void (now += took[row]),
    enter: ({ row }) => void (now += row === 2 ? 6 : 0),
    release: () => void (now += 5),
  })
  const world = makeGround(floors, { features: [slow], settings: { graceSeconds: 0, dwellSeconds: 0 } })
  expect(listLongFrames(world)).toEqual([])
  const focus = createFocus(world, { position: [10, 2, 10] })
  await settle(world)
  moveFocus(world, focus, 9000, 0, 0, true)
  await runGround(world, 20)
  const frames = listLongFrames(world)
  const works = frames.flatMap(({ worst }) => worst)
  expect(works.map(({ action, name, milliseconds }) => `${action} ${name} ${milliseconds}`)).toEqual(
    expect.arrayContaining(['adopt floor 1 9', 'enter floor 2 6', 'release floor 0 5', 'release floor 2 5']),
  )
  // Two unloads begin in one tick: the first release takes all of a frame's time, the second is stopped.
  const stopped = frames.find(({ worst, stop }) => worst[0].action === 'release' && stop !== null)
  expect(stopped).toMatchObject({ stop: 'milliseconds', milliseconds: 5, operations: 1, worst: [{ kind: 'collider' }] })
  expect(stopped?.words).toMatch(
    /^after tick \d+, 5 ms in 1 operation: release of "floor \d" \(collider\) 5 ms; the meter stopped it at milliseconds\.$/,
  )
  for (const { milliseconds, stop } of frames) expect(milliseconds >= 4 || stop !== null).toBe(true)
  disposeWorld(world)
})

test('a backend that does not say has no long frames', () => {
  expect(listLongFrames(makeWorld([]))).toEqual([])
})
