import { expect, test } from 'vitest'
import { State } from '../../src/components/state'
import { createFocus, moveFocus } from '../../src/focuses'
import { pin } from '../../src/pins'
import { sectionId } from '../../src/sectionId'
import { auditTick, createAudit } from '../../src/telemetry/audit'
import { makeForest } from '../properties/forest'
import { createRandom, gridRecords, makeWorld, openRecords, runTicks } from '../worlds'
import { expectCountsToAgree } from '../scenarios/recount'

test('with fewer live rows than one view needs the rest is refused and counted; nothing throws', () => {
  const world = makeWorld(gridRecords(40), { settings: { capacity: 10 } })
  createFocus(world, { position: [320, 0, 320] })
  let refusals = 0
  const { terrane } = world
  runTicks(world, 300, () => (refusals = Math.max(refusals, Number(terrane.cut.starved))))
  expect(refusals).toBe(1)
  expect(terrane.live.count).toBe(10)
  expect(terrane.byState[State.Loaded]).toBeGreaterThan(0)
  expectCountsToAgree(terrane, 'full')
})

test('when the focus goes on, the rows of what it left are given to what it reaches', () => {
  const world = makeWorld(gridRecords(60), { settings: { capacity: 50, graceSeconds: 0.5 } })
  const focus = createFocus(world, { position: [100, 0, 480] })
  for (let i = 0; i < 3000; i++) {
    moveFocus(world, focus, 100 + i / 5, 0, 480)
    runTicks(world, 1)
  }
  runTicks(world, 300)
  const { live, byState } = world.terrane
  let near = 0
  for (let i = 0; i < live.count; i++) near += live.inRange[live.order[i]]
  expect(near).toBeGreaterThan(15)
  expect(byState[State.Loaded]).toBe(near)
})

for (const seed of [1, 2, 3, 4, 5, 6])
  test(`trees whose families do not fit stay coarse: no hole, no double, every count right (seed ${seed})`, () => {
    const random = createRandom(seed)
    const forest = makeForest(random)
    const world = makeWorld(openRecords(forest.records), {
      settings: { capacity: random.whole(2, 20), dwellSeconds: 0.1, graceSeconds: 0.2, forgetSeconds: 0.2 },
    })
    const focus = createFocus(world)
    const audit = createAudit()
    for (let i = 0; i < 1500; i++) {
      moveFocus(world, focus, (i / 1500) * forest.size, 1, ((i * 3) % 1500) * (forest.size / 1500))
      runTicks(world, 1)
      auditTick(world.terrane, audit)
      if (i % 50 === 0) expectCountsToAgree(world.terrane, `tick ${i}`)
    }
    expect([audit.holes, audit.doubles, audit.unbacked]).toEqual([0, 0, 0])
  })

test('a pin that finds no row is refused by name', () => {
  const world = makeWorld(gridRecords(4), { settings: { capacity: 3 } })
  for (let row = 0; row < 3; row++) pin(world, sectionId(world.terrane, row))
  expect(() => pin(world, sectionId(world.terrane, 3))).toThrow('[capacity]')
  runTicks(world, 60)
  expect(world.terrane.byState[State.Loaded]).toBe(3)
})
