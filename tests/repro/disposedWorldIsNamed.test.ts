import { expect, test } from 'vitest'
import { createFocus } from '../../src/focuses'
import { disposeWorld, step } from '../../src/world'
import { gridRecords, makeWorld } from '../worlds'

test('a disposed world refuses steps and focuses by name, and disposing it again does nothing', () => {
  const world = makeWorld(gridRecords(2))
  disposeWorld(world)
  disposeWorld(world)
  expect(() => step(world, 1 / 60)).toThrow('[argument]')
  expect(() => createFocus(world)).toThrow('[argument]')
})
