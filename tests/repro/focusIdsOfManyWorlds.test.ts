import { expect, test } from 'vitest'
import { createFocus, moveFocus } from '../../src/focuses'
import { sectionId } from '../../src/sectionId'
import { gridRecords, makeWorld, openRecords } from '../worlds'

test('the focuses of the 10,000th world of a process are told apart', () => {
  const table = openRecords(gridRecords(1))
  const settings = { capacity: 4, focusCapacity: 4 }
  for (let i = 0; i < 10_000; i++) makeWorld(table, { settings })
  const world = makeWorld(table, { settings })
  const ids = [0, 1, 2, 3].map(() => createFocus(world))
  expect(new Set(ids).size).toBe(4)
  for (const [i, id] of ids.entries()) {
    expect(Number.isSafeInteger(id)).toBe(true)
    moveFocus(world, id, i, 0, 0)
  }
  expect([...world.terrane.focuses.x]).toEqual([0, 1, 2, 3])
  expect(Number.isSafeInteger(sectionId(world.terrane, 0xffff_fffe))).toBe(true)
})
