import { describe, expect, it } from 'vitest'
import type { SimulatedParts } from '../../src/backends/simulatedBackend'
import type { SectionRecord } from '../../src/blobs/sectionRecord'
import type { TerraneWorld } from '../../src/engine'
import { explain } from '../../src/explain/explain'
import { createFocus, moveFocus } from '../../src/focuses'
import { describeSection } from '../../src/inspection'
import { setLayer } from '../../src/layers'
import { nullPresenter, type Presenter } from '../../src/presenter'
import { openBarrier } from '../../src/readiness/barrier'
import { createReplay, memorySink, readRecording, runReplay, startRecording } from '../../src/replay/index'
import { sectionId, type SectionId } from '../../src/sectionId'
import { createFigures, measureFigures } from '../../src/telemetry/measureFigures'
import { unloadAll } from '../../src/unloadAll'
import { gridRecords, makeWorld, openRecords, runTicks, type TestWorldOptions } from '../worlds'

const [tile] = gridRecords(1, 16, { content: 'tile.glb' })
const twelve: SimulatedParts = { count: 12, ticksEach: 10 }

/** A presenter that writes down what it is told. */
function listener() {
  const told: string[] = []
  const presenter: Presenter = {
    ...nullPresenter(),
    showPart: (row) => void told.push(`part ${row}`),
    hidePart: (row) => void told.push(`no part ${row}`),
    show: (row) => void told.push(`show ${row}`),
    hide: (row) => void told.push(`hide ${row}`),
  }
  return { told, presenter }
}

function makeTile(parts: (row: number, attempt: number) => SimulatedParts, options: TestWorldOptions = {}) {
  const { told, presenter } = listener()
  const world = makeWorld([tile], { presenter, ...options, backend: { latencyTicks: () => 5, parts } })
  const focus = createFocus(world, { position: [8, 0, 8] })
  return { world, focus, told, section: sectionId(world.terrane, 0) }
}

function runUntil(world: TerraneWorld, holds: () => boolean): number {
  for (let ticks = 0; ticks < 10_000; ticks++) {
    if (holds()) return ticks
    runTicks(world, 1)
  }
  throw new Error('it never held')
}

const doneOf = (world: TerraneWorld, section: SectionId) => describeSection(world, section).partsDone

describe('a section that is adopted mesh by mesh', () => {
  it('is empty, partial, usable at half and complete, and in the picture from its first mesh on', () => {
    const { world, section, told } = makeTile(() => twelve)
    const seen: string[] = []
    runUntil(world, () => {
      const { visual, partsDone, partShown, shown } = describeSection(world, section)
      expect(partShown).toBe(partsDone > 0)
      expect(shown).toBe(visual === 'complete')
      const line = `${visual} ${partsDone}`
      if (seen.at(-1) !== line) seen.push(line)
      return shown
    })
    expect(seen).toEqual([
      'empty 0',
      ...[1, 2, 3, 4, 5].map((done) => `partial ${done}`),
      ...[6, 7, 8, 9, 10, 11].map((done) => `usable ${done}`),
      'complete 0',
    ])
    expect(told).toEqual(['part 0', 'show 0'])
    expect(world.terrane.live.inPartsCount).toBe(0)
  })

  it('says so in words and in figures', () => {
    const { world, section } = makeTile(() => twelve)
    runUntil(world, () => doneOf(world, section) === 7)
    expect(explain(world, section)).toMatch(/: 7 of 12 meshes are there \(58 %, usable\) and in the picture \(/)
    expect(measureFigures(world.terrane, createFigures()).partsShown).toBe(1)
    runUntil(world, () => describeSection(world, section).shown)
    expect(measureFigures(world.terrane, createFigures()).partsShown).toBe(0)
  })

  it('goes from the picture when its load ends otherwise: out of range, failed, unloaded at once', () => {
    const left = makeTile(() => twelve, { settings: { graceSeconds: 0.1 } })
    runUntil(left.world, () => doneOf(left.world, left.section) === 2)
    moveFocus(left.world, left.focus, 1000, 0, 1000, true)
    runTicks(left.world, 60)
    expect(left.told).toEqual(['part 0', 'no part 0'])

    const ended = makeTile(() => twelve)
    runUntil(ended.world, () => doneOf(ended.world, ended.section) === 2)
    unloadAll(ended.world)
    expect(ended.told).toEqual(['part 0', 'no part 0'])
    expect(ended.world.terrane.telemetry.partsShown).toBe(0)
    runUntil(ended.world, () => describeSection(ended.world, ended.section).shown)
    expect(ended.told.slice(2)).toEqual(['part 0', 'show 0'])
  })

  it('is not shown by parts while its data layer is hidden', () => {
    const { world, section, told } = makeTile(() => twelve)
    setLayer(world, 'base', 'hidden')
    runUntil(world, () => doneOf(world, section) === 3)
    expect(told).toEqual([])
    setLayer(world, 'base', 'on')
    runTicks(world, 2)
    expect(told).toEqual(['part 0'])
  })

  it('opens a readiness barrier when it is usable, not before', () => {
    const { world, focus, section } = makeTile(() => twelve)
    const barrier = openBarrier(world, focus)
    runUntil(world, () => barrier.outcome !== null)
    expect(barrier.outcome).toBe('ready')
    expect(doneOf(world, section)).toBe(6)
  })

  it('is taken back without a failure where no mesh came for the time of the watchdog, and may take longer where they come', () => {
    const stall: SimulatedParts = { ...twelve, stallsAfter: 4 }
    const { world, section, told } = makeTile((_, attempt) => (attempt === 1 ? stall : twelve), {
      settings: { watchdogSeconds: 1 },
    })
    runUntil(world, () => describeSection(world, section).shown)
    const { telemetry, loader } = world.terrane
    expect([telemetry.stuckUploads, telemetry.failures, telemetry.loads]).toEqual([1, 0, 1])
    expect(told).toEqual(['part 0', 'no part 0', 'part 0', 'show 0'])
    expect([...loader.busy]).toEqual([0, 0, 0, 0])
  })
})

/** A coarse picture with one finer one in its place. */
const chain: SectionRecord[] = [
  { ...tile, name: 'coarse', content: 'coarse.glb', enterRadius: 200, refineDistance: 50 },
  { ...tile, name: 'fine', content: 'fine.glb', enterRadius: 0, parent: 0 },
]

describe('beside other pictures of its place', () => {
  const partsOfFine = (row: number): SimulatedParts => (row === 1 ? twelve : { count: 1, ticksEach: 0 })

  it('it does not show in parts: the coarse one stands until it is whole', () => {
    const { told, presenter } = listener()
    const world = makeWorld(chain, { presenter, backend: { latencyTicks: () => 5, parts: partsOfFine } })
    const focus = createFocus(world, { position: [108, 0, 8] })
    runTicks(world, 120)
    expect(told).toEqual(['show 0'])
    moveFocus(world, focus, 8, 0, 8)
    runUntil(world, () => describeSection(world, sectionId(world.terrane, 1)).shown)
    expect(told).toEqual(['show 0', 'hide 0', 'show 1'])
  })

  it('it gives way to a coarser one that is wanted before it is whole', () => {
    const { told, presenter } = listener()
    const world = makeWorld(chain, { presenter, backend: { latencyTicks: () => 5, parts: partsOfFine } })
    const focus = createFocus(world, { position: [8, 0, 8] })
    runUntil(world, () => doneOf(world, sectionId(world.terrane, 1)) === 3)
    moveFocus(world, focus, 108, 0, 8)
    runTicks(world, 60)
    expect(told).toEqual(['part 1', 'no part 1', 'show 0'])
  })
})

it('replays from a recording, and a replay that shows otherwise is found', () => {
  const { world, section } = makeTile(() => twelve)
  const sink = memorySink()
  const recording = startRecording(world, sink)
  runUntil(world, () => describeSection(world, section).shown)
  recording.stop()
  const table = openRecords([tile])
  expect(sink.text()).toContain('"partShown":[0]')
  expect(runReplay(createReplay(table, readRecording(sink.text(), 'parts.jsonl')))).toBeNull()
  const replay = createReplay(table, readRecording(sink.text(), 'parts.jsonl'))
  const told = replay.recording.ticks.find(({ parts }) => parts !== undefined)!
  Object.assign(told, { parts: undefined })
  expect(runReplay(replay)).toMatchObject({ tick: told.tick, recorded: 'parts of "cell 0 0" shown' })
})
