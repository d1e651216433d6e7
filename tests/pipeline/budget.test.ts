import { expect, test } from 'vitest'
import { State } from '../../src/components/state'
import { setBudget } from '../../src/engineFeature'
import { createFocus, moveFocus, removeFocus } from '../../src/focuses'
import { describeSection } from '../../src/inspection'
import { pin, pinCount, unpin } from '../../src/pins'
import { sectionId } from '../../src/sectionId'
import { gridRecords, makeWorld, runTicks } from '../worlds'

test('P-16: under a budget the nearest stay, nothing reloads at rest, and the cap holds', () => {
  const world = makeWorld(gridRecords(20, 16, { enterRadius: 100 }), { budgetBytes: 20_500 })
  const { terrane } = world
  createFocus(world, { position: [160, 0, 160] })
  runTicks(world, 1200)
  expect(terrane.byState[State.Loaded]).toBe(20)
  expect(terrane.ledger.peakBytes).toBeLessThanOrEqual(20_500)
  const { live } = terrane
  const distances = { loaded: 0, refused: Infinity }
  for (let i = 0; i < live.count; i++) {
    const s = live.order[i]
    if (live.state[s] === State.Loaded) distances.loaded = Math.max(distances.loaded, live.rangeSquared[s])
    else if (live.inRange[s]) distances.refused = Math.min(distances.refused, live.rangeSquared[s])
  }
  expect(distances.loaded).toBeLessThanOrEqual(distances.refused)
  const loads = terrane.telemetry.loads
  runTicks(world, 3000)
  expect(terrane.telemetry.loads).toBe(loads)
  expect(terrane.telemetry.reloads).toBe(0)
  expect(terrane.telemetry.refused).toBeGreaterThan(20)
})

test('P-16: a moving focus under a budget never passes it and never starves', () => {
  const world = makeWorld(gridRecords(40, 16, { enterRadius: 100 }), { budgetBytes: 30_000 })
  const focus = createFocus(world, { position: [100, 0, 300] })
  for (let i = 0; i < 2000; i++) {
    moveFocus(world, focus, 100 + i * 0.15, 0, 300)
    runTicks(world, 1)
    expect(world.terrane.ledger.residentBytes).toBeLessThanOrEqual(30_000)
  }
  runTicks(world, 600)
  expect(world.terrane.byState[State.Loaded]).toBe(30)
})

test('P-16: a budget lowered at run time lets the farthest go, raised again lets them come back', () => {
  const world = makeWorld(gridRecords(20, 16, { enterRadius: 60 }))
  createFocus(world, { position: [160, 0, 160] })
  runTicks(world, 1200)
  const all = world.terrane.byState[State.Loaded]
  setBudget(world, 10_000)
  runTicks(world, 600)
  expect(world.terrane.byState[State.Loaded]).toBe(10)
  setBudget(world, Infinity)
  runTicks(world, 1200)
  expect(world.terrane.byState[State.Loaded]).toBe(all)
})

test('P-15: a pinned section loads without a focus, is counted, and leaves after the last unpin', () => {
  const world = makeWorld(gridRecords(10))
  const section = sectionId(world.terrane, 50)
  pin(world, section)
  pin(world, section)
  runTicks(world, 60)
  expect(describeSection(world, section)).toMatchObject({ state: 'Loaded', reason: 'pinned', shown: false })
  expect(pinCount(world, section)).toBe(2)
  unpin(world, section)
  runTicks(world, 600)
  expect(describeSection(world, section).state).toBe('Loaded')
  unpin(world, section)
  runTicks(world, 600)
  expect(describeSection(world, section).state).toBe('Idle')
  expect(() => unpin(world, section)).toThrow('a section with a pin')
})

test('P-15: a pin holds what the focus leaves behind', () => {
  const world = makeWorld(gridRecords(10))
  const focus = createFocus(world, { position: [80, 0, 80] })
  runTicks(world, 600)
  const { live } = world.terrane
  const held = sectionId(world.terrane, live.row[live.order.find((s) => live.shown[s] === 1)!])
  pin(world, held)
  removeFocus(world, focus)
  runTicks(world, 900)
  expect(world.terrane.byState[State.Loaded]).toBe(1)
  expect(describeSection(world, held).state).toBe('Loaded')
})
