import { expect, test } from 'vitest'
import { State } from '../../src/components/state'
import { createFocus } from '../../src/focuses'
import { describeSection } from '../../src/inspection'
import { findLive } from '../../src/live/rowTable'
import { sectionId } from '../../src/sectionId'
import { gridRecords, makeWorld, runTicks } from '../worlds'

/** Ticks between the starts of the attempts of row 0, which always fails. */
function attemptGaps(bytes: number, largest: number): number[] {
  const starts: number[] = []
  const records = gridRecords(2).slice(0, 2)
  const sized = [
    { ...records[0], cpuBytes: bytes, gpuBytes: 0 },
    { ...records[1], cpuBytes: largest, gpuBytes: 0, enterRadius: 0.001 },
  ]
  const world = makeWorld(sized, {
    backend: {
      fails: (row) => {
        if (row === 0) starts.push(world.terrane.clock.tick)
        return row === 0
      },
    },
  })
  createFocus(world, { position: [0, 0, 0] })
  runTicks(world, 60 * 300)
  return starts.slice(1).map((tick, i) => tick - starts[i])
}

test('P-14: cooldowns begin at 3 to 5 s by cost, double, stay below 60 s, and differ by at most a fifth', () => {
  for (const [bytes, first] of [
    [1, 3],
    [1_000_000, 5],
  ] as const) {
    const seconds = attemptGaps(bytes, 1_000_000).map((ticks) => ticks / 60)
    for (const [n, gap] of seconds.entries()) {
      const full = Math.min(60, first * 2 ** n)
      expect(gap).toBeGreaterThan(full * 0.8 - 0.1)
      expect(gap).toBeLessThan(full + 0.3)
    }
    expect(seconds.length).toBeGreaterThan(5)
  }
})

test('P-14: a failed section is asked for again after its cooldown only, and its error is told until it loads', () => {
  let attempts = 0
  const world = makeWorld(gridRecords(1), { backend: { fails: () => ++attempts < 3 } })
  createFocus(world, { position: [0, 0, 0] })
  runTicks(world, 60)
  const section = sectionId(world.terrane, 0)
  expect(attempts).toBe(1)
  expect(describeSection(world, section)).toMatchObject({ state: 'Error', failures: 1, lastError: 'simulated failure' })
  runTicks(world, 60 * 20)
  expect(attempts).toBe(3)
  expect(describeSection(world, section)).toMatchObject({ state: 'Loaded', failures: 0, lastError: '', shown: true })
})

test('with one slot, what fails for ever never holds up what does not', () => {
  const world = makeWorld(gridRecords(12, 16, { enterRadius: 300 }), {
    profile: 'conservative',
    backend: { fails: (row) => row % 3 === 0 },
    settings: { cooldownSeconds: [0.1, 0.1, 0.2] },
  })
  createFocus(world, { position: [96, 0, 96] })
  runTicks(world, 144 * 8)
  const { live, rows, table } = world.terrane
  for (let row = 0; row < table.count; row++)
    if (row % 3 > 0) expect(live.state[findLive(rows, row)], `row ${row}`).toBe(State.Loaded)
})
