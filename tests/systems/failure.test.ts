import { expect, test } from 'vitest'
import { State } from '../../src/components/state'
import { createEventCursor, EventKind, readEvents } from '../../src/eventReaders'
import { createFocus, removeFocus } from '../../src/focuses'
import { describeSection } from '../../src/inspection'
import { sectionId } from '../../src/sectionId'
import { gridRecords, makeWorld, runTicks, type TestWorldOptions } from '../worlds'

/** Seconds of each cooldown of a section of `bytes`, where the largest has a million. */
function cooldowns(bytes: number, failures: number, seed = 1): number[] {
  const records = gridRecords(2, 16, { enterRadius: 200 }).map((record, i) => ({
    ...record,
    cpuBytes: 0,
    gpuBytes: i === 0 ? bytes : 1_000_000,
  }))
  const world = makeWorld(records, { settings: { seed }, backend: { latencyMs: 1, fails: () => true } })
  const { terrane } = world
  const row = [...terrane.table.gpuBytes].indexOf(bytes)
  const section = sectionId(terrane, row)
  createFocus(world)
  const seconds: number[] = []
  let before = 0
  while (seconds.length < failures) {
    runTicks(world, 1)
    const status = describeSection(world, section)
    if (status.failures > before) seconds.push(status.cooldownTicks / 60)
    before = status.failures
  }
  return seconds
}

const jitter = 0.8

test('P-14: the first cooldown is 3 s, up to 5 s for the most costly section, less a fifth at most by jitter', () => {
  for (const [bytes, longest] of [
    [1, 3],
    [500_000, 4],
    [1_000_000, 5],
  ] as const) {
    const [first] = cooldowns(bytes, 1)
    expect(first).toBeLessThanOrEqual(longest + 1 / 60)
    expect(first).toBeGreaterThanOrEqual(longest * jitter)
  }
})

test('P-14: further cooldowns double up to 60 s', () => {
  const seconds = cooldowns(1, 8)
  const longest = [3, 6, 12, 24, 48, 60, 60, 60]
  seconds.forEach((cooldown, i) => {
    expect(cooldown).toBeLessThanOrEqual(longest[i] + 1 / 60)
    expect(cooldown).toBeGreaterThanOrEqual(longest[i] * jitter)
  })
})

test('P-14: jitter differs by failure and by seed, and is the same in every run', () => {
  expect(cooldowns(1, 8)).toEqual(cooldowns(1, 8))
  expect(cooldowns(1, 8, 2)).not.toEqual(cooldowns(1, 8))
  expect(new Set(cooldowns(1, 8).slice(5)).size).toBe(3)
})

test('P-14: a section that fails twice loads at its third try; failures and error are forgiven then', () => {
  const world = makeWorld(gridRecords(1), { backend: { fails: (_row, attempt) => attempt < 3 } })
  const section = sectionId(world.terrane, 0)
  const cursor = createEventCursor(world)
  createFocus(world)
  runTicks(world, 60)
  expect(describeSection(world, section)).toMatchObject({ state: 'Error', failures: 1, lastError: 'simulated failure' })
  expect(describeSection(world, section).cooldownTicks).toBeGreaterThan(100)
  runTicks(world, 60 * 16)
  expect(describeSection(world, section)).toMatchObject({
    state: 'Loaded',
    failures: 0,
    lastError: '',
    cooldownTicks: 0,
  })
  const kinds: EventKind[] = []
  readEvents(world, cursor, (kind) => kinds.push(kind))
  expect(kinds).toEqual([EventKind.Failed, EventKind.Failed, EventKind.Loaded, EventKind.Shown])
  expect(world.terrane.telemetry.failures).toBe(2)
})

test('P-14: the last error stays while the section matters and is forgotten a minute after its cooldown', () => {
  const world = makeWorld(gridRecords(1), { backend: { fails: () => true } })
  const section = sectionId(world.terrane, 0)
  const focus = createFocus(world)
  runTicks(world, 60)
  removeFocus(world, focus)
  runTicks(world, 60 * 50)
  expect(describeSection(world, section)).toMatchObject({ failures: 1, lastError: 'simulated failure' })
  runTicks(world, 60 * 20)
  expect(describeSection(world, section)).toMatchObject({ failures: 0, lastError: '' })
  expect([world.terrane.live.count, world.terrane.errors.size]).toEqual([0, 0])
})

/** Ticks until everything healthy stands, with one slot. */
function ticksToFill(options: TestWorldOptions['backend'], healthy: (row: number) => boolean): number {
  const world = makeWorld(gridRecords(8, 16, { enterRadius: 300 }), {
    profile: 'conservative',
    backend: { latencyMs: 50, ...options },
  })
  const { terrane } = world
  createFocus(world, { position: [64, 0, 64] })
  const wanted = Array.from({ length: terrane.table.count }, (_, row) => row).filter(healthy).length
  for (let tick = 1; tick < 10_000; tick++) {
    runTicks(world, 1)
    if (terrane.byState[State.Loaded] === wanted) return tick
  }
  return Infinity
}

test('P-14: sections that fail for ever cost healthy ones one try each, even with one slot', () => {
  const fails = (row: number) => row % 3 === 0
  const alone = ticksToFill({}, () => true)
  const among = ticksToFill({ fails }, (row) => !fails(row))
  expect(among).toBeLessThanOrEqual(alone + 10)
})
