import { expect, test } from 'vitest'
import { signalMemoryPressure } from '../../src/budgets/memoryPressure'
import { setBudget } from '../../src/budgets/setBudget'
import { SectionFlag } from '../../src/blobs/sectionBlob'
import { State } from '../../src/components/state'
import type { TerraneWorld } from '../../src/engine'
import { createFocus, moveFocus } from '../../src/focuses'
import { describeSection, listQueue } from '../../src/inspection'
import { sectionId } from '../../src/sectionId'
import { gridRecords, makeWorld, runTicks } from '../worlds'

/** Distances of what stands and of what is in range and does not. */
function distances(world: TerraneWorld): { standing: number[]; refused: number[] } {
  const standing: number[] = []
  const refused: number[] = []
  for (let row = 0; row < world.terrane.table.count; row++) {
    const { state, distance } = describeSection(world, sectionId(world.terrane, row))
    if (state === 'Loaded') standing.push(distance)
    else if (distance <= 32) refused.push(distance)
  }
  return { standing, refused }
}

test('P-16: below one view the nearest stand, the rest is refused, and nothing moves under a resting focus', () => {
  const world = makeWorld(gridRecords(30), { budgetBytes: 10_000 })
  createFocus(world, { position: [233, 0, 241] })
  const { telemetry, ledger } = world.terrane
  runTicks(world, 600)
  const { standing, refused } = distances(world)
  expect(standing.length).toBe(10)
  expect(refused.length).toBe(telemetry.refused)
  expect(refused.length).toBeGreaterThan(10)
  expect(Math.max(...standing)).toBeLessThanOrEqual(Math.min(...refused))
  const { loads } = telemetry
  runTicks(world, 60 * 60)
  expect([telemetry.loads, telemetry.reloads, telemetry.unloads]).toEqual([loads, 0, 0])
  expect(ledger.peakBytes).toBeLessThanOrEqual(10_000)
})

test('P-16: a budget can shrink and grow at run time; what no longer fits leaves through the queue, with that reason', () => {
  const world = makeWorld(gridRecords(30))
  createFocus(world, { position: [233, 0, 241] })
  runTicks(world, 600)
  const { terrane } = world
  const all = terrane.byState[State.Loaded]
  setBudget(world, 8_000)
  const reasons = new Set<string>()
  runTicks(world, 600, () => listQueue(world, 'unloads').forEach(({ reason }) => reasons.add(reason)))
  expect([...reasons]).toEqual(['over budget'])
  expect(terrane.byState[State.Loaded]).toBe(8)
  const { standing, refused } = distances(world)
  expect(Math.max(...standing)).toBeLessThanOrEqual(Math.min(...refused))
  setBudget(world, Infinity)
  runTicks(world, 600)
  expect(terrane.byState[State.Loaded]).toBe(all)
  expect(terrane.telemetry.refused).toBe(0)
})

test('P-16: along a path the bytes stay within the budget, and a place is never left empty for a farther one', () => {
  const world = makeWorld(gridRecords(40), { budgetBytes: 12_000 })
  const focus = createFocus(world, { position: [50, 0, 300] })
  for (let i = 0; i < 3000; i++) {
    moveFocus(world, focus, 50 + i / 6, 0, 300)
    runTicks(world, 1)
    expect(world.terrane.ledger.residentBytes).toBeLessThanOrEqual(12_000)
  }
  runTicks(world, 600)
  const { standing, refused } = distances(world)
  expect(standing.length).toBe(12)
  // What is held competes at 0.87 of its distance: nearer ones take its place only where that is worth a load.
  expect(Math.max(...standing) * 0.87).toBeLessThanOrEqual(Math.min(...refused))
})

test('a budget that is no number of bytes above 0 is refused', () => {
  const world = makeWorld(gridRecords(2))
  for (const bytes of [0, -1, NaN]) {
    expect(() => setBudget(world, bytes)).toThrow('[argument]')
    expect(() => makeWorld(gridRecords(2), { budgetBytes: bytes })).toThrow('[argument]')
  }
})

test('a world without budgets() says so where it is asked for what they do', () => {
  const world = makeWorld(gridRecords(10), { budgets: null })
  createFocus(world, { position: [40, 0, 40] })
  runTicks(world, 120)
  expect([world.terrane.budgets, world.terrane.byState[State.Loaded] > 0]).toEqual([null, true])
  expect(() => setBudget(world, 1000)).toThrow('Put budgets() into features. [argument]')
  expect(() => signalMemoryPressure(world, 'critical')).toThrow('Put budgets() into features. [argument]')
})

test('sharper textures without budgets() are refused when the world is composed: the blurred ones would stay', () => {
  const texture = { bounds: [0, 0, 0, 0, 0, 0], enterRadius: 0, kind: 'texture', flags: SectionFlag.Placeless } as const
  const records = [
    { ...texture, name: 'blurred', content: 'blurred', stage: 0, refineDistance: 20 },
    { ...texture, name: 'sharp', content: 'sharp', stage: 1, parent: 0, requires: [0] },
  ]
  expect(() => makeWorld(records, { budgets: null })).toThrow('sharper textures in a world without budgets')
  expect(() => makeWorld(records, { budgets: null, kinds: ['mesh'] })).not.toThrow()
  expect(makeWorld(records).terrane.budgets).not.toBeNull()
})
