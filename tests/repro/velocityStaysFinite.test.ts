import { expect, test } from 'vitest'
import { createFocus, moveFocus, setFocusVelocity } from '../../src/focuses'
import { gridRecords, makeWorld, runTicks } from '../worlds'

test('a jump across all numbers leaves the velocity at 0, and it is measured again afterwards', () => {
  const world = makeWorld(gridRecords(4))
  const focus = createFocus(world, { position: [-1.7e308, 0, 0] })
  runTicks(world, 2)
  moveFocus(world, focus, 1.7e308, 0, 0)
  runTicks(world, 1)
  const { focuses } = world.terrane
  expect(focuses.velocityX[focuses.alive[0]]).toBe(0)
  moveFocus(world, focus, 0, 0, 0)
  for (let i = 0; i < 60; i++) {
    moveFocus(world, focus, i, 0, 0)
    runTicks(world, 1)
  }
  expect(focuses.velocityX[focuses.alive[0]]).toBeCloseTo(60, 1)
})

test('a velocity that is no number is refused', () => {
  const world = makeWorld(gridRecords(4))
  const focus = createFocus(world, { captureVelocity: false })
  setFocusVelocity(world, focus, 1, 2, 3)
  expect(() => setFocusVelocity(world, focus, NaN, 0, 0)).toThrow('[argument]')
  expect(() => setFocusVelocity(world, focus, 0, Infinity, 0)).toThrow('[argument]')
  expect(world.terrane.focuses.velocityX[0]).toBe(1)
})
