import { expect, test } from 'vitest'
import { createEventCursor, EventKind, readEvents } from '../../src/eventReaders'
import { createFocus, removeFocus } from '../../src/focuses'
import { makeScriptedWorld, Outcome } from '../systems/scriptedBackend'
import { gridRecords, runTicks } from '../worlds'

test('an unload that the backend never acknowledges is given up on, counted and told as one', () => {
  const { world, backend } = makeScriptedWorld(gridRecords(1), { settings: { watchdogSeconds: 2, graceSeconds: 0 } })
  const cursor = createEventCursor(world)
  const focus = createFocus(world)
  runTicks(world, 1)
  backend.answer(backend.last('start', 0), Outcome.Loaded)
  runTicks(world, 2)
  removeFocus(world, focus)
  runTicks(world, 200)
  const kinds: EventKind[] = []
  readEvents(world, cursor, (kind) => kinds.push(kind))
  const { Loaded, Shown, Hidden, Unloading, Unloaded } = EventKind
  expect(kinds).toEqual([Loaded, Shown, Hidden, Unloading, Unloaded])
  expect(world.terrane.telemetry.unloads).toBe(1)
})
