import { describe, expect, it } from 'vitest'
import { createFocus, moveFocus } from '../../src/index'
import { advanceAir, createAir, measureAir } from '../../src/viewer/air'
import { gridRecords, makeWorld, openRecords, runTicks } from '../worlds'

describe('the fog', () => {
  const enterRadius = 128
  it('ends at the radius of most sections, whatever a landmark says', () => {
    const records = gridRecords(6, 32, { enterRadius })
    const table = openRecords([...records, { ...records[0], name: 'tower', enterRadius: 900 }])
    expect(createAir(table).reach).toBe(enterRadius)
  })

  it('lifts once everything in reach is shown, and closes before what is missing', () => {
    const world = makeWorld(gridRecords(24, 32, { enterRadius }), { backend: { latencyMs: 200 } })
    const air = createAir(world.terrane.table)
    const focus = createFocus(world, { position: [100, 2, 100] })
    runTicks(world, 2)
    measureAir(air, world)
    expect(air.wantedEnd).toBeLessThan(enterRadius)
    runTicks(world, 1200)
    measureAir(air, world)
    expect(air.wantedEnd).toBe(enterRadius)
    for (let i = 0; i < 600; i++) advanceAir(air, 1 / 60)
    expect(air.environment.fogEnd).toBeCloseTo(enterRadius, 1)
    expect(air.environment.fogStart).toBeLessThan(air.environment.fogEnd)
    moveFocus(world, focus, 600, 2, 600)
    runTicks(world, 3)
    measureAir(air, world)
    expect(air.wantedEnd).toBeLessThan(enterRadius)
    expect(air.wantedEnd).toBeGreaterThan(0.3 * enterRadius)
    const before = air.environment.fogEnd
    for (let i = 0; i < 30; i++) advanceAir(air, 1 / 60)
    expect(air.environment.fogEnd).toBeLessThan(before)
  })

  it('is the default air in a world without radii', () => {
    expect(createAir(openRecords([])).reach).toBeGreaterThan(1000)
  })
})
