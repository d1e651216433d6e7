import { expect, test } from 'vitest'
import type { TerraneWorld } from '../../src/engine'
import { createFocus, moveFocus, removeFocus } from '../../src/focuses'
import { squaredDistanceToBox } from '../../src/math/box'
import { State } from '../../src/components/state'
import { findLive } from '../../src/live/rowTable'
import { createRandom, gridRecords, makeWorld, runTicks } from '../worlds'
import { makeScriptedWorld, Outcome, type ScriptedBackend } from './scriptedBackend'

function desiredRows({ terrane }: TerraneWorld): number[] {
  const { live } = terrane
  const rows: number[] = []
  for (let i = 0; i < live.count; i++) if (live.desired[live.order[i]]) rows.push(live.row[live.order[i]])
  return rows.sort((a, b) => a - b)
}

function rowsWithin(
  { terrane }: TerraneWorld,
  points: readonly (readonly [number, number])[],
  radius: number,
): number[] {
  const { table } = terrane
  const near = (row: number) =>
    points.some(([x, z]) => squaredDistanceToBox(table.bounds, 6 * row, x, 0, z) <= radius * radius)
  return Array.from({ length: table.count }, (_, row) => row).filter(near)
}

for (const seed of [1, 2, 3])
  test(`P-5: several focuses want the union of what each wants (seed ${seed})`, () => {
    const random = createRandom(seed)
    const world = makeWorld(gridRecords(40))
    const points = [0, 1, 2, 3].map(() => [random.between(0, 640), random.between(0, 640)] as const)
    for (const [x, z] of points) createFocus(world, { position: [x, 0, z] })
    runTicks(world, 1)
    expect(desiredRows(world)).toEqual(rowsWithin(world, points, 32))
  })

test('P-5: with one focus removed its own part leaves, with none left everything', () => {
  const world = makeWorld(gridRecords(40))
  const a = createFocus(world, { position: [100, 0, 100] })
  const b = createFocus(world, { position: [500, 0, 500] })
  runTicks(world, 300)
  removeFocus(world, a)
  runTicks(world, 600)
  expect(desiredRows(world)).toEqual(rowsWithin(world, [[500, 500]], 32))
  removeFocus(world, b)
  runTicks(world, 60 * 20)
  expect([world.terrane.byState[State.Loaded], world.terrane.live.count]).toEqual([0, 0])
})

/** Ends the load that runs, if any, lets the next one start, and tells whose it is. */
function startNext(world: TerraneWorld, backend: ScriptedBackend): number {
  const before = backend.count('start')
  if (before > 0) backend.answer(backend.last('start'), Outcome.Loaded)
  runTicks(world, before > 0 ? 2 : 1)
  expect(backend.count('start')).toBe(before + 1)
  const { live, rows } = world.terrane
  return live.bestFocus[findLive(rows, backend.last('start').row)]
}

/** Starts by focus until `starts` loads have begun, one slot, each load done at once. */
function countStarts(weights: readonly number[], starts: number): number[] {
  const { world, backend } = makeScriptedWorld(gridRecords(60, 16, { enterRadius: 120 }), { profile: 'conservative' })
  weights.forEach((weight, i) => createFocus(world, { position: [160 + 600 * i, 0, 400], weight }))
  const counts = weights.map(() => 0)
  for (let i = 0; i < starts; i++) {
    counts[startNext(world, backend)]++
  }
  return counts
}

test('P-5: loads start 3 : 1 over a long queue for focuses of weight 3 and 1', () => {
  const [a, b] = countStarts([3, 1], 120)
  expect(a + b).toBe(120)
  expect(a).toBeGreaterThanOrEqual(89)
  expect(a).toBeLessThanOrEqual(91)
})

test('P-5: loads start evenly for focuses of equal weight', () => {
  const [a, b] = countStarts([1, 1], 80)
  expect(Math.abs(a - b)).toBeLessThanOrEqual(1)
})

test('P-5: a focus that idled has saved nothing up: it shares from now on, and does not take all', () => {
  const { world, backend } = makeScriptedWorld(gridRecords(90, 16, { enterRadius: 150 }), { profile: 'conservative' })
  createFocus(world, { position: [200, 0, 400] })
  const idle = createFocus(world, { position: [5000, 0, 5000] })
  const next = () => startNext(world, backend)
  for (let i = 0; i < 60; i++) expect(next()).toBe(0)
  moveFocus(world, idle, 900, 0, 400)
  const served = Array.from({ length: 40 }, next)
  const share = served.filter((focus) => focus === 1).length
  expect(share).toBeGreaterThanOrEqual(19)
  expect(share).toBeLessThanOrEqual(21)
})
