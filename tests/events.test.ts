import { describe, expect, it } from 'vitest'
import { EventKind, createEventCursor, readEvents, readFrame } from '../src/eventReaders'
import { createFocus, moveFocus } from '../src/focuses'
import { createSimulatedBackend } from '../src/backends/simulatedBackend'
import { engineFeature } from '../src/engineFeature'
import { composeWorld, step, type Feature } from '../src/world'
import { createEvents, drainEvents, writeEvent } from '../src/live/events'
import { gridRecords, makeWorld, openRecords, runTicks } from './worlds'

type Told = readonly [kind: EventKind, section: number, tick: number]

for (const fps of [10, 30, 60, 144])
  for (const tickHz of [10, 60])
    describe(`at ${fps} frames and ${tickHz} ticks a second`, () => {
      const told: Told[] = []
      const inTick: Told[] = []
      const reader: Feature = {
        name: 'Reader',
        after: 'Cooldown',
        run: (world) =>
          readFrame(
            world,
            (kind, section, tick) => tick === world.terrane.clock.tick && inTick.push([kind, section, tick]),
          ),
      }
      const table = openRecords(gridRecords(40))
      const backend = () => createSimulatedBackend({ table, tickHz, latencyMs: 120, failRate: 0.1 })
      const world = composeWorld({ features: [engineFeature({ table, backend, settings: { tickHz } }), reader] })
      const cursor = createEventCursor(world)
      const late = createEventCursor(world)
      const focus = createFocus(world, { position: [50, 0, 300] })
      let ticks = 0
      for (let frame = 0; frame < 20 * fps; frame++) {
        moveFocus(world, focus, 50 + (20 * frame) / fps, 0, 300)
        ticks += step(world, 1 / fps)
        expect(readEvents(world, cursor, (...event) => told.push(event))).toBe(0)
      }

      it('a cursor is told every event exactly once, in order of ticks', () => {
        expect(told.length).toBe(world.terrane.events.written)
        expect(told.length).toBeGreaterThan(100)
        expect(told.every(([, , tick], i) => i === 0 || tick >= told[i - 1][2])).toBe(true)
        const { telemetry } = world.terrane
        const count = (kind: EventKind) => told.filter((event) => event[0] === kind).length
        expect([count(EventKind.Loaded), count(EventKind.Unloaded), count(EventKind.Failed)]).toEqual([
          telemetry.loads,
          telemetry.unloads,
          telemetry.failures,
        ])
      })

      it('a system at the end of the tick misses none, and sees each in its tick', () => {
        expect(inTick).toEqual(told)
      })

      it('a cursor that is read once at the end is told the same', () => {
        const again: Told[] = []
        readEvents(world, late, (...event) => again.push(event))
        expect(again).toEqual(told)
        readEvents(world, late, () => expect.unreachable())
      })

      it('all ticks ran but those that were dropped', () => {
        expect(Math.abs(ticks + world.terrane.clock.dropped - 20 * tickHz)).toBeLessThanOrEqual(1)
        if (fps >= tickHz / 4) expect(world.terrane.clock.dropped).toBe(0)
        expect(world.terrane.clock.tick).toBe(ticks)
      })
    })

it('a reader that fell too far behind is told how many it lost, and goes on with what is left', () => {
  const events = createEvents(100)
  const cursor = { next: 0 }
  for (let row = 0; row < 10_000; row++) writeEvent(events, EventKind.Loaded, row, 1)
  const rows: number[] = []
  expect(drainEvents(events, cursor, (_, row) => rows.push(row))).toBe(10_000 - 8192)
  expect([rows.length, rows[0], rows.at(-1)]).toEqual([8192, 10_000 - 8192, 9999])
  expect(drainEvents(events, cursor, () => expect.unreachable())).toBe(0)
})

it('a reader that throws is not told the same event again', () => {
  const world = makeWorld(gridRecords(4))
  const cursor = createEventCursor(world)
  createFocus(world)
  runTicks(world, 60)
  const seen: number[] = []
  const read = () =>
    readEvents(world, cursor, (_, section) => {
      seen.push(section)
      if (seen.length === 2) throw new Error('the game')
    })
  expect(read).toThrow('the game')
  read()
  expect(seen.length).toBe(world.terrane.events.written)
})

it('a cursor of a world that is ahead is refused', () => {
  const busy = makeWorld(gridRecords(4))
  createFocus(busy)
  runTicks(busy, 60)
  expect(() => readEvents(makeWorld(gridRecords(4)), createEventCursor(busy), () => {})).toThrow('[argument]')
})
