import { afterEach, describe, expect, it } from 'vitest'
import { sectionName } from '../../src/blobs/sectionBlob'
import type { TerraneWorld } from '../../src/engine'
import { createEventCursor, EventKind, readEvents } from '../../src/eventReaders'
import { createFocus, moveFocus, setFocusVelocity } from '../../src/focuses'
import { colliders, type CollidersOptions } from '../../src/ground/colliders'
import { rowOf } from '../../src/sectionId'
import { disposeWorld } from '../../src/world'
import { gridRecords, makeWorld, runTicks } from '../worlds'
import type { SectionRecord } from '../../src/blobs/sectionRecord'

let made: TerraneWorld[] = []
afterEach(() => {
  for (const world of made) disposeWorld(world)
  made = []
})

/** A row of floors along x, 10 m each, loading in `latency` ticks. */
function stand(latency: number, options: CollidersOptions = {}, traits: Partial<SectionRecord> = {}) {
  const records = Array.from({ length: 100 }, (_, i) => ({
    name: `floor ${i}`,
    bounds: [i * 10, 0, 0, i * 10 + 10, 1, 10] as const,
    enterRadius: 60,
    kind: 'collider',
    content: `colliders/${i}`,
    cpuBytes: 1000,
    fileBytes: 1000,
    ...traits,
  }))
  const world = makeWorld(records, {
    features: [colliders(options)],
    backend: { latencyTicks: () => latency },
    settings: { graceSeconds: 0, dwellSeconds: 0 },
  })
  made.push(world)
  const cursor = createEventCursor(world)
  const missing = () => {
    const names: string[] = []
    readEvents(world, cursor, (kind, section) => {
      if (kind === EventKind.FloorMissing) names.push(sectionName(world.terrane.table, rowOf(world.terrane, section)))
    })
    return names.sort()
  }
  return { world, missing }
}

describe('a floor that is missing', () => {
  it('near a focus is told once, and not again when it is there', () => {
    const { world, missing } = stand(30)
    createFocus(world, { position: [500, 2, 5] })
    runTicks(world, 3)
    expect(missing()).toEqual([
      'floor 46',
      'floor 47',
      'floor 48',
      'floor 49',
      'floor 50',
      'floor 51',
      'floor 52',
      'floor 53',
    ])
    runTicks(world, 200)
    expect(missing()).toEqual([])
  })

  it('is told before a fast focus reaches it: as far as it gets in two seconds', () => {
    const { world, missing } = stand(10_000)
    const focus = createFocus(world, { position: [500, 2, 5], captureVelocity: false })
    runTicks(world, 1)
    missing()
    setFocusVelocity(world, focus, 50, 0, 0)
    runTicks(world, 1)
    expect(missing()).toEqual(expect.arrayContaining(['floor 40', 'floor 59']) as string[])
  })

  it('within a radius of the game’s own', () => {
    const { world, missing } = stand(10_000, { floorRadius: 4 })
    const focus = createFocus(world, { position: [505, 2, 5] })
    runTicks(world, 2)
    expect(missing()).toEqual(['floor 50'])
    moveFocus(world, focus, 507, 2, 5)
    runTicks(world, 2)
    expect(missing()).toEqual(['floor 51'])
    // To and fro over the border of the radius: an absence is told once.
    for (const x of [506, 507, 506, 507]) {
      moveFocus(world, focus, x, 2, 5)
      runTicks(world, 2)
    }
    expect(missing()).toEqual([])
    moveFocus(world, focus, 700, 2, 5)
    runTicks(world, 2)
    missing()
    moveFocus(world, focus, 505, 2, 5)
    runTicks(world, 2)
    expect(missing()).toEqual(['floor 50'])
  })

  it('is told again when it was there and is gone', () => {
    const { world, missing } = stand(5, { floorRadius: 4 }, { enterRadius: 6, exitRadius: 8 })
    const focus = createFocus(world, { position: [505, 2, 5] })
    runTicks(world, 60)
    expect(missing()).toEqual(['floor 50'])
    moveFocus(world, focus, 700, 2, 5)
    runTicks(world, 60)
    expect(missing()).toEqual(['floor 69', 'floor 70'])
    moveFocus(world, focus, 505, 2, 5)
    runTicks(world, 60)
    expect(missing()).toEqual(['floor 50'])
  })

  it('is none for a focus that wants no colliders, and none of a layer that is not shown', () => {
    const { world, missing } = stand(10_000)
    createFocus(world, { position: [500, 2, 5], kinds: [] })
    runTicks(world, 3)
    expect(missing()).toEqual([])
    world.terrane.layers.visible = 0
    createFocus(world, { position: [500, 2, 5] })
    runTicks(world, 3)
    expect(missing()).toEqual([])
    world.terrane.layers.visible = ~0
    runTicks(world, 3)
    expect(missing()).toHaveLength(8)
  })

  it('costs a look only when something is new', () => {
    const { world } = stand(2)
    createFocus(world, { position: [500, 2, 5] })
    runTicks(world, 60)
    const { floors } = world.terrane.ground!
    floors.near.count = -1
    runTicks(world, 60)
    expect(floors.near.count).toBe(-1)
  })
})

describe('colliders()', () => {
  it('goes with worlds that have none', () => {
    const world = makeWorld(gridRecords(3), { features: [colliders()] })
    made.push(world)
    createFocus(world, { position: [0, 0, 0] })
    runTicks(world, 3)
    expect(world.terrane.ground!.resident.size).toBe(0)
  })

  it('refuses a radius that is none, and worlds that leave colliders out', () => {
    for (const floorRadius of [-1, NaN, Infinity]) expect(() => colliders({ floorRadius })).toThrow(/\[argument\]/)
    const records = gridRecords(1, 16, { kind: 'collider' })
    expect(() => makeWorld(records, { kinds: ['mesh'], features: [colliders()] })).toThrow(
      /does without them.*\[argument\]/,
    )
  })

  it('leaves the world with it', () => {
    const world = makeWorld(gridRecords(2, 16, { kind: 'collider' }), { features: [colliders()] })
    const { terrane } = world
    disposeWorld(world)
    expect(terrane.ground).toBeNull()
  })
})
