import { expect, test } from 'vitest'
import { pin, pinCount, unpin } from '../../src/pins'
import { sectionId } from '../../src/sectionId'
import { gridRecords, makeWorld } from '../worlds'

test('70,000 pins on one section are 70,000 pins', () => {
  const world = makeWorld(gridRecords(1))
  const section = sectionId(world.terrane, 0)
  for (let i = 0; i < 70_000; i++) pin(world, section)
  expect(pinCount(world, section)).toBe(70_000)
  expect(world.terrane.telemetry.pinned).toBe(1)
  for (let i = 0; i < 70_000; i++) unpin(world, section)
  expect(() => unpin(world, section)).toThrow('[argument]')
  expect(world.terrane.telemetry.pinned).toBe(0)
})
