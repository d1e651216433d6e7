import { expect, test } from 'vitest'
import { createFocus, moveFocus } from '../../src/focuses'
import { createSwapLog, updateSwapLog } from '../../src/lateness/swapLog'
import { place } from '../readiness/places'
import { makeWorld, runTicks } from '../worlds'

const identity = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]
/** 90° of view: a radian in the middle takes half the height in pixels. */
const projection = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, -1, -1, 0, 0, -1, 0]
const view = { view: identity, projection, viewportHeight: 1000 }

const tree = (error: number) => [
  place('coarse', 0, { refineDistance: 50, enterRadius: 300, error }),
  place('west', 0, { parent: 0, enterRadius: 0 }),
  place('east', 5, { parent: 0, enterRadius: 0 }),
]

test('G-19: swaps of levels of detail are told with their size in pixels', () => {
  const world = makeWorld(tree(2), { settings: { dwellSeconds: 0 } })
  const focus = createFocus(world, { position: [200, 5, 5], view })
  const log = createSwapLog(world)
  const walk = (x: number) => {
    moveFocus(world, focus, x, 5, 5)
    runTicks(world, 30, () => updateSwapLog(world, log))
    return log.swaps.splice(0).map(({ name, to, pixels }) => `${name} ${to}, ${pixels} px`)
  }
  expect(walk(200)).toEqual([])
  // 40 m from the box of the coarse one: 2 m of error × 500 pixels ÷ 40.
  expect(walk(50)).toEqual(['coarse finer, 25 px'])
  expect(walk(110)).toEqual(['coarse coarser, 10 px'])
})

test('without a view or an error, a swap has no size', () => {
  for (const [error, traits] of [
    [0, { view }],
    [2, {}],
  ] as const) {
    const world = makeWorld(tree(error), { settings: { dwellSeconds: 0 } })
    const focus = createFocus(world, { position: [200, 5, 5], ...traits })
    runTicks(world, 30)
    const log = createSwapLog(world)
    moveFocus(world, focus, 50, 5, 5)
    runTicks(world, 30)
    updateSwapLog(world, log)
    expect(log.swaps).toMatchObject([{ name: 'coarse', to: 'finer', pixels: null }])
  }
})
