import { expect, test } from 'vitest'
import { clearCooldowns, listCooldowns } from '../src/cooldowns'
import { State } from '../src/components/state'
import { createFocus } from '../src/focuses'
import { gridRecords, makeWorld, runTicks } from './worlds'

/** The dearer sections, those with a higher number, cool down longer. */
const records = gridRecords(2).map((record, i) => ({ ...record, cpuBytes: 1000 * (i + 1) }))

test('P-14: cooldowns that run are listed, soonest first, with what failed and how often', () => {
  const world = makeWorld(records, { profile: 'aggressive', backend: { fails: (row) => row !== 0 } })
  createFocus(world, { position: [16, 0, 16] })
  expect(listCooldowns(world)).toEqual([])
  runTicks(world, 30)
  const cooling = listCooldowns(world)
  expect(cooling.map(({ failures, lastError }) => [failures, lastError])).toEqual(
    Array.from({ length: 3 }, () => [1, 'simulated failure']),
  )
  const seconds = cooling.map((entry) => entry.seconds)
  expect(seconds).toEqual(seconds.slice().sort((a, b) => a - b))
  expect(Math.min(...seconds)).toBeGreaterThan(1.5)
  expect(Math.max(...seconds)).toBeLessThan(5)
  expect(new Set(cooling.map(({ name }) => name)).size).toBe(3)
})

test('P-14: cleared, all try again at once, and keep the count of their failures', () => {
  let broken = true
  const world = makeWorld(records, { profile: 'aggressive', backend: { fails: () => broken } })
  createFocus(world, { position: [16, 0, 16] })
  runTicks(world, 30)
  expect(clearCooldowns(world)).toBe(4)
  runTicks(world, 2)
  expect([listCooldowns(world).length, world.terrane.byState[State.Error]]).toEqual([0, 0])
  runTicks(world, 20)
  expect(listCooldowns(world).map(({ failures }) => failures)).toEqual([2, 2, 2, 2])
  expect(clearCooldowns(world, listCooldowns(world)[0].section)).toBe(1)
  runTicks(world, 2)
  expect(listCooldowns(world).length).toBe(3)
  runTicks(world, 20)
  expect(
    listCooldowns(world)
      .map(({ failures }) => failures)
      .sort(),
  ).toEqual([2, 2, 2, 3])
  broken = false
  clearCooldowns(world)
  runTicks(world, 20)
  expect(world.terrane.byState[State.Loaded]).toBe(4)
  expect(clearCooldowns(world)).toBe(0)
})
