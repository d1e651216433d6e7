import { expect, test } from 'vitest'
import { State } from '../../src/components/state'
import { createFocus, moveFocus, removeFocus } from '../../src/focuses'
import type { TerraneWorld } from '../../src/engine'
import { auditTick, createAudit } from '../../src/telemetry/audit'
import { gridRecords, makeWorld, runTicks } from '../worlds'

/** Rows that are Loaded. */
function loadedRows(world: TerraneWorld): number[] {
  const { live } = world.terrane
  const rows: number[] = []
  for (let i = 0; i < live.count; i++)
    if (live.state[live.order[i]] === State.Loaded) rows.push(live.row[live.order[i]])
  return rows.sort((a, b) => a - b)
}

test('P-5: the desired set of two focuses is the union of what each wants, and one leaving takes only its own', () => {
  const alone = [
    [40, 0, 40],
    [400, 0, 400],
  ].map((position) => {
    const world = makeWorld(gridRecords(30))
    createFocus(world, { position: position as [number, number, number] })
    runTicks(world, 900)
    return loadedRows(world)
  })
  const world = makeWorld(gridRecords(30))
  createFocus(world, { position: [40, 0, 40] })
  const second = createFocus(world, { position: [400, 0, 400] })
  runTicks(world, 1800)
  expect(loadedRows(world)).toEqual([...alone[0], ...alone[1]].sort((a, b) => a - b))
  removeFocus(world, second)
  runTicks(world, 600)
  expect(loadedRows(world)).toEqual(alone[0])
})

test('P-5: with no focus left, everything unpinned unloads', () => {
  const world = makeWorld(gridRecords(10))
  const focus = createFocus(world, { position: [80, 0, 80] })
  runTicks(world, 600)
  expect(loadedRows(world).length).toBeGreaterThan(10)
  removeFocus(world, focus)
  runTicks(world, 600)
  expect(loadedRows(world)).toEqual([])
})

test('P-5: a camera cut wants both places in its tick and gives nobody a velocity', () => {
  const world = makeWorld(gridRecords(40))
  const { terrane } = world
  const before = createFocus(world, { position: [80, 0, 80] })
  runTicks(world, 900)
  const here = terrane.telemetry.desired
  removeFocus(world, before)
  createFocus(world, { position: [500, 0, 500] })
  runTicks(world, 1)
  const { focuses } = terrane
  const [focus] = focuses.alive
  expect([focuses.velocityX[focus], focuses.velocityY[focus], focuses.velocityZ[focus]]).toEqual([0, 0, 0])
  expect(terrane.telemetry.desired).toBeGreaterThan(here)
  expect(terrane.telemetry.shown).toBe(here)
})

test('P-5: slots are shared by weight while all have work', () => {
  const world = makeWorld(gridRecords(60, 16, { enterRadius: 200 }), {
    profile: { name: 'one', concurrent: 1, loadsPerTick: 1, unloadsPerTick: 1, exitRatio: 1.1, prefetchBudget: 0 },
  })
  createFocus(world, { position: [200, 0, 200], weight: 3 })
  createFocus(world, { position: [760, 0, 760], weight: 1 })
  runTicks(world, 400)
  const { table } = world.terrane
  const rows = loadedRows(world)
  const first = rows.filter((row) => table.bounds[row * 6] < 480).length
  expect(rows.length).toBeGreaterThan(60)
  expect(first / (rows.length - first)).toBeGreaterThan(2.7)
  expect(first / (rows.length - first)).toBeLessThan(3.3)
})

test('P-4: a followed object is where the focus is; its velocity is measured, and a teleport is none', () => {
  const world = makeWorld(gridRecords(40))
  const hero = { x: 100, y: 0, z: 100 }
  createFocus(world, { follow: hero })
  const { focuses } = world.terrane
  for (let i = 0; i < 60; i++) {
    hero.x += 0.5
    runTicks(world, 1)
  }
  const [focus] = focuses.alive
  expect(focuses.x[focus]).toBe(hero.x)
  expect(focuses.velocityX[focus]).toBeCloseTo(30, 1)
  hero.x += 300
  runTicks(world, 1)
  expect(focuses.velocityX[focus]).toBe(0)
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
})
