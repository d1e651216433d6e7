import { expect, test } from 'vitest'
import { createFocus, removeFocus } from '../../src/focuses'
import { gridRecords, makeWorld, runTicks } from '../worlds'

test('a focus that follows an entity begins where it stands: that is no teleport, and ends no grace', () => {
  const positions = { x: [0, 700], y: [0, 0], z: [0, 700] }
  const world = makeWorld(gridRecords(60), { positions })
  const first = createFocus(world, { position: [100, 0, 100] })
  runTicks(world, 300)
  const shown = world.terrane.telemetry.shown
  expect(shown).toBeGreaterThan(10)
  removeFocus(world, first)
  createFocus(world, { follow: 1 })
  runTicks(world, 10)
  expect(world.terrane.focuses.x[world.terrane.focuses.alive[0]]).toBe(700)
  expect(world.terrane.telemetry.shown).toBeGreaterThanOrEqual(shown)
})
