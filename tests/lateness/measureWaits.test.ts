import { describe, expect, it } from 'vitest'
import { createFocus } from '../../src/focuses'
import { measureWaits } from '../../src/lateness/measureWaits'
import { place } from '../readiness/places'
import { makeScriptedWorld, Outcome } from '../systems/scriptedBackend'
import { gridRecords, makeWorld, runTicks } from '../worlds'

const nothing = { median: 0, longest: 0 }

describe('T-21: from first in range to dispatch, and to shown', () => {
  it('is what stage times say', () => {
    const { world, backend } = makeScriptedWorld([place('p', 0)])
    expect(measureWaits(world)).toEqual({ asked: 0, shown: 0, toAskedMs: nothing, toShownMs: nothing })
    createFocus(world, { position: [5, 0, 5] })
    runTicks(world, 12)
    expect(measureWaits(world)).toMatchObject({ asked: 1, shown: 0, toAskedMs: nothing })
    backend.answer(backend.last('start', 0), Outcome.Loaded)
    runTicks(world, 5)
    const { shown, toShownMs } = measureWaits(world)
    expect(shown).toBe(1)
    expect(toShownMs.median).toBeCloseTo((12 * 1000) / 60, 6)
    expect(toShownMs.longest).toBe(toShownMs.median)
  })

  it('grows behind a narrow loader, the last in the queue longest', () => {
    const world = makeWorld(gridRecords(6, 16, { enterRadius: 200 }), { backend: { latencyMs: 100 } })
    createFocus(world, { position: [48, 0, 48] })
    runTicks(world, 600)
    const { asked, shown, toAskedMs, toShownMs } = measureWaits(world)
    expect([asked, shown]).toEqual([36, 36])
    expect(toAskedMs.longest).toBeGreaterThan(toAskedMs.median)
    expect(toShownMs.median).toBeGreaterThanOrEqual(toAskedMs.median + 80)
    expect(toShownMs.longest).toBeGreaterThanOrEqual(toAskedMs.longest + 80)
  })
})
