import { describe, expect, it, test } from 'vitest'
import { Lane, SectionFlag, sectionName } from '../../src/blobs/sectionBlob'
import { setBudget } from '../../src/budgets/setBudget'
import { State } from '../../src/components/state'
import type { TerraneWorld } from '../../src/engine'
import { createFocus, moveFocus, removeFocus, type FocusId } from '../../src/focuses'
import { describeSection } from '../../src/inspection'
import { setLayer } from '../../src/layers'
import {
  closeBarrier,
  listBarriers,
  openBarrier,
  ready,
  type Barrier,
  type BarrierReport,
} from '../../src/readiness/barrier'
import { sectionId } from '../../src/sectionId'
import { disposeWorld, step } from '../../src/world'
import { place, runUntilEnd } from './places'
import { makeScriptedWorld, Outcome } from '../systems/scriptedBackend'
import { gridRecords, makeWorld, runTicks } from '../worlds'

const nameOf = ({ terrane }: TerraneWorld, row: number) => sectionName(terrane.table, row)

/** Everything in range of a point, by the table alone. */
function expectUsable(world: TerraneWorld, x: number, z: number, within: number): void {
  const { terrane } = world
  const { bounds, count } = terrane.table
  for (let row = 0; row < count; row++) {
    const dx = Math.max(bounds[6 * row] - x, 0, x - bounds[6 * row + 3])
    const dz = Math.max(bounds[6 * row + 2] - z, 0, z - bounds[6 * row + 5])
    if (dx * dx + dz * dz > within * within) continue
    expect(describeSection(world, sectionId(terrane, row))).toMatchObject({ state: 'Loaded', shown: true })
  }
}

describe('a teleport barrier', () => {
  it('ends for any focus of several, whatever their scales', () => {
    const world = makeWorld(gridRecords(40))
    const focuses = [1, 1.5, 0.75, 2].map((radiusScale, i) =>
      createFocus(world, { position: [80 + 130 * i, 0, 100], radiusScale }),
    )
    const barriers = focuses.map((focus) => openBarrier(world, focus))
    runTicks(world, 600)
    expect(barriers.map(({ outcome }) => outcome)).toEqual(['ready', 'ready', 'ready', 'ready'])
  })

  it('does not end before the new place has been cut, loaded and shown, though all was ready where the focus was', () => {
    const world = makeWorld(gridRecords(60))
    const focus = createFocus(world, { position: [100, 0, 100] })
    runUntilEnd(world, openBarrier(world, focus))
    expectUsable(world, 100, 100, 32)
    moveFocus(world, focus, 700, 0, 700, true)
    const barrier = openBarrier(world, focus)
    expect(barrier).toMatchObject({ outcome: null, placeKnown: false, share: 0 })
    const { outcome, ticks, failed, missing } = runUntilEnd(world, barrier)
    expect({ outcome, failed, missing }).toEqual({ outcome: 'ready', failed: [], missing: [] })
    expect(ticks).toBeGreaterThan(1)
    expect([barrier.ready, barrier.share]).toEqual([barrier.wanted, 1])
    expectUsable(world, 700, 700, 32)
    expect(listBarriers(world)).toEqual([])
  })

  it('fulfils its promise in the step in which it ends, and counts ticks, not time', async () => {
    const world = makeWorld(gridRecords(10))
    const focus = createFocus(world, { position: [50, 0, 50] })
    let report: BarrierReport | null = null
    void ready(world, focus).then((ended) => (report = ended))
    await new Promise((resolve) => setTimeout(resolve, 5))
    expect(report).toBe(null)
    const barrier = listBarriers(world)[0]
    while (barrier.outcome === null) {
      expect(report).toBe(null)
      step(world, 1 / 60)
      await null
    }
    await null
    expect(report).toMatchObject({ outcome: 'ready', ticks: world.terrane.clock.tick })
  })

  it('waits one tick longer where a system opens it inside a tick, behind the cut', () => {
    let opened: Barrier | null = null
    const opener = {
      name: 'Door',
      after: 'HandOver',
      run(world: TerraneWorld) {
        if (world.terrane.clock.tick !== 200) return
        moveFocus(world, focus, 700, 0, 700, true)
        opened = openBarrier(world, focus)
      },
    }
    const world = makeWorld(gridRecords(60), { features: [opener] })
    const focus: FocusId = createFocus(world, { position: [100, 0, 100] })
    runTicks(world, 200)
    expect(opened).toMatchObject({ outcome: null, wanted: 0 })
    expect(runUntilEnd(world, opened!).outcome).toBe('ready')
    expectUsable(world, 700, 700, 32)
  })

  it('is ready at once where nothing is wanted', () => {
    const world = makeWorld(gridRecords(4))
    const barrier = openBarrier(world, createFocus(world, { position: [9000, 0, 0] }))
    runTicks(world, 1)
    expect(barrier).toMatchObject({ outcome: 'ready', wanted: 0, share: 1 })
  })

  it('waits within its metres only, and follows the focus', () => {
    const { world, backend } = makeScriptedWorld([place('near', 0), place('far', 60), place('next', 300)])
    const focus = createFocus(world, { position: [5, 0, 5] })
    const barrier = openBarrier(world, focus, { within: 20 })
    runTicks(world, 1)
    expect(barrier.wanted).toBe(1)
    moveFocus(world, focus, 305, 0, 5, true)
    runTicks(world, 1)
    for (const row of [0, 1]) backend.answer(backend.last('cancel', row), Outcome.Gone)
    runTicks(world, 2)
    expect(barrier).toMatchObject({ outcome: null, wanted: 1, ready: 0 })
    backend.answer(backend.last('start', 2), Outcome.Loaded)
    runTicks(world, 2)
    expect(barrier.report).toMatchObject({ outcome: 'ready' })
  })

  it('does not wait for what only another focus wants', () => {
    const { world } = makeScriptedWorld([place('here', 0), place('there', 1000)])
    createFocus(world, { position: [1005, 0, 5] })
    const barrier = openBarrier(world, createFocus(world, { position: [5, 0, 5] }))
    runTicks(world, 1)
    expect(barrier.wanted).toBe(1)
  })
})

describe('parts', () => {
  const records = [
    place('wall', 0, { kind: 'texture', flags: SectionFlag.Placeless, lane: Lane.Asset, stage: 0, enterRadius: 0 }),
    place('house', 0, { stage: 1, requires: [0] }),
    place('house/collider', 0, { kind: 'collider' }),
    place('house/entities', 0, { kind: 'entities' }),
    place('house/sound', 0, { kind: 'sound' }),
  ]
  const names: Readonly<Record<string, string>> = {
    textures: 'wall',
    visual: 'house',
    collision: 'house/collider',
    entities: 'house/entities',
    sound: 'house/sound',
  }

  it.each(Object.keys(names))('peers: %s alone is waited for until it is there, however much else is', (part) => {
    const { world, backend } = makeScriptedWorld(records)
    const focus = createFocus(world, { position: [5, 0, 5] })
    const barrier = openBarrier(world, focus, { parts: [part], timeoutMs: Infinity })
    const answered = new Set<number>()
    const answerAll = (late: boolean) => {
      for (const { row, ticket } of backend.calls)
        if (!answered.has(ticket) && late === (nameOf(world, row) === names[part])) {
          answered.add(ticket)
          backend.answer({ row, ticket }, Outcome.Loaded)
        }
      runTicks(world, 3)
    }
    for (let i = 0; i < 4; i++) answerAll(false)
    expect(barrier).toMatchObject({ outcome: null, wanted: 1, ready: 0 })
    answerAll(true)
    expect(barrier.report?.parts).toEqual([{ name: part, wanted: 1, ready: 1, failed: 0 }])
  })

  it('counts each part, and what a world has none of is there', () => {
    const world = makeWorld(records)
    const focus = createFocus(world, { position: [5, 0, 5] })
    const all = runUntilEnd(world, openBarrier(world, focus))
    expect(all.parts.map(({ name, wanted }) => `${wanted} ${name}`).sort()).toEqual([
      '1 collision',
      '1 entities',
      '1 sound',
      '1 textures',
      '1 visual',
    ])
    const bare = makeWorld([place('house', 0)])
    const barrier = openBarrier(bare, createFocus(bare, { position: [5, 0, 5] }), { parts: ['collision'] })
    runTicks(bare, 1)
    expect(barrier.report).toMatchObject({ outcome: 'ready', parts: [{ name: 'collision', wanted: 0 }] })
  })

  it('leaves out kinds that the focus or the world does not want, and layers that are hidden need only be loaded', () => {
    const world = makeWorld(records, { kinds: ['mesh', 'collider', 'texture', 'entities'] })
    const focus = createFocus(world, { position: [5, 0, 5], kinds: ['collider', 'entities'] })
    const { parts } = runUntilEnd(world, openBarrier(world, focus))
    expect(parts.filter(({ wanted }) => wanted > 0).map(({ name }) => name)).toEqual(['collision', 'entities'])
    const hidden = makeWorld([place('quest', 0, { layer: 1 })])
    setLayer(hidden, hidden.terrane.table.info.layers[0], 'hidden')
    expect(runUntilEnd(hidden, openBarrier(hidden, createFocus(hidden)))).toMatchObject({ outcome: 'ready' })
    expect(hidden.terrane.telemetry.shown).toBe(0)
  })
})

describe('level', () => {
  const tree = [
    place('coarse', 0, { refineDistance: 50, enterRadius: 300 }),
    place('west', 0, { parent: 0, enterRadius: 0 }),
    place('east', 5, { parent: 0, enterRadius: 0 }),
  ]

  it('left out, waits for what distance wants; 0 takes a coarser picture', () => {
    const { world, backend } = makeScriptedWorld(tree)
    const focus = createFocus(world, { position: [200, 0, 5] })
    runTicks(world, 1)
    backend.answer(backend.last('start', 0), Outcome.Loaded)
    runTicks(world, 2)
    moveFocus(world, focus, 5, 0, 5)
    const coarse = openBarrier(world, focus, { level: 0 })
    const fine = openBarrier(world, focus)
    runTicks(world, 2)
    expect(coarse.outcome).toBe('ready')
    expect(fine).toMatchObject({ outcome: null, wanted: 2, ready: 0 })
    for (const row of [1, 2]) backend.answer(backend.last('start', row), Outcome.Loaded)
    runTicks(world, 90)
    expect(fine.report).toMatchObject({ outcome: 'ready' })
  })

  it('takes the finer picture that still stands where a coarser one is wanted', () => {
    const world = makeWorld(tree)
    const focus = createFocus(world, { position: [5, 0, 5] })
    runUntilEnd(world, openBarrier(world, focus))
    moveFocus(world, focus, 200, 0, 5)
    const barrier = openBarrier(world, focus)
    runTicks(world, 1)
    expect(barrier.outcome).toBe('ready')
  })
})

describe('what cannot load', () => {
  it('is the way out after two failures: the rest is there, the report names it', () => {
    const { world, backend } = makeScriptedWorld([place('good', 0), place('bad', 20)], {
      settings: { cooldownSeconds: [1, 1, 1] },
    })
    const barrier = openBarrier(world, createFocus(world, { position: [5, 0, 5] }))
    runTicks(world, 1)
    backend.answer(backend.last('start', 0), Outcome.Loaded)
    backend.answer(backend.last('start', 1), Outcome.Failed, 'bad.glb answered 404')
    runTicks(world, 2)
    expect(barrier).toMatchObject({ outcome: null, ready: 1, failed: 0 })
    runTicks(world, 60)
    backend.answer(backend.last('start', 1), Outcome.Failed, 'bad.glb answered 404')
    runTicks(world, 1)
    expect(barrier.report).toMatchObject({
      outcome: 'incomplete',
      failed: [{ name: 'bad', part: 'visual', why: 'bad.glb answered 404', section: sectionId(world.terrane, 1) }],
      missing: [],
    })
  })

  it('names what is required and fails', () => {
    const records = [
      place('wall', 0, { kind: 'texture', flags: SectionFlag.Placeless, lane: Lane.Asset, stage: 0 }),
      place('house', 0, { stage: 1, requires: [0] }),
    ]
    const world = makeWorld(records, { backend: { failRate: 1 }, settings: { cooldownSeconds: [0.1, 0.1, 0.1] } })
    const { outcome, failed } = runUntilEnd(world, openBarrier(world, createFocus(world, { position: [5, 0, 5] })))
    expect(outcome).toBe('incomplete')
    expect(failed.map(({ name, why }) => `${name}: ${why}`)).toEqual([
      'house: it requires "wall", which failed: simulated failure',
      'wall: simulated failure',
    ])
  })

  it('is what the budget refuses, too', () => {
    const world = makeWorld([place('near', 0), place('next', 20), place('far', 40)], { budgetBytes: 2000 })
    const report = runUntilEnd(world, openBarrier(world, createFocus(world, { position: [5, 0, 5] })))
    expect(report).toMatchObject({
      outcome: 'incomplete',
      failed: [{ name: 'far', why: 'the memory budget does not carry it' }],
    })
    setBudget(world, Infinity)
  })

  it('keeps a barrier open while live rows are lacking for the place, until its time is over', () => {
    const world = makeWorld(gridRecords(20), { settings: { capacity: 4 } })
    const barrier = openBarrier(world, createFocus(world, { position: [160, 0, 160] }), { timeoutMs: 2000 })
    expect(runUntilEnd(world, barrier)).toMatchObject({ outcome: 'timeout', ticks: 120 })
    expect(barrier.placeKnown).toBe(false)
  })
})

describe('the time-out', () => {
  it('comes after as many ticks, with what was still missing, in words', () => {
    const { world, backend } = makeScriptedWorld([place('slow', 0), place('later', 20), place('third', 40)])
    Object.assign(backend, { waitsFor: (row: number) => (row === 0 ? '2,000 entities' : '') })
    const barrier = openBarrier(world, createFocus(world, { position: [5, 0, 5] }), { timeoutMs: 500 })
    runTicks(world, 29)
    expect(barrier.outcome).toBe(null)
    runTicks(world, 1)
    expect(barrier.report).toMatchObject({ outcome: 'timeout', ticks: 30, seconds: 0.5, failed: [] })
    expect(barrier.report?.missing.map(({ name, why }) => `${name}: ${why}`).sort()).toEqual([
      'later: loading',
      'slow: loading, and waits for 2,000 entities',
      'third: has not begun to load',
    ])
    expect(world.terrane.barriers).toEqual([])
  })

  it('counts the ticks that ran: a long step takes four of it', () => {
    const { world } = makeScriptedWorld([place('slow', 0)])
    const barrier = openBarrier(world, createFocus(world, { position: [5, 0, 5] }), { timeoutMs: 1000 })
    step(world, 500)
    expect(barrier.outcome).toBe(null)
    for (let i = 0; i < 14; i++) step(world, 500)
    expect(barrier.report).toMatchObject({ outcome: 'timeout', ticks: 60 })
  })
})

describe('ends that are nobody’s fault', () => {
  it('removal of the focus, even where another takes its index at once', () => {
    const { world } = makeScriptedWorld([place('slow', 0)])
    const focus = createFocus(world, { position: [5, 0, 5] })
    const barrier = openBarrier(world, focus)
    runTicks(world, 1)
    removeFocus(world, focus)
    createFocus(world, { position: [5, 0, 5] })
    runTicks(world, 1)
    expect(barrier.report).toMatchObject({ outcome: 'focus-removed', failed: [], missing: [] })
    expect([world.terrane.barriers, world.terrane.focuses.barriers[0]]).toEqual([[], 0])
  })

  it('disposal of the world', async () => {
    const { world } = makeScriptedWorld([place('slow', 0)])
    const focus = createFocus(world, { position: [5, 0, 5] })
    const [first, second] = [ready(world, focus), ready(world, focus)]
    runTicks(world, 3)
    disposeWorld(world)
    expect(await first).toMatchObject({ outcome: 'disposed', ticks: 3 })
    expect(await second).toMatchObject({ outcome: 'disposed' })
  })

  it('closing it, once', async () => {
    const { world } = makeScriptedWorld([place('slow', 0)])
    const barrier = openBarrier(world, createFocus(world, { position: [5, 0, 5] }))
    closeBarrier(world, barrier)
    closeBarrier(world, barrier)
    expect(await barrier.done).toMatchObject({ outcome: 'closed', ticks: 0 })
    runTicks(world, 5)
    expect(world.terrane.byState[State.Loading]).toBe(1)
  })
})

test('a context that is lost while a barrier waits is waited for again', () => {
  const { world, backend } = makeScriptedWorld([place('a', 0), place('b', 20)])
  const barrier = openBarrier(world, createFocus(world, { position: [5, 0, 5] }))
  runTicks(world, 1)
  const [first, second] = [backend.last('start', 0), backend.last('start', 1)]
  backend.answer(first, Outcome.Loaded)
  runTicks(world, 1)
  expect(barrier).toMatchObject({ ready: 1, outcome: null })
  backend.answer(first, Outcome.Lost)
  backend.answer(second, Outcome.Loaded)
  runTicks(world, 2)
  expect(barrier).toMatchObject({ wanted: 2, ready: 1, outcome: null })
  backend.answer(backend.last('start', 0), Outcome.Loaded)
  runTicks(world, 2)
  expect(barrier.report).toMatchObject({ outcome: 'ready' })
})

test('a barrier for a focus of another world, one that was removed, or with options that are none is refused at once', () => {
  const [world, other] = [makeWorld(gridRecords(2)), makeWorld(gridRecords(2))]
  const focus = createFocus(world)
  expect(() => ready(other, focus)).toThrow(/\[foreign-world\]/)
  expect(() => ready(world, focus, { within: -1 })).toThrow(/within -1; expected a number from 0 on.*\[argument\]/)
  expect(() => ready(world, focus, { timeoutMs: NaN })).toThrow(/timeoutMs NaN/)
  expect(() => ready(world, focus, { level: -2 })).toThrow(/level -2/)
  expect(() => ready(world, focus, { parts: ['colision'] })).toThrow(
    /part "colision"; expected one of visual, .*mesh|collision/,
  )
  removeFocus(world, focus)
  expect(() => ready(world, focus)).toThrow(/was removed.*\[argument\]/)
  expect(world.terrane.barriers).toEqual([])
})

test('peers: "ready" never fires while an upload waits for the main thread', () => {
  // Loads are through only once adopt is done, slices included; here the far end says Loaded after 40 ticks of them.
  const { world, backend } = makeScriptedWorld([place('heavy', 0)])
  Object.assign(backend, { isWaiting: () => true, waitsFor: () => 'its upload' })
  const barrier = openBarrier(world, createFocus(world, { position: [5, 0, 5] }))
  runTicks(world, 40)
  expect(barrier).toMatchObject({ outcome: null, ready: 0, wanted: 1 })
  backend.answer(backend.last('start', 0), Outcome.Loaded)
  runTicks(world, 1)
  expect(barrier.report).toMatchObject({ outcome: 'ready' })
})
