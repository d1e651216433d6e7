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
