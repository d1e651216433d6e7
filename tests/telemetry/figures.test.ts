import { expect, test } from 'vitest'
import { State } from '../../src/components/state'
import { createFocus, moveFocus } from '../../src/focuses'
import { findLive } from '../../src/live/rowTable'
import { pin } from '../../src/pins'
import { sectionId } from '../../src/sectionId'
import { auditTick, createAudit } from '../../src/telemetry/audit'
import { createFigures, measureFigures } from '../../src/telemetry/measureFigures'
import { timelineHash } from '../../src/telemetry/telemetry'
import { gridRecords, makeWorld, runTicks } from '../worlds'

test('P-19: the figures agree with the world they were measured in', () => {
  const world = makeWorld(gridRecords(40), { budgetBytes: 20_000, backend: { failRate: 0.2 } })
  const { terrane } = world
  const focus = createFocus(world, { position: [100, 0, 300] })
  createFocus(world, { position: [300, 0, 300] })
  pin(world, sectionId(terrane, 0))
  const figures = createFigures()
  measureFigures(terrane, figures)
  for (let i = 0; i < 900; i++) {
    moveFocus(world, focus, 100 + i / 3, 0, 300)
    runTicks(world, 1)
  }
  expect(measureFigures(terrane, figures)).toBe(figures)
  expect(figures).toMatchObject({ tick: 900, sections: 1600, focuses: 2, pinned: 1, budgetBytes: 20_000 })
  expect([...figures.byState].reduce((sum, count) => sum + count)).toBe(figures.live)
  expect(figures.residentBytes).toBeLessThanOrEqual(figures.peakBytes)
  expect(figures.peakBytes).toBeLessThanOrEqual(20_000)
  expect(figures.shown).toBeLessThanOrEqual(figures.byState[State.Loaded])
  expect(Math.min(figures.loads, figures.unloads, figures.failures, figures.refused)).toBeGreaterThan(0)
  expect(figures.maxConcurrentLoads).toBe(2)
  expect(figures.tickMedianMs).toBeGreaterThan(0)
  expect(figures.tickP99Ms).toBeGreaterThanOrEqual(figures.tickMedianMs)
})

test('P-19: load times, first ticks, peaks of queues and loads, by hand-countable numbers', () => {
  const world = makeWorld(gridRecords(3), {
    profile: 'conservative',
    backend: { latencyMs: 100 },
    settings: { graceSeconds: 0 },
  })
  const figures = createFigures()
  expect(measureFigures(world.terrane, figures)).toMatchObject({
    firstLoadTick: -1,
    firstUnloadTick: -1,
    loadMeanMs: 0,
    loadP95Ms: 0,
  })
  const focus = createFocus(world, { position: [24, 0, 24] })
  runTicks(world, 1)
  expect(measureFigures(world.terrane, figures)).toMatchObject({
    activeLoads: 1,
    queuedLoads: 8,
    maxQueuedLoads: 9,
    firstLoadTick: 1,
  })
  runTicks(world, 99)
  // Six ticks of latency from the tick before: the backend is told of a tick in its poll, after the start.
  expect(measureFigures(world.terrane, figures)).toMatchObject({ maxActiveLoads: 1, activeLoads: 0, queuedLoads: 0 })
  expect([figures.loadMeanMs, figures.loadP95Ms].map(Math.round)).toEqual([83, 83])
  moveFocus(world, focus, 5000, 0, 0, true)
  runTicks(world, 2)
  expect(measureFigures(world.terrane, figures)).toMatchObject({
    firstUnloadTick: 102,
    maxQueuedUnloads: 9,
    queuedUnloads: 8,
  })
})

test('P-19: thrash names the section that was loaded again most', () => {
  const world = makeWorld(gridRecords(2, 16, { enterRadius: 20 }), { settings: { graceSeconds: 0 } })
  const focus = createFocus(world, { position: [-10, 0, -10] })
  const figures = createFigures()
  runTicks(world, 60)
  expect(measureFigures(world.terrane, figures)).toMatchObject({ reloads: 0, worstReloader: '', worstReloads: 0 })
  for (let i = 0; i < 3; i++) {
    moveFocus(world, focus, 5000, 0, 0, true)
    runTicks(world, 60)
    moveFocus(world, focus, i === 2 ? 8 : -10, 0, i === 2 ? 8 : -10, true)
    runTicks(world, 60)
  }
  expect(measureFigures(world.terrane, figures)).toMatchObject({ worstReloader: 'cell 0 0', worstReloads: 3 })
  expect(figures.reloads).toBeGreaterThanOrEqual(3)
})

test('the timeline hash is 16 hex digits, grows with what happens and stands still at rest', () => {
  const world = makeWorld(gridRecords(4))
  createFocus(world)
  const before = timelineHash(world.terrane.telemetry)
  runTicks(world, 120)
  const after = timelineHash(world.terrane.telemetry)
  expect(after).toMatch(/^[0-9a-f]{16}$/)
  expect(after).not.toBe(before)
  runTicks(world, 600)
  expect(timelineHash(world.terrane.telemetry)).toBe(after)
})

test('the audit sees a hole, a double and a picture without content when somebody makes one', () => {
  const world = makeWorld([
    { name: 'root', bounds: [0, 0, 0, 9, 9, 9], enterRadius: 99, refineDistance: 5, kind: 'mesh', content: 'root' },
    { name: 'leaf', bounds: [0, 0, 0, 9, 9, 9], enterRadius: 0, parent: 0, kind: 'mesh', content: 'leaf' },
  ])
  const { terrane } = world
  createFocus(world)
  runTicks(world, 200)
  const audit = createAudit()
  auditTick(terrane, audit)
  expect([audit.holes, audit.doubles, audit.unbacked]).toEqual([0, 0, 0])
  const [root, leaf] = [findLive(terrane.rows, 0), findLive(terrane.rows, 1)]
  expect([terrane.live.shown[root], terrane.live.shown[leaf]]).toEqual([0, 1])
  terrane.live.shown[root] = 1
  terrane.live.state[root] = State.Idle
  auditTick(terrane, audit)
  expect([audit.doubles, audit.unbacked]).toEqual([1, 1])
  terrane.live.shown[root] = terrane.live.shown[leaf] = 0
  terrane.clock.tick++
  auditTick(terrane, audit)
  expect(audit.holes).toBe(1)
})
