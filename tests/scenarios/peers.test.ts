import { describe, expect, it, test } from 'vitest'
import { SectionFlag } from '../../src/blobs/sectionBlob'
import type { SectionRecord } from '../../src/blobs/sectionRecord'
import { setBudget } from '../../src/budgets/setBudget'
import { profiles, type ProfileName } from '../../src/components/profile'
import { State } from '../../src/components/state'
import { createEventCursor, EventKind, readEvents } from '../../src/eventReaders'
import { explain } from '../../src/explain/explain'
import { createFocus, moveFocus } from '../../src/focuses'
import { describeSection } from '../../src/inspection'
import { pinRow } from '../../src/pins'
import { sectionId, type SectionId } from '../../src/sectionId'
import { gridRecords, makeWorld, runTicks } from '../worlds'
import { addFocus, beginScenario, farEnds, finish, placeFocus, run } from './scenario'

/** Failures of other engines, from sources and issue threads: each is a test here. The whole list is in docs/requirements.md. */
describe('a 5 × 5 ring at 100 ms', () => {
  const latencyTicks = 6

  /** Ticks until all 25 stand. */
  function ticksToFill(profile: ProfileName, transportLoads?: number): number {
    const world = makeWorld(gridRecords(5, 16, { enterRadius: 100 }), {
      profile,
      backend: { latencyMs: 100, transportLoads },
    })
    createFocus(world, { position: [40, 0, 40] })
    for (let ticks = 1; ticks < 1000; ticks++) {
      runTicks(world, 1)
      if (world.terrane.byState[State.Loaded] === 25) return ticks
    }
    return Infinity
  }

  it.each(Object.keys(profiles) as ProfileName[])('takes as many rounds as its bound says, not 25 (%s)', (profile) => {
    const rounds = Math.ceil(25 / profiles[profile].concurrent)
    expect(ticksToFill(profile)).toBeLessThanOrEqual(rounds * (latencyTicks + 1))
  })

  it('takes one round behind the curtain, where the transport carries 25 at once', () => {
    expect(ticksToFill('default', 25)).toBeLessThanOrEqual(latencyTicks + 2)
  })
})

describe('a focus that outruns its loads', () => {
  it('builds no tail of dead work: what it has left is never begun, and where it stops is there in as many rounds as fit', () => {
    const scenario = beginScenario(gridRecords(90), { farEnd: farEnds[1] })
    const { log, visits, world } = scenario
    const focus = addFocus(scenario, 40, 720)
    let [dead, done] = [0, 0]
    run(scenario, 1000, (i) => {
      for (; done < log.loads.length; done++) if (!visits[log.loads[done].row].inside) dead++
      placeFocus(scenario, focus, 40 + i, 720)
    })
    const inside = visits.filter((visit) => visit.inside).length
    expect(visits.filter(({ entries }) => entries > 0).length).toBeGreaterThan(300)
    expect(done).toBeGreaterThan(30)
    expect(dead).toBe(0)
    expect(world.terrane.byState[State.QueuedLoad]).toBeLessThanOrEqual(inside)
    const rounds = Math.ceil(inside / world.terrane.profile.concurrent)
    run(scenario, (rounds + 1) * 14)
    expect(world.terrane.byState[State.Loaded]).toBeGreaterThanOrEqual(inside)
    finish(scenario, 'outrun')
  })
})

describe('at the memory cap', () => {
  /** Walks a grid under a budget of ten sections, a third of one view, its head bobbing; tells what became of every load. */
  function walkAtTheCap() {
    const world = makeWorld(gridRecords(40), {
      budgetBytes: 10_000,
      profile: { ...profiles.default, prefetchBudget: 0 },
      settings: { graceSeconds: 0.5 },
    })
    const focus = createFocus(world, { position: [50, 0, 320] })
    const cursor = createEventCursor(world)
    const waiting = new Set<SectionId>()
    const told = { loads: 0, unused: 0, shownWhereItStands: 0, ticks: 0 }
    const note = () =>
      readEvents(world, cursor, (kind, section) => {
        if (kind === EventKind.Loaded) waiting.add(section)
        if (kind === EventKind.Loaded) told.loads++
        if (kind === EventKind.Shown) waiting.delete(section)
        if (kind === EventKind.Unloaded && waiting.delete(section)) told.unused++
      })
    const walk = (ticks: number, speed: number) => {
      for (let i = 0; i < ticks; i++) {
        told.ticks++
        const x = 50 + (told.ticks * speed) / 60
        moveFocus(world, focus, x + Math.sin(i / 5), 0, 320)
        runTicks(world, 1)
        note()
        const under = describeSection(world, sectionId(world.terrane, rowAt(world.terrane.table.bounds, x)))
        if (under.shown) told.shownWhereItStands++
        expect(world.terrane.ledger.residentBytes).toBeLessThanOrEqual(10_000)
      }
    }
    return { world, told, walk }
  }

  function rowAt(bounds: Float64Array, x: number): number {
    for (let row = 0; ; row++)
      if (bounds[6 * row] <= x && x < bounds[6 * row + 3] && bounds[6 * row + 2] === 320) return row
  }

  it('smaller than one view: no finished work is thrown away, and the ground underfoot is there', () => {
    const { told, walk } = walkAtTheCap()
    walk(3000, 6)
    expect(told.loads).toBeGreaterThan(60)
    expect(told.unused).toBe(0)
    expect(told.shownWhereItStands / told.ticks).toBeGreaterThan(0.95)
  })

  it('smaller than one view: a head that bobs makes nothing flicker', () => {
    const { world, told, walk } = walkAtTheCap()
    walk(600, 0)
    const { loads } = told
    walk(3000, 0)
    expect([told.loads, world.terrane.telemetry.reloads, told.unused]).toEqual([loads, 0, 0])
  })

  it('the cap is bytes, not a count: of large sections fewer stand, of small ones more', () => {
    const standing = (gpuBytes: number) => {
      const records = gridRecords(30, 16, { cpuBytes: 0, gpuBytes, enterRadius: 100 })
      const world = makeWorld(records, { budgetBytes: 10e6 })
      createFocus(world, { position: [240, 0, 240] })
      runTicks(world, 900)
      expect(world.terrane.ledger.peakBytes).toBeLessThanOrEqual(10e6)
      return world.terrane.byState[State.Loaded]
    }
    expect([4e6, 1e6, 250_000].map(standing)).toEqual([2, 10, 40])
  })

  it.each(['conservative', 'default'] as const)(
    'unloading lets memory grow no further, at ten ticks a second too (%s)',
    (profile) => {
      const world = makeWorld(gridRecords(120), {
        budgetBytes: 30_000,
        profile,
        settings: { tickHz: 10, capacity: 4000 },
      })
      const { terrane } = world
      const focus = createFocus(world, { position: [40, 0, 960] })
      let most = 0
      for (let i = 0; i < 450; i++) {
        moveFocus(world, focus, 40 + i * 4, 0, 960)
        runTicks(world, 1)
        most = Math.max(most, terrane.ledger.residentBytes)
      }
      expect(most).toBeLessThanOrEqual(30_000)
      expect(terrane.telemetry.unloads).toBeGreaterThan(200)
      runTicks(world, 200)
      expect([terrane.byState[State.QueuedUnload], terrane.byState[State.Unloading]]).toEqual([0, 0])
    },
  )

  it('without a cap too: what is resident stays what the way and the grace ask for, and drains', () => {
    const scenario = beginScenario(gridRecords(60), { profile: 'conservative', settings: { graceSeconds: 1 } })
    const focus = addFocus(scenario, 40, 480)
    const { terrane } = scenario.world
    let most = 0
    run(scenario, 1600, (i) => {
      placeFocus(scenario, focus, 40 + i / 2, 480)
      most = Math.max(most, terrane.ledger.residentBytes)
    })
    // Exit reaches 37 m to both sides, a second of grace 30 m behind: 7 × 6 cells at most, a kilobyte each.
    expect(most).toBeLessThanOrEqual(42_000)
    finish(scenario, 'no cap')
  })
})

describe('a limit below what is pushed', () => {
  it('ends in no loop: pins that do not fit together are loaded as far as they fit, once', () => {
    const world = makeWorld(gridRecords(10), { budgetBytes: 5_500 })
    const { terrane } = world
    createFocus(world, { position: [80, 0, 80] })
    for (let row = 0; row < 12; row++) pinRow(terrane, row)
    runTicks(world, 600)
    const { loads } = terrane.telemetry
    runTicks(world, 60 * 120)
    expect([terrane.telemetry.loads, terrane.telemetry.reloads, terrane.byState[State.Loaded]]).toEqual([loads, 0, 5])
  })

  it('a section larger than the whole limit is never begun, says so, and holds up nothing', () => {
    const records = gridRecords(5).map((record, i) => (i === 12 ? { ...record, gpuBytes: 1e6 } : record))
    const scenario = beginScenario(records, { budgetBytes: 100_000 })
    addFocus(scenario, 40, 40)
    run(scenario, 60 * 60)
    const { terrane } = scenario.world
    const large = [...terrane.table.gpuBytes].indexOf(1e6)
    expect(scenario.visits[large]).toMatchObject({ inside: true, loads: 0 })
    expect(terrane.byState[State.Loaded]).toBe(scenario.visits.filter(({ inside }) => inside).length - 1)
    expect(explain(scenario.world, sectionId(terrane, large))).toMatch(/budget/)
  })

  it('a limit that is cut below what stands drains, and what it leaves out comes back once when it grows again', () => {
    const scenario = beginScenario(gridRecords(20))
    addFocus(scenario, 160, 160)
    run(scenario, 600)
    const { terrane } = scenario.world
    const all = terrane.byState[State.Loaded]
    for (const bytes of [3000, 1]) {
      setBudget(scenario.world, bytes)
      // What stands inside exit goes here, as memory is less than one view: only the far end is watched.
      runTicks(scenario.world, 600)
      expect(terrane.ledger.residentBytes).toBeLessThanOrEqual(bytes)
    }
    setBudget(scenario.world, Infinity)
    const { loads } = terrane.telemetry
    runTicks(scenario.world, 600)
    expect([terrane.byState[State.Loaded], terrane.telemetry.loads - loads]).toEqual([all, all])
  })
})

test('a shared asset is loaded once, however many sections come and go that require it', () => {
  const asset: SectionRecord = {
    name: 'atlas',
    bounds: [0, 0, 0, 0, 0, 0],
    enterRadius: 0,
    kind: 'texture',
    flags: SectionFlag.Placeless,
    stage: 0,
    content: 'atlas.webp',
    gpuBytes: 5000,
  }
  const cells = gridRecords(30).map((record) => ({ ...record, stage: 1, requires: [900] }))
  const world = makeWorld([...cells, asset])
  const { terrane } = world
  const focus = createFocus(world, { position: [40, 0, 240] })
  const row = [...terrane.table.gpuBytes].indexOf(5000)
  const cursor = createEventCursor(world)
  const told: EventKind[] = []
  for (let i = 0; i < 1500; i++) {
    moveFocus(world, focus, 40 + i / 4, 0, 240)
    runTicks(world, 1)
    readEvents(world, cursor, (kind, section) => void (section === sectionId(terrane, row) && told.push(kind)))
  }
  expect(terrane.telemetry.unloads).toBeGreaterThan(100)
  expect(told).toEqual([EventKind.Loaded])
})

test('a far end that answers nothing any more costs its loads, and not the loader: the slots come back', () => {
  const world = makeWorld(gridRecords(4, 16, { enterRadius: 100 }), {
    backend: { latencyTicks: (_row, attempt) => (attempt === 1 ? 100_000 : 3) },
    settings: { watchdogSeconds: 1 },
  })
  createFocus(world, { position: [32, 0, 32] })
  runTicks(world, 60 * 60)
  const { byState, loader } = world.terrane
  expect([byState[State.Loaded], loader.busy[0]]).toEqual([16, 0])
})
