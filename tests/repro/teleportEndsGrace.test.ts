import { expect, test } from 'vitest'
import { State } from '../../src/components/state'
import { createFocus, moveFocus } from '../../src/focuses'
import { gridRecords, makeWorld, runTicks } from '../worlds'

test('what a teleport leaves behind begins to unload at once, not after its grace', () => {
  const world = makeWorld(gridRecords(60))
  const focus = createFocus(world, { position: [100, 0, 100] })
  runTicks(world, 400)
  moveFocus(world, focus, 800, 0, 800)
  runTicks(world, 4)
  const { byState, telemetry } = world.terrane
  expect(byState[State.QueuedUnload] + byState[State.Unloading] + telemetry.unloads).toBeGreaterThan(10)
})
