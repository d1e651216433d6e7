import { describe, expect, it } from 'vitest'
import { Lane, SectionFlag } from '../../src/blobs/sectionBlob'
import { Stage } from '../../src/components/stageTimes'
import { createFocus, moveFocus, removeFocus } from '../../src/focuses'
import { describeStages, listLate } from '../../src/lateness/listLate'
import { pin } from '../../src/pins'
import { sectionId } from '../../src/sectionId'
import { place } from '../readiness/places'
import { makeScriptedWorld, Outcome } from '../systems/scriptedBackend'
import { makeWorld, runTicks } from '../worlds'

describe('G-19: stage times', () => {
  it('are the ticks in which each thing happened', () => {
    const { world, backend } = makeScriptedWorld([place('p', 0)])
    const section = sectionId(world.terrane, 0)
    expect(describeStages(world, section)).toEqual({})
    createFocus(world, { position: [5, 0, 5] })
    runTicks(world, 3)
    const load = backend.last('start', 0)
    const told = [Stage.FirstByte, Stage.Arrived, Stage.Decoded]
    for (const stage of told) {
      backend.tell(load, stage)
      runTicks(world, 4)
    }
    expect(describeStages(world, section)).toEqual({
      wanted: 1,
      queued: 1,
      asked: 1,
      'first byte': 4,
      arrived: 8,
      decoded: 12,
    })
    backend.answer(load, Outcome.Loaded)
    runTicks(world, 5)
    expect(describeStages(world, section)).toMatchObject({ decoded: 12, adopted: 16, shown: 16 })
  })

  it('of the simulated backend count latency and wire', () => {
    // 6,000 bytes at 0.48 Mbit/s are a thousand a tick.
    const world = makeWorld([place('p', 0, { fileBytes: 6000 })], {
      backend: { latencyMs: 100, megabitsPerSecond: 0.48 },
    })
    createFocus(world, { position: [5, 0, 5] })
    runTicks(world, 40)
    expect(describeStages(world, sectionId(world.terrane, 0))).toEqual({
      wanted: 1,
      queued: 1,
      asked: 1,
      'first byte': 6,
      arrived: 11,
      decoded: 11,
      adopted: 11,
      shown: 11,
    })
  })

  it('begin anew with every load, and are kept while what is loaded is only wanted again', () => {
    const { world, backend } = makeScriptedWorld([place('p', 0)], { settings: { graceSeconds: 1, dwellSeconds: 0 } })
    const section = sectionId(world.terrane, 0)
    const focus = createFocus(world, { position: [5, 0, 5] })
    runTicks(world, 1)
    backend.answer(backend.last('start', 0), Outcome.Loaded)
    runTicks(world, 9)
    moveFocus(world, focus, 150, 0, 5)
    runTicks(world, 20)
    moveFocus(world, focus, 5, 0, 5)
    runTicks(world, 1)
    expect(describeStages(world, section)).toMatchObject({ wanted: 31, asked: 1, adopted: 2, shown: 2 })
    removeFocus(world, focus)
    runTicks(world, 70)
    backend.answer(backend.last('release', 0), Outcome.Gone)
    runTicks(world, 1)
    createFocus(world, { position: [5, 0, 5] })
    runTicks(world, 1)
    expect(describeStages(world, section)).toEqual({ wanted: 103, queued: 103, asked: 103 })
  })

  it('begin anew with a lost context, and ignore what an old load says', () => {
    const { world, backend } = makeScriptedWorld([place('p', 0)])
    createFocus(world, { position: [5, 0, 5] })
    runTicks(world, 1)
    const first = backend.last('start', 0)
    backend.answer(first, Outcome.Loaded)
    runTicks(world, 3)
    backend.answer(first, Outcome.Lost)
    runTicks(world, 2)
    backend.tell(first, Stage.Decoded)
    runTicks(world, 1)
    expect(describeStages(world, sectionId(world.terrane, 0))).toEqual({ wanted: 5, queued: 6, asked: 6 })
  })
})

describe('G-19: what is late, and the guilty stage', () => {
  const first = (world: Parameters<typeof listLate>[0]) => listLate(world)[0]

  it('is nothing before a second has gone, and nothing once it is there', () => {
    const { world, backend } = makeScriptedWorld([place('p', 0)])
    createFocus(world, { position: [5, 0, 5] })
    runTicks(world, 60)
    expect(listLate(world)).toEqual([])
    expect(listLate(world, { after: 0.5 })).toHaveLength(1)
    runTicks(world, 1)
    expect(first(world)).toMatchObject({ name: 'p', seconds: 1, place: [5, 5, 5], blank: true })
    backend.answer(backend.last('start', 0), Outcome.Loaded)
    runTicks(world, 1)
    expect(listLate(world, { after: 0 })).toEqual([])
  })

  it('the queue, behind others', () => {
    const { world } = makeScriptedWorld([place('a', 0), place('b', 20)], { profile: 'conservative' })
    createFocus(world, { position: [5, 0, 5] })
    runTicks(world, 120)
    expect(listLate(world).map(({ name, stage }) => `${name}: ${stage}`)).toEqual(['a: network', 'b: queue'])
    expect(listLate(world)[1].why).toMatch(/^"b" waits to load, 1st of 1: 1 of 1 load in lane "base" under way\.$/)
  })

  it('the network, decoding, and the main thread', () => {
    const { world, backend } = makeScriptedWorld([place('p', 0)])
    createFocus(world, { position: [5, 0, 5] })
    runTicks(world, 70)
    expect(first(world)).toMatchObject({ stage: 'network' })
    const load = backend.last('start', 0)
    backend.tell(load, Stage.FirstByte)
    backend.tell(load, Stage.Arrived)
    runTicks(world, 100)
    expect(first(world)).toMatchObject({ stage: 'decode', stages: { network: 70 / 60, decode: 99 / 60 } })
    backend.tell(load, Stage.Decoded)
    runTicks(world, 150)
    expect(first(world)).toMatchObject({ stage: 'main thread', stages: { network: 70 / 60, decode: 100 / 60 } })
  })

  it('hand-over: a finer picture that waits for the dwell of the coarse one', () => {
    const records = [
      place('coarse', 0, { refineDistance: 50, enterRadius: 300 }),
      place('fine', 0, { parent: 0, enterRadius: 0 }),
    ]
    const world = makeWorld(records, { settings: { dwellSeconds: 5 } })
    const focus = createFocus(world, { position: [200, 0, 5] })
    runTicks(world, 20)
    moveFocus(world, focus, 5, 0, 5)
    runTicks(world, 120)
    expect(first(world)).toMatchObject({ name: 'fine', stage: 'hand-over', blank: false })
  })

  it('what it requires', () => {
    const records = [
      place('wall', 0, { kind: 'texture', flags: SectionFlag.Placeless, lane: Lane.Asset, stage: 0 }),
      place('house', 0, { stage: 1, requires: [0] }),
    ]
    const { world } = makeScriptedWorld(records)
    createFocus(world, { position: [5, 0, 5] })
    runTicks(world, 90)
    expect(listLate(world)).toMatchObject([
      { name: 'house', stage: 'requirement', why: '"house" waits: it requires "wall" (Loading).' },
    ])
  })

  it('failures, even while a new try is under way', () => {
    const { world, backend } = makeScriptedWorld([place('p', 0)], { settings: { cooldownSeconds: [2, 2, 2] } })
    createFocus(world, { position: [5, 0, 5] })
    runTicks(world, 1)
    backend.answer(backend.last('start', 0), Outcome.Failed, 'HTTP 503')
    runTicks(world, 70)
    expect(first(world)).toMatchObject({ stage: 'failure' })
    runTicks(world, 80)
    expect(backend.count('start', 0)).toBe(2)
    expect(first(world)).toMatchObject({ stage: 'failure', why: expect.stringContaining('try 2 after "HTTP 503"') })
  })

  it('counts pins, which nobody looks at, until they are loaded', () => {
    const { world, backend } = makeScriptedWorld([place('boss', 0)])
    pin(world, sectionId(world.terrane, 0))
    runTicks(world, 70)
    expect(first(world)).toMatchObject({ name: 'boss' })
    backend.answer(backend.last('start', 0), Outcome.Loaded)
    runTicks(world, 1)
    expect(listLate(world, { after: 0 })).toEqual([])
  })
})
