import { addComponent, addEntity, createWorld, getAllEntities, query } from 'bitecs'
import { expect, test } from 'vitest'
import { createSimulatedBackend } from '../../src/backends/simulatedBackend'
import { engineFeature } from '../../src/engineFeature'
import { createEventCursor, EventKind, readEvents, readFrame } from '../../src/eventReaders'
import { createFocus, moveFocus } from '../../src/focuses'
import { pin } from '../../src/pins'
import { sectionId } from '../../src/sectionId'
import { timelineHash } from '../../src/telemetry/telemetry'
import { composeWorld, disposeWorld, step } from '../../src/world'
import { gridRecords, makeWorld, openRecords, runTicks } from '../worlds'

test('G-11: it attaches to a game with 300,000 entities, uses no more rows for that, and leaves nothing behind', () => {
  const game = createWorld()
  const Position = { x: [] as number[] }
  for (let i = 0; i < 300_000; i++) addComponent(game, addEntity(game), Position)
  const table = openRecords(gridRecords(20))
  const compose = () =>
    composeWorld({
      world: game,
      features: [engineFeature({ table, backend: (rows) => createSimulatedBackend({ table: rows }) })],
    })
  for (let round = 0; round < 2; round++) {
    const world = compose()
    expect(world).toBe(game)
    createFocus(world, { position: [160, 0, 160] })
    runTicks(world, 600)
    const { Loaded, Section, Shown } = world.terrane.components
    expect(query(world, [Section, Loaded, Shown]).length).toBe(world.terrane.telemetry.shown)
    for (const eid of query(world, [Section])) expect(world.terrane.live.eid[Section.live[eid]]).toBe(eid)
    expect(() => compose()).toThrow('a world that streams already')
    disposeWorld(world)
    expect(getAllEntities(game).length).toBe(300_000)
    expect(query(game, [Position]).length).toBe(300_000)
  }
})

for (const tickHz of [10, 60])
  for (const fps of [30, 50, 60, 144])
    test(`G-10: ${tickHz} ticks and ${fps} frames a second: every event once, through a cursor and in the tick`, () => {
      const inTick: string[] = []
      const world = makeWorld(gridRecords(20), {
        settings: { tickHz },
        features: [
          {
            name: 'Listener',
            run(w) {
              const { clock } = w.terrane
              readFrame(w, (kind, section, tick) => {
                if (tick === clock.tick) inTick.push(`${tick} ${kind} ${section}`)
              })
            },
          },
        ],
      })
      const cursor = createEventCursor(world)
      const outside: string[] = []
      const focus = createFocus(world, { position: [20, 0, 160] })
      for (let i = 0; i < fps * 12; i++) {
        moveFocus(world, focus, 20 + (i / fps) * 20, 0, 160)
        step(world, 1 / fps)
        expect(readEvents(world, cursor, (kind, section, tick) => outside.push(`${tick} ${kind} ${section}`))).toBe(0)
      }
      expect(outside).toEqual(inTick)
      expect(new Set(outside).size).toBe(outside.length)
      expect(outside.filter((event) => event.split(' ')[1] === String(EventKind.Loaded)).length).toBeGreaterThan(30)
    })

test('G-11: a hidden tab that comes back after 600 s runs four ticks at most, and says what it dropped', () => {
  const world = makeWorld(gridRecords(4))
  expect(step(world, 600)).toBe(4)
  expect(world.terrane.clock.dropped).toBe(600 * 60 - 4)
})

test("P-25: two worlds over one blob do not touch one another, and refuse each other's sections", () => {
  const table = openRecords(gridRecords(20))
  const walk = (worlds: ReturnType<typeof makeWorld>[]) => {
    const focuses = worlds.map((world, i) => createFocus(world, { position: [100 + 60 * i, 0, 100] }))
    for (let i = 0; i < 400; i++)
      worlds.forEach((world, k) => {
        moveFocus(world, focuses[k], 100 + 60 * k + i * 0.2, 0, 100)
        runTicks(world, 1)
      })
    return worlds.map((world) => timelineHash(world.terrane.telemetry))
  }
  const [alone] = walk([makeWorld(table)])
  const pair = [makeWorld(table), makeWorld(table)]
  const [first, second] = walk(pair)
  expect(first).toBe(alone)
  expect(second).not.toBe(alone)
  expect(() => pin(pair[0], sectionId(pair[1].terrane, 3))).toThrow('foreign-world')
})

test('features say where they go, and a place that does not exist is refused', () => {
  const run = () => {}
  const names = makeWorld(gridRecords(2), {
    features: [
      { name: 'A', after: 'DesiredSetBuild', run },
      { name: 'B', after: 'DesiredSetBuild', run },
      { name: 'C', before: 'HandOver', run },
    ],
  }).terrane.systems.map((system) => system.name)
  expect(names).toEqual([
    'FocusUpdate',
    'DesiredSetBuild',
    'A',
    'B',
    'StreamingDiff',
    'StreamingLoader',
    'StateSync',
    'C',
    'HandOver',
    'Cooldown',
  ])
  expect(() => makeWorld(gridRecords(2), { features: [{ name: 'D', after: 'Nowhere', run }] })).toThrow('feature-order')
  expect(() =>
    makeWorld(gridRecords(2), { features: [{ name: 'E', after: 'HandOver', before: 'FocusUpdate', run }] }),
  ).toThrow('feature-order')
  expect(() => makeWorld(gridRecords(2), { features: [{ name: 'F', reads: ['weather'], run }] })).toThrow('weather')
})
