import { expect, test } from 'vitest'
import { State } from '../../src/components/state'
import { createFocus, moveFocus } from '../../src/focuses'
import { describeSection } from '../../src/inspection'
import { sectionId } from '../../src/sectionId'
import { makeWorld, runTicks } from '../worlds'

test('over budget, the nearest sections change with the focus even where nothing enters or leaves its range', () => {
  const records = [0, 1, 2, 3].map((i) => ({
    name: `cell ${i}`,
    bounds: [i * 100, 0, 0, i * 100 + 10, 1, 10] as const,
    enterRadius: 1000,
    kind: 'mesh',
    content: `cell${i}`,
    gpuBytes: 100,
    fileBytes: 10,
  }))
  const world = makeWorld(records, { budgetBytes: 100 })
  const focus = createFocus(world, { position: [5, 0, 5] })
  runTicks(world, 300)
  const loaded = () => {
    const all = records.map((_, row) => describeSection(world, sectionId(world.terrane, row)))
    return all.filter(({ state }) => state === 'Loaded').map(({ name }) => name)
  }
  expect(loaded()).toEqual(['cell 0'])
  for (let x = 5; x <= 305; x += 1) {
    moveFocus(world, focus, x, 0, 5)
    runTicks(world, 1)
  }
  runTicks(world, 600)
  expect(loaded()).toEqual(['cell 3'])
  expect(world.terrane.byState[State.Loaded]).toBe(1)
})
