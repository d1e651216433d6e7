import { expect, test } from 'vitest'
import { State } from '../../src/components/state'
import { createFocus } from '../../src/focuses'
import { pin } from '../../src/pins'
import { sectionId } from '../../src/sectionId'
import { makeWorld, runTicks } from '../worlds'

test('what a far pin takes is refused to the farthest in range, in words, instead of waiting for ever', () => {
  const records = [0, 1, 2, 3, 100].map((x, i) => ({
    name: `cell ${i}`,
    bounds: [x * 10, 0, 0, x * 10 + 10, 1, 10] as const,
    enterRadius: 50,
    kind: 'mesh',
    content: `cell${i}`,
    gpuBytes: 100,
    fileBytes: 10,
  }))
  const world = makeWorld(records, { budgetBytes: 400 })
  pin(world, sectionId(world.terrane, world.terrane.table.count - 1))
  createFocus(world, { position: [5, 0, 5] })
  runTicks(world, 900)
  const { terrane } = world
  expect(terrane.byState[State.Loaded]).toBe(4)
  expect(terrane.byState[State.QueuedLoad]).toBe(0)
  expect(terrane.telemetry.refused).toBe(1)
})
