import { expect, test } from 'vitest'
import { State } from '../../src/components/state'
import type { TerraneWorld } from '../../src/engine'
import { createFocus, moveFocus } from '../../src/focuses'
import { describeSection } from '../../src/inspection'
import { sectionId } from '../../src/sectionId'
import { auditTick, createAudit } from '../../src/telemetry/audit'
import { gridRecords, makeWorld, runTicks } from '../worlds'

/** Rows that are Loaded, by the low x of their cells. */
function loadedFrom(world: TerraneWorld): number[] {
  const { live, table } = world.terrane
  const low: number[] = []
  for (let i = 0; i < live.count; i++) {
    const s = live.order[i]
    if (live.state[s] === State.Loaded) low.push(table.bounds[6 * live.row[s]])
  }
  return low
}

test('a jump leaves no tail of dead work: nothing queued at the old place is ever loaded', () => {
  const world = makeWorld(gridRecords(60, 16, { enterRadius: 100 }))
  const focus = createFocus(world, { position: [100, 0, 100] })
  runTicks(world, 5)
  expect(world.terrane.byState[State.QueuedLoad]).toBeGreaterThan(50)
  moveFocus(world, focus, 900, 0, 900, true)
  runTicks(world, 1)
  const loads = world.terrane.telemetry.loads
  runTicks(world, 900)
  expect(Math.min(...loadedFrom(world))).toBeGreaterThan(700)
  expect(world.terrane.telemetry.loads - loads).toBe(world.terrane.byState[State.Loaded])
})

test('30 m/s through a long world: no hole, no double, nothing loaded twice', () => {
  const world = makeWorld(gridRecords(50))
  const focus = createFocus(world, { position: [20, 0, 400] })
  runTicks(world, 300)
  const audit = createAudit()
  for (let i = 0; i < 1400; i++) {
    moveFocus(world, focus, 20 + i * 0.5, 0, 400)
    runTicks(world, 1)
    auditTick(world.terrane, audit)
  }
  expect([audit.holes, audit.doubles, audit.unbacked]).toEqual([0, 0, 0])
  expect(world.terrane.telemetry.reloads).toBe(0)
  expect(world.terrane.telemetry.loads).toBeGreaterThan(150)
})

test('P-3: distance is to the range box where one is given, not to the bounds', () => {
  const [record] = gridRecords(1, 10, { enterRadius: 100, rangeBox: [5, 5, 5, 5, 5, 5] })
  const world = makeWorld([record])
  const focus = createFocus(world, { position: [10 + 96, 5, 5] })
  const reason = () => describeSection(world, sectionId(world.terrane, 0)).reason
  runTicks(world, 2)
  expect(reason()).toBe('none')
  moveFocus(world, focus, 10 + 94, 5, 5)
  runTicks(world, 2)
  expect(reason()).toBe('in range')
})
