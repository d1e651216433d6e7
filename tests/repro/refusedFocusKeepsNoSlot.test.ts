import { expect, test } from 'vitest'
import { createFocus } from '../../src/focuses'
import { gridRecords, makeWorld } from '../worlds'

test('a focus that was refused for its numbers takes no slot', () => {
  const world = makeWorld(gridRecords(2), { settings: { focusCapacity: 2 } })
  for (let i = 0; i < 10; i++) {
    expect(() => createFocus(world, { radiusScale: NaN })).toThrow('[argument]')
    expect(() => createFocus(world, { position: [0, NaN, 0] })).toThrow('[argument]')
  }
  createFocus(world)
  createFocus(world)
  expect(() => createFocus(world)).toThrow('[capacity]')
})
