import { addComponent, addEntity, createWorld, entityExists, getAllEntities, query } from 'bitecs'
import { describe, expect, it } from 'vitest'
import { createSimulatedBackend } from '../src/backends/simulatedBackend'
import type { SectionTable } from '../src/blobs/sectionBlob'
import { State } from '../src/components/state'
import type { TerraneWorld } from '../src/engine'
import { engineFeature } from '../src/engineFeature'
import { createFocus, moveFocus } from '../src/focuses'
import { describeSection } from '../src/inspection'
import { pin, pinCount, unpin } from '../src/pins'
import { boost } from '../src/scoring/boost'
import { sectionId } from '../src/sectionId'
import { timelineHash } from '../src/telemetry/telemetry'
import { composeWorld, disposeWorld, step, type Feature } from '../src/world'
import { gridRecords, makeWorld, openRecords, runTicks } from './worlds'

const table = openRecords(gridRecords(30))
const streamed = (of: SectionTable = table) =>
  engineFeature({ table: of, backend: ({ table }) => createSimulatedBackend({ table, failRate: 0.1 }) })

/** Moves a focus for a while; the hash tells all that happened. */
function walk(world: TerraneWorld, ticks: number, speed = 0.3): string {
  const focus = createFocus(world, { position: [100, 0, 200] })
  for (let i = 0; i < ticks; i++) {
    moveFocus(world, focus, 100 + i * speed, 0, 200)
    runTicks(world, 1)
  }
  return timelineHash(world.terrane.telemetry)
}

describe('step', () => {
  it('refuses what is no time, and runs nothing then', () => {
    const world = makeWorld(gridRecords(2))
    for (const bad of [NaN, undefined as unknown as number]) expect(() => step(world, bad)).toThrow('[argument]')
    for (const less of [-0.001, -1, -Infinity]) expect(step(world, less)).toBe(0)
    expect([world.terrane.clock.tick, world.terrane.clock.accumulated]).toEqual([0, 0])
  })

  it('runs maxTicksPerStep at most, counts the rest as dropped, and owes nothing afterwards', () => {
    const world = makeWorld(gridRecords(2))
    expect(step(world, 600)).toBe(4)
    expect(world.terrane.clock.dropped).toBe(600 * 60 - 4)
    expect(step(world, 1 / 60)).toBe(1)
    expect(step(world, Infinity)).toBe(4)
    expect(step(world, 0)).toBe(0)
  })

  it('loses no tick to rounding in ten minutes of frames of any length', () => {
    for (const fps of [24, 59.94, 60, 90, 144]) {
      const world = makeWorld(gridRecords(2))
      let ticks = 0
      for (let frame = 0; frame < fps * 600; frame++) ticks += step(world, 1 / fps)
      expect(Math.abs(ticks - 36_000)).toBeLessThanOrEqual(1)
    }
  })
})

describe('composing', () => {
  const at = (name: string, rest: Partial<Feature>): Feature => ({ name, run: () => {}, ...rest })
  const order = (...features: Feature[]) =>
    composeWorld({ features: [streamed(), ...features] }).terrane.systems.map(({ name }) => name)

  it('puts features where they say, several after one system in their own order', () => {
    const names = order(
      at('a', { after: 'DesiredSetBuild' }),
      at('b', { after: 'DesiredSetBuild' }),
      at('c', { before: 'FocusUpdate' }),
      at('d', {}),
      at('e', { after: 'a', before: 'b' }),
    )
    expect(names.indexOf('c')).toBe(0)
    expect(names.slice(2, 6)).toEqual(['DesiredSetBuild', 'a', 'e', 'b'])
    expect(names.at(-1)).toBe('d')
  })

  it('refuses places that do not exist, contradictions, two of one name, and reads that nobody writes', () => {
    for (const features of [
      [at('a', { after: 'Nothing' })],
      [at('a', { before: 'Nothing' })],
      [at('a', { after: 'StateSync', before: 'FocusUpdate' })],
      [at('a', {}), at('a', {})],
      [at('Cooldown', {})],
      [at('a', { reads: ['weather'] })],
    ])
      expect(() => order(...features)).toThrow('[feature-order]')
  })

  it('refuses a spec without streaming, with it twice, and a world that streams already', () => {
    const game = createWorld()
    expect(() => composeWorld({ world: game, features: [] })).toThrow('[argument]')
    expect(() => composeWorld({ world: game, features: [streamed(), streamed()] })).toThrow('[argument]')
    composeWorld({ world: game, features: [streamed()] })
    expect(() => composeWorld({ world: game, features: [streamed()] })).toThrow('[argument]')
  })
})

describe('a game’s own world with 300,000 entities', () => {
  const game = createWorld()
  const Health = {}
  const own: number[] = []
  for (let i = 0; i < 300_000; i++) {
    own.push(addEntity(game))
    if (i % 3 === 0) addComponent(game, own[i], Health)
  }

  for (const round of ['first', 'second'])
    it(`streams, is disposed and is as it was (${round} time)`, () => {
      const calls: string[] = []
      const feature: Feature = { name: 'game', setup: () => calls.push('setup'), dispose: () => calls.push('dispose') }
      const world = composeWorld({ world: game, features: [streamed(), feature] })
      expect(world).toBe(game)
      walk(world, 400)
      const { terrane } = world
      expect(terrane.byState[State.Loaded]).toBeGreaterThan(15)
      expect(terrane.live.eid.length).toBe(terrane.settings.capacity)
      expect(query(game, [terrane.components.Section]).length).toBeGreaterThan(15)
      expect(query(game, [terrane.components.Loaded]).length).toBe(terrane.byState[State.Loaded])
      expect(query(game, [terrane.components.Shown]).length).toBe(terrane.telemetry.shown)
      disposeWorld(world)
      expect(getAllEntities(game).length).toBe(300_000)
      expect(own.every((eid) => entityExists(game, eid))).toBe(true)
      expect(query(game, [Health]).length).toBe(100_000)
      expect(query(game, [terrane.components.Section]).length).toBe(0)
      expect(calls).toEqual(['setup', 'dispose'])
    })

  it('a system that disposes the world ends the tick there', () => {
    let ran = 0
    const quit: Feature = { name: 'Quit', after: 'StreamingDiff', run: (world) => disposeWorld(world) }
    const world = composeWorld({ features: [streamed(), quit, { name: 'after', run: () => void ran++ }] })
    createFocus(world)
    step(world, 0.1)
    expect(ran).toBe(0)
    expect(() => step(world, 0.1)).toThrow('[argument]')
  })
})

describe('isolation (P-25)', () => {
  it('a section of another world is refused by every call, with the code', () => {
    const [a, b] = [makeWorld(table), makeWorld(table)]
    const theirs = sectionId(b.terrane, 3)
    for (const call of [
      () => pin(a, theirs),
      () => unpin(a, theirs),
      () => pinCount(a, theirs),
      () => describeSection(a, theirs),
      () => boost(a, theirs, 1),
    ])
      expect(call).toThrow('[foreign-world]')
    expect(b.terrane.live.count).toBe(0)
  })

  it('two worlds on one blob, stepped in turn, go as each does alone', () => {
    const alone = [0.3, 0.7].map((speed) => walk(composeWorld({ features: [streamed()] }), 600, speed))
    const worlds = [0.3, 0.7].map((speed) => ({ world: composeWorld({ features: [streamed()] }), speed }))
    const focuses = worlds.map(({ world }) => createFocus(world, { position: [100, 0, 200] }))
    for (let i = 0; i < 600; i++)
      worlds.forEach(({ world, speed }, k) => {
        moveFocus(world, focuses[k], 100 + i * speed, 0, 200)
        runTicks(world, 1)
      })
    expect(worlds.map(({ world }) => timelineHash(world.terrane.telemetry))).toEqual(alone)
  })

  it('a world that is disposed leaves the other one as it was', () => {
    const alone = walk(composeWorld({ features: [streamed()] }), 600)
    const world = composeWorld({ features: [streamed()] })
    const other = composeWorld({ features: [streamed()] })
    walk(other, 100)
    disposeWorld(other)
    expect(walk(world, 600)).toBe(alone)
  })
})
