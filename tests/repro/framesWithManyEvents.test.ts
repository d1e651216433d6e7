import { expect, test } from 'vitest'
import { createFocus, moveFocus } from '../../src/focuses'
import { createEventCursor, EventKind, readEvents, readFrame } from '../../src/eventReaders'
import { gridRecords, makeWorld, runTicks } from '../worlds'

test('10,000 pictures that go in one tick are all told, to a frame reader and to a cursor', () => {
  const bounds = { concurrent: 500, loadsPerTick: 500, unloadsPerTick: 500 }
  let hidden = 0
  const world = makeWorld(gridRecords(100, 16, { enterRadius: 3000 }), {
    profile: { name: 'wide', exitRatio: 1.1, prefetchBudget: 0, ...bounds },
    features: [{ name: 'count', run: (w) => readFrame(w, (kind) => (hidden += kind === EventKind.Hidden ? 1 : 0)) }],
  })
  const focus = createFocus(world, { position: [800, 0, 800] })
  runTicks(world, 200)
  expect(world.terrane.telemetry.shown).toBe(10_000)
  const cursor = createEventCursor(world)
  moveFocus(world, focus, 90_000, 0, 0)
  runTicks(world, 1)
  let seen = 0
  expect(readEvents(world, cursor, (kind) => (seen += kind === EventKind.Hidden ? 1 : 0))).toBe(0)
  expect([hidden, seen]).toEqual([10_000, 10_000])
})
