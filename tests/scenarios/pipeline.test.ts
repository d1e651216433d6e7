import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { ProfileName } from '../../src/components/profile'
import { State } from '../../src/components/state'
import { createRandom, gridRecords } from '../worlds'
import {
  addFocus,
  beginScenario,
  csvFileOf,
  dropFocus,
  farEnds,
  finish,
  placeFocus,
  run,
  tick,
  type Scenario,
} from './scenario'

/** Sections of 40 m in a row along x, wanted within 30 m and kept within 34.5 m. */
function street(sections: number) {
  return Array.from({ length: sections }, (_, i) => ({
    name: `street ${i}`,
    bounds: [40 * i, 0, -10, 40 * i + 40, 8, 10] as const,
    enterRadius: 30,
    kind: 'mesh',
    content: `${i}.glb`,
    gpuBytes: 1000,
  }))
}

const profiles: readonly ProfileName[] = ['conservative', 'default', 'aggressive']

/** Loads that came through never exceed the times that a focus entered; with retries, starts may. */
function expectLoadsWithinEntries({ visits, log }: Scenario): void {
  visits.forEach(({ entries }, row) => {
    const loads = log.loads.filter((load) => load.row === row).length
    expect(loads, `loads of row ${row}, entered ${entries} times`).toBeLessThanOrEqual(entries)
  })
}

/** With a healthy far end every entry that lasts is one load. */
function expectLoadsEqualEntries({ visits }: Scenario): void {
  expect(visits.map(({ loads }) => loads)).toEqual(visits.map(({ entries }) => entries))
}

describe.each(farEnds)('P-27 with $name', (farEnd) => {
  const healthy = farEnd.failRate === 0
  const nameOf = (text: string) => `${text} ${farEnd.name}`

  describe.each([3, 4, 5])('the smoke path through %i sections', (sections) => {
    it.each(profiles)('loads each once as it is entered, and drains (%s)', (profile) => {
      const scenario = beginScenario(street(sections), { farEnd, profile })
      const focus = addFocus(scenario, -100)
      const end = 40 * sections - 60
      run(scenario, 60 * 31, (i) => placeFocus(scenario, focus, Math.min(end, -100 + i * (8 / 60))))
      finish(scenario, nameOf(`smoke ${sections} ${profile}`))
      expect(scenario.visits.map(({ entries }) => entries)).toEqual(new Array(sections).fill(1))
      expectLoadsWithinEntries(scenario)
      if (healthy) expectLoadsEqualEntries(scenario)
    })
  })

  it('the smoke path there and back loads what is entered again at most once more', () => {
    const scenario = beginScenario(street(5), { farEnd })
    const focus = addFocus(scenario, -100)
    const there = (i: number) => -100 + i * (10 / 60)
    run(scenario, 4200, (i) => placeFocus(scenario, focus, i < 2100 ? there(i) : there(4200 - i)))
    finish(scenario, nameOf('there and back'))
    expectLoadsWithinEntries(scenario)
    expect(scenario.world.terrane.byState[State.Loaded]).toBe(0)
    expect(scenario.world.terrane.telemetry.unloads).toBe(scenario.log.loads.length)
  })

  it('the smoke path with velocity loads no farther ahead than half a second of its way', () => {
    const scenario = beginScenario(street(5), { farEnd })
    const focus = addFocus(scenario, -100, 0, true)
    run(scenario, 60 * 16, (i) => placeFocus(scenario, focus, Math.min(140, -100 + i * (15 / 60))), 0.5 * 15 + 0.5)
    finish(scenario, nameOf('smoke with velocity'))
    expectLoadsWithinEntries(scenario)
  })

  it.each(profiles)('a zig-zag of 1,200 crossings inside the band is one entry and one load (%s)', (profile) => {
    const scenario = beginScenario(street(1), { farEnd, profile, settings: { graceSeconds: 0 } })
    const focus = addFocus(scenario, -31)
    run(scenario, 1200, (i) => placeFocus(scenario, focus, i % 2 ? -31 : -29))
    finish(scenario, nameOf(`zig-zag ${profile}`))
    expect(scenario.visits[0].entries).toBe(1)
    expect([scenario.log.loads.length, scenario.world.terrane.telemetry.unloads]).toEqual([1, 0])
  })

  it.each([1, 2, 3])(
    'a random zig-zag across all borders of a grid loads no more than is entered (seed %i)',
    (seed) => {
      const random = createRandom(seed)
      const scenario = beginScenario(gridRecords(6), { farEnd })
      const focus = addFocus(scenario, 48, 48)
      let [x, z] = [48, 48]
      run(scenario, 1500, () => {
        x = Math.max(-40, Math.min(136, x + random.between(-4, 4)))
        z = Math.max(-40, Math.min(136, z + random.between(-4, 4)))
        placeFocus(scenario, focus, x, z)
      })
      finish(scenario, nameOf(`random zig-zag ${seed}`))
      expect(scenario.visits.reduce((sum, { entries }) => sum + entries, 0)).toBeGreaterThan(50)
      expectLoadsWithinEntries(scenario)
    },
  )

  it('a zig-zag across the whole band, slower than grace, loads exactly as often as it enters', () => {
    const scenario = beginScenario(street(1), { farEnd, settings: { graceSeconds: 0.5, dwellSeconds: 0.2 } })
    const focus = addFocus(scenario, -60)
    run(scenario, 20 * 240, (i) => {
      const [phase, out] = [i % 240, (i % 240) % 120]
      placeFocus(scenario, focus, phase < 120 ? Math.min(-20, -60 + out) : Math.max(-60, -20 - out))
    })
    finish(scenario, nameOf('zig-zag across the band'))
    expect(scenario.visits[0].entries).toBe(20)
    if (healthy) expectLoadsEqualEntries(scenario)
    else expectLoadsWithinEntries(scenario)
  })

  it('a zig-zag across the whole band, faster than grace, loads once', () => {
    const scenario = beginScenario(street(1), { farEnd, settings: { graceSeconds: 3 } })
    const focus = addFocus(scenario, -60)
    run(scenario, 1800, (i) => placeFocus(scenario, focus, -20 - 2 * Math.abs((i % 40) - 20)))
    placeFocus(scenario, focus, -20)
    finish(scenario, nameOf('zig-zag within grace'))
    expect(scenario.visits[0].entries).toBe(46)
    expect([scenario.log.loads.length, scenario.world.terrane.telemetry.unloads]).toEqual([1, 0])
  })

  it('a camera cut wants both views in its tick, then loads the new one only, and leaves no tail of the old', () => {
    const scenario = beginScenario(gridRecords(30), { farEnd })
    const { terrane } = scenario.world
    const old = addFocus(scenario, 104, 104)
    run(scenario, 30)
    const { shown } = terrane.telemetry
    expect(terrane.byState[State.QueuedLoad]).toBeGreaterThan(0)
    dropFocus(scenario, old)
    addFocus(scenario, 404, 404)
    tick(scenario)
    const inside = scenario.visits.filter((visit) => visit.inside).length
    expect(inside).toBeGreaterThan(15)
    expect(terrane.telemetry.desired).toBe(shown + inside)
    run(scenario, 300)
    finish(scenario, nameOf('camera cut'))
    expectLoadsWithinEntries(scenario)
  })

  it('a teleport lets go of what it left at once, and loads nothing between', () => {
    const scenario = beginScenario(gridRecords(30), { farEnd })
    const focus = addFocus(scenario, 104, 104)
    run(scenario, 400)
    const far = scenario.world.terrane.byState[State.Loaded]
    placeFocus(scenario, focus, 404, 404, true)
    run(scenario, 3)
    expect(scenario.world.terrane.telemetry.unloads + scenario.world.terrane.byState[State.Unloading]).toBeGreaterThan(
      0,
    )
    finish(scenario, nameOf('teleport'))
    expect(scenario.world.terrane.telemetry.unloads).toBeGreaterThanOrEqual(far)
    expectLoadsWithinEntries(scenario)
  })

  it('two focuses that diverge and converge want the union, and share what both want', () => {
    const scenario = beginScenario(gridRecords(24), { farEnd })
    const [a, b] = [addFocus(scenario, 192, 192), addFocus(scenario, 192, 192)]
    run(scenario, 1500, (i) => {
      const away = (i < 750 ? i : 1500 - i) / 6
      placeFocus(scenario, a, 192 - away, 192)
      placeFocus(scenario, b, 192 + away, 192)
    })
    finish(scenario, nameOf('diverge and converge'))
    expect(scenario.visits.filter(({ entries }) => entries > 0).length).toBeGreaterThan(100)
    expectLoadsWithinEntries(scenario)
  })

  it('two focuses that pass each other: what one leaves the other keeps', () => {
    const scenario = beginScenario(gridRecords(20), { farEnd })
    const [a, b] = [addFocus(scenario, 40, 160), addFocus(scenario, 280, 160)]
    run(scenario, 1500, (i) => {
      placeFocus(scenario, a, Math.min(280, 40 + i / 4), 160)
      placeFocus(scenario, b, Math.max(40, 280 - i / 4), 160)
    })
    dropFocus(scenario, a)
    run(scenario, 300)
    finish(scenario, nameOf('pass each other'))
    expectLoadsWithinEntries(scenario)
  })
})

describe('P-28', () => {
  it('has a CSV for each run: a line a tick, the last one with average load time, most active loads and sections', () => {
    const scenario = beginScenario(street(3), { farEnd: farEnds[1] })
    const focus = addFocus(scenario, -100)
    run(scenario, 600, (i) => placeFocus(scenario, focus, Math.min(60, -100 + i / 3)))
    finish(scenario, 'csv of a run')
    const [header, ...lines] = readFileSync(csvFileOf('csv of a run'), 'utf8').trimEnd().split('\n')
    const last = Object.fromEntries(header.split(',').map((name, i) => [name, Number(lines.at(-1)!.split(',')[i])]))
    expect(lines).toHaveLength(scenario.world.terrane.clock.tick)
    expect(last).toMatchObject({ sections: 3, loads: 3, averageLoadMs: 200, failures: 0, residentBytes: 3000 })
    expect(last.mostActive).toBeGreaterThanOrEqual(1)
  })
})
