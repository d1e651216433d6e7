import { expect, test } from 'vitest'
import { createFocus, scaleFocus } from '../../src/focuses'
import { gridRecords, makeWorld, runTicks } from '../worlds'

test('scales whose squares or inverses are no numbers are refused: one focus would blind the others', () => {
  const world = makeWorld(gridRecords(4))
  for (const scale of [0, -1, NaN, Infinity, 1e-200, 1e200])
    for (const name of ['radiusScale', 'detailScale', 'weight'])
      expect(() => createFocus(world, { [name]: scale }), `${name} ${scale}`).toThrow('[argument]')
  createFocus(world, { position: [20, 0, 20], radiusScale: 1e-6, weight: 1e-6 })
  createFocus(world, { position: [20, 0, 20] })
  runTicks(world, 200)
  expect(world.terrane.telemetry.shown).toBeGreaterThan(8)
  expect(world.terrane.loader.virtualTime).toBeLessThan(Infinity)
})

test('a refused scale changes nothing, not even the numbers before it', () => {
  const world = makeWorld(gridRecords(4))
  const focus = createFocus(world)
  expect(() => scaleFocus(world, focus, { radiusScale: 4, weight: -1 })).toThrow('[argument]')
  expect(world.terrane.focuses.radiusScale[0]).toBe(1)
})
