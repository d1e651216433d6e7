import { expect, it } from 'vitest'
import { setBudget } from '../../src/budgets/setBudget'
import { State } from '../../src/components/state'
import type { TerraneWorld } from '../../src/engine'
import { explainBudget } from '../../src/explain/explainBudget'
import { createFocus, moveFocus } from '../../src/focuses'
import { signalMemoryPressure } from '../../src/budgets/memoryPressure'
import { prefetch } from '../../src/prefetch/prefetch'
import { createFigures, measureFigures } from '../../src/telemetry/measureFigures'
import { auditTick, createAudit } from '../../src/telemetry/audit'
import { gridRecords, makeWorld, runTicks } from '../worlds'

/** Cells of four leaves each, coarse from 40 m on: 1,000 bytes a picture, all within reach. */
function trees(side = 3) {
  return gridRecords(side, 64, { enterRadius: 400, refineDistance: 300 }).flatMap((record, i) => [
    record,
    ...[0, 1, 2, 3].map((k) => ({
      ...record,
      name: `${record.name} leaf ${k}`,
      parent: 5 * i,
      enterRadius: 0,
      refineDistance: 0,
      content: `leaf ${5 * i + k}`,
    })),
  ])
}

function settled(options: Parameters<typeof makeWorld>[1] = {}) {
  const world = makeWorld(trees(), { ...options, settings: { dwellSeconds: 0.1, ...options.settings } })
  const focus = createFocus(world, { position: [96, 1, 96] })
  runTicks(world, 600)
  return { world, focus, audit: createAudit() }
}

const resident = ({ terrane }: TerraneWorld) => terrane.ledger.residentBytes

it('T-17: a critical signal halves what is resident, coarser pictures take over without a hole, and it all returns', () => {
  const { world, audit } = settled()
  const { terrane } = world
  expect(resident(world)).toBe(36_000)
  const watched = (ticks: number) => runTicks(world, ticks, () => auditTick(terrane, audit))
  watched(1)
  signalMemoryPressure(world, 'critical')
  watched(60)
  expect(resident(world)).toBeLessThanOrEqual(18_000)
  expect(terrane.telemetry.shown).toBeGreaterThanOrEqual(9)
  const sentence = explainBudget(world)
  expect(sentence).toMatch(
    /memory pressure is critical and the plan keeps 0 MiB for 30 more seconds|for 29 more seconds/,
  )
  watched(29 * 60)
  expect(resident(world)).toBeLessThanOrEqual(18_000)
  const figures = createFigures()
  expect(measureFigures(terrane, figures)).toMatchObject({ pressure: 'critical', pressureSignals: 1 })
  const budgets: number[] = []
  for (let i = 0; i < 6; i++) {
    watched(120)
    budgets.push(terrane.ledger.budgetBytes)
    expect(resident(world)).toBeLessThanOrEqual(terrane.ledger.budgetBytes)
  }
  expect(budgets).toEqual([22_500, 27_000, 31_500, 36_000, Infinity, Infinity])
  watched(600)
  expect(resident(world)).toBe(36_000)
  expect(measureFigures(terrane, figures)).toMatchObject({
    pressure: 'none',
    budgetBytes: Infinity,
    pressureSignals: 1,
  })
  expect([audit.holes, audit.doubles, audit.unbacked, terrane.telemetry.forced]).toEqual([0, 0, 0, 0])
})

it('ends grace at once and tears down past the profile’s bounds', () => {
  const { world, focus } = settled({ profile: 'conservative', settings: { graceSeconds: 600, teleportSpeed: 1e9 } })
  moveFocus(world, focus, 5000, 1, 5000)
  runTicks(world, 120)
  expect(resident(world)).toBe(36_000)
  signalMemoryPressure(world, 'moderate')
  runTicks(world, 2)
  expect(world.terrane.byState[State.Loaded]).toBe(0)
  expect(world.terrane.telemetry.maxUnloadsInATick).toBe(36)
})

it('moderate keeps three quarters; a signal that is not obeyed yet makes it last longer, not smaller; an obeyed one shrinks it again', () => {
  const { world } = settled()
  const { ledger } = world.terrane
  signalMemoryPressure(world, 'moderate')
  runTicks(world, 1)
  signalMemoryPressure(world, 'moderate')
  runTicks(world, 1)
  expect(ledger.budgetBytes).toBe(27_000)
  runTicks(world, 300)
  signalMemoryPressure(world, 'moderate')
  runTicks(world, 1)
  expect(ledger.budgetBytes).toBeLessThan(27_000 * 0.8)
  expect(world.terrane.telemetry.pressureSignals).toBe(3)
})

it('a budget that is set meanwhile is the ceiling: pressure stays below it', () => {
  const { world } = settled()
  signalMemoryPressure(world, 'critical')
  runTicks(world, 10)
  setBudget(world, 30_000)
  expect(world.terrane.ledger.budgetBytes).toBe(18_000)
  setBudget(world, 5_000)
  expect(world.terrane.ledger.budgetBytes).toBe(5_000)
  runTicks(world, 60 * 45)
  expect(world.terrane.ledger.budgetBytes).toBe(5_000)
})

it('prefetch rests while it lasts', () => {
  const world = makeWorld(gridRecords(40), { features: [prefetch()], budgets: { pressureSeconds: [4, 4] } })
  const focus = createFocus(world, { position: [8, 1, 320] })
  let x = 8
  const walk = (ticks: number) => runTicks(world, ticks, () => moveFocus(world, focus, (x += 0.1), 1, 320))
  walk(300)
  const before = world.terrane.telemetry.prefetched
  expect(before).toBeGreaterThan(0)
  signalMemoryPressure(world, 'moderate')
  walk(2)
  const during = world.terrane.telemetry.prefetched
  walk(200)
  expect(world.terrane.telemetry.prefetched).toBe(during)
  walk(1200)
  expect(world.terrane.telemetry.prefetched).toBeGreaterThan(during)
})

it('refuses another level', () => {
  const { world } = settled()
  for (const level of ['none', 'high', ''])
    expect(() => signalMemoryPressure(world, level as 'critical')).toThrow('[argument]')
})
