import { describe, expect, it } from 'vitest'
import { State } from '../../src/components/state'
import { createFocus, moveFocus } from '../../src/focuses'
import { openBarrier } from '../../src/readiness/barrier'
import { gridRecords, makeWorld, runTicks } from '../worlds'
import { runUntilEnd } from './places'

describe('P-11, G-13: while a barrier is open', () => {
  const far = 16 * 50
  it('the transport’s bound is in force, and the profile’s again afterwards', () => {
    const world = makeWorld(gridRecords(60), { backend: { latencyMs: 200, transportLoads: 16 } })
    const focus = createFocus(world, { position: [100, 0, 100] })
    runUntilEnd(world, openBarrier(world, focus))
    runTicks(world, 1)
    expect(world.terrane.loader.curtain).toBe(false)
    moveFocus(world, focus, far, 0, far, true)
    const barrier = openBarrier(world, focus)
    let most = 0
    while (barrier.outcome === null) {
      runTicks(world, 1)
      most = Math.max(most, world.terrane.byState[State.Loading])
    }
    expect(most).toBe(16)
    moveFocus(world, focus, 100, 0, 100, true)
    for (let i = 0; i < 200; i++) {
      runTicks(world, 1)
      expect(world.terrane.byState[State.Loading]).toBeLessThanOrEqual(2)
    }
  })

  it('320 × 100 KB at 80 ms and 50 Mbit/s arrive within 1.3 × the wire’s own time of 5.1 s', () => {
    const records = gridRecords(60, 16, { fileBytes: 100_000, enterRadius: 152 })
    const world = makeWorld(records, { backend: { latencyMs: 80, megabitsPerSecond: 50, transportLoads: 24 } })
    const focus = createFocus(world, { position: [-1000, 0, 0] })
    runTicks(world, 5)
    world.terrane.loader.curtain = false
    moveFocus(world, focus, far / 1.6, 0, far / 1.6, true)
    const barrier = openBarrier(world, focus, { timeoutMs: 60_000 })
    const { seconds } = runUntilEnd(world, barrier)
    const wire = (barrier.wanted * 100_000 * 8) / 50e6
    expect(barrier.wanted).toBeGreaterThan(300)
    expect(seconds).toBeLessThan(1.3 * wire)
  })

  it('three quarters of the loads are for its focus, and all focuses have their share again afterwards', () => {
    const world = makeWorld(gridRecords(80, 16, { enterRadius: 120 }), { backend: { latencyMs: 100 } })
    const here = createFocus(world, { position: [300, 0, 300] })
    createFocus(world, { position: [1000, 0, 1000], weight: 2 })
    world.terrane.loader.curtain = false
    const barrier = openBarrier(world, here, { within: 40 })
    const { live } = world.terrane
    const started = [0, 0]
    const count = () => {
      for (let i = 0; i < live.count; i++) {
        const s = live.order[i]
        if (live.state[s] === State.Loading && live.since[s] === world.terrane.clock.tick) started[live.bestFocus[s]]++
      }
    }
    while (barrier.outcome === null) {
      runTicks(world, 1)
      count()
    }
    expect(started[0] / (started[0] + started[1])).toBeGreaterThan(0.7)
    expect(started[1]).toBeGreaterThan(0)
    started.fill(0)
    for (let i = 0; i < 200; i++) {
      runTicks(world, 1)
      count()
    }
    expect(started[1]).toBeGreaterThan(1.5 * started[0])
  })
})
