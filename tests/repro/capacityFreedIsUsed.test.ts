import { expect, test } from 'vitest'
import { State } from '../../src/components/state'
import { createFocus, moveFocus } from '../../src/focuses'
import { pin, unpin } from '../../src/pins'
import { sectionId } from '../../src/sectionId'
import { gridRecords, makeWorld, runTicks } from '../worlds'

test('live rows that pins gave back are used at once, not when their memory fades after 10 s', () => {
  const world = makeWorld(gridRecords(40), { settings: { capacity: 40 } })
  const { terrane } = world
  for (let row = 0; row < 40; row++) pin(world, sectionId(terrane, terrane.table.count - 1 - row))
  createFocus(world, { position: [200, 0, 200] })
  runTicks(world, 600)
  expect(terrane.byState[State.Loaded]).toBe(40)
  expect(terrane.telemetry.shown).toBe(0)
  for (let row = 0; row < 40; row++) unpin(world, sectionId(terrane, terrane.table.count - 1 - row))
  runTicks(world, 60 * 6)
  expect(terrane.telemetry.shown).toBeGreaterThan(15)
})

test('a focus that teleports in a full world gets its sections as soon as the old ones have gone', () => {
  const world = makeWorld(gridRecords(40), { settings: { capacity: 40 } })
  const focus = createFocus(world, { position: [100, 0, 100] })
  runTicks(world, 400)
  moveFocus(world, focus, 500, 0, 500)
  runTicks(world, 60 * 3)
  expect(world.terrane.telemetry.shown).toBeGreaterThan(15)
})
