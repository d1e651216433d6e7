import { expect, test } from 'vitest'
import { createFocus, moveFocus, removeFocus } from '../../src/focuses'
import { State } from '../../src/components/state'
import { gridRecords, makeWorld, runTicks } from '../worlds'

test('a focus loads what is near, moving on unloads what is far, and with no focus left nothing stays', () => {
  const world = makeWorld(gridRecords(20))
  const { terrane } = world
  const focus = createFocus(world, { position: [160, 0, 160] })
  runTicks(world, 600)
  const loaded = terrane.byState[State.Loaded]
  expect(loaded).toBeGreaterThan(15)
  expect(terrane.telemetry.shown).toBe(loaded)
  expect(terrane.telemetry.desired).toBe(loaded)
  for (let i = 0; i < 600; i++) {
    moveFocus(world, focus, 160 + i * 0.2, 0, 160)
    runTicks(world, 1)
  }
  expect(terrane.telemetry.unloads).toBeGreaterThan(5)
  removeFocus(world, focus)
  runTicks(world, 60 * 20)
  expect(terrane.byState[State.Loaded]).toBe(0)
  expect(terrane.live.count).toBe(0)
  expect(terrane.telemetry.maxConcurrentLoads).toBe(2)
})
