import { addComponent, addEntity, createWorld, query, removeEntity } from 'bitecs'
import { expect, test } from 'vitest'
import { createFocus, moveFocus } from '../../src/focuses'
import { engineFeature } from '../../src/engineFeature'
import { createSimulatedBackend } from '../../src/backends/simulatedBackend'
import { composeWorld } from '../../src/world'
import { gridRecords, openRecords, runTicks } from '../worlds'

test('a section whose entity the game removed gets another, and leaves the entity that took its number alone', () => {
  const game = createWorld()
  const table = openRecords(gridRecords(4))
  const world = composeWorld({
    world: game,
    features: [
      engineFeature({
        table,
        backend: (site) => createSimulatedBackend({ table: site.table, megabitsPerSecond: Infinity }),
        settings: { graceSeconds: 0, forgetSeconds: 0 },
      }),
    ],
  })
  const { Section, Loaded } = world.terrane.components
  const focus = createFocus(world, { position: [32, 0, 32] })
  runTicks(world, 60)
  const before = query(game, [Section, Loaded]).length
  expect(before).toBeGreaterThan(3)

  const removed = [...query(game, [Section])].slice(0, 3)
  const rows = removed.map((eid) => Section.row[eid])
  for (const eid of removed) removeEntity(game, eid)
  const Mine = {}
  const mine = removed.map(() => addEntity(game))
  for (const eid of mine) addComponent(game, eid, Mine)
  expect(new Set(mine)).toEqual(new Set(removed))
  runTicks(world, 60)
  expect(query(game, [Section, Loaded]).length).toBe(before)
  expect(query(game, [Section, Mine]).length).toBe(0)
  expect([...query(game, [Section])].map((eid) => Section.row[eid])).toEqual(expect.arrayContaining(rows))

  moveFocus(world, focus, 1e6, 0, 0, true)
  runTicks(world, 200)
  expect([query(game, [Section]).length, query(game, [Mine]).length]).toEqual([0, 3])
})
