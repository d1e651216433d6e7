import { expect, test } from 'vitest'
import { createFocus } from '../../src/focuses'
import { describeSection, listQueue } from '../../src/inspection'
import { pin } from '../../src/pins'
import { sectionId } from '../../src/sectionId'
import { makeWorld, runTicks } from '../worlds'

test('of two pins that do not fit together the second is refused; it holds up nothing that was admitted', () => {
  const records = [0, 1, 2, 100, 200].map((x, i) => ({
    name: `cell ${i}`,
    bounds: [x * 10, 0, 0, x * 10 + 10, 1, 10] as const,
    enterRadius: 50,
    kind: 'mesh',
    content: `cell${i}`,
    gpuBytes: i > 2 ? 700 : 100,
    fileBytes: 10,
  }))
  const world = makeWorld(records, { budgetBytes: 1000, profile: 'conservative' })
  const { terrane } = world
  for (const row of [0, 1, 2, 3, 4]) if (terrane.table.gpuBytes[row] === 700) pin(world, sectionId(terrane, row))
  createFocus(world, { position: [5, 0, 5] })
  runTicks(world, 900)
  const all = records.map((_, row) => describeSection(world, sectionId(terrane, row)))
  expect(all.filter(({ state }) => state === 'Loaded').length).toBe(4)
  expect(terrane.telemetry.shown).toBe(3)
  expect(listQueue(world, 'loads')).toEqual([])
  expect(terrane.telemetry.refused).toBe(1)
})
