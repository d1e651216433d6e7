import { expect, test } from 'vitest'
import { createFocus, moveFocus } from '../../src/focuses'
import { step } from '../../src/world'
import { gridRecords, makeWorld } from '../worlds'

test('150 m/s at 10 frames a second is measured as 150 m/s, though two ticks of each frame are dropped', () => {
  const world = makeWorld(gridRecords(4))
  const focus = createFocus(world)
  for (let frame = 1; frame <= 60; frame++) {
    moveFocus(world, focus, frame * 15, 0, 0)
    step(world, 0.1)
  }
  const { focuses, clock } = world.terrane
  expect(clock.dropped).toBe(120)
  expect(focuses.velocityX[focuses.alive[0]]).toBeCloseTo(150, 0)
})
