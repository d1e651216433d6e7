import { expect, test } from 'vitest'
import { createFocus } from '../../src/focuses'
import { makeScriptedWorld, Outcome } from '../systems/scriptedBackend'
import { gridRecords, runTicks } from '../worlds'

test('a load that failed and then arrives after all is released', () => {
  const { world, backend } = makeScriptedWorld(gridRecords(1))
  createFocus(world)
  runTicks(world, 1)
  const start = backend.last('start', 0)
  backend.answer(start, Outcome.Failed, 'no')
  backend.answer(start, Outcome.Loaded)
  runTicks(world, 1)
  expect(backend.last('release', 0).ticket).toBe(start.ticket)
  expect(world.terrane.telemetry.stale).toBe(1)
})
