import { expect, test } from 'vitest'
import { sectionName } from '../../src/blobs/sectionBlob'
import { setBudget } from '../../src/budgets/setBudget'
import { createFocus, moveFocus, removeFocus } from '../../src/focuses'
import { listQueue } from '../../src/inspection'
import { gridRecords, runTicks } from '../worlds'
import { makeScriptedWorld, Outcome } from '../systems/scriptedBackend'

test('P-8: loads are listed as they are served, each with its reason and a score that only rises', () => {
  const { world, backend } = makeScriptedWorld(gridRecords(30), { profile: 'conservative' })
  createFocus(world, { position: [240, 0, 240] })
  runTicks(world, 1)
  const entries = listQueue(world, 'loads')
  expect(new Set(entries.map(({ reason }) => reason))).toEqual(new Set(['in range']))
  expect(entries.every(({ score }, i) => i === 0 || score >= entries[i - 1].score)).toBe(true)
  for (const { name } of entries) {
    backend.answer(backend.last('start'), Outcome.Loaded)
    runTicks(world, 2)
    expect(sectionName(world.terrane.table, backend.last('start').row)).toBe(name)
  }
})

/** A world whose focus left after everything was loaded. */
function makeLeaving() {
  const { world, backend } = makeScriptedWorld(gridRecords(30), {
    profile: { name: 'wide', concurrent: 50, loadsPerTick: 50, unloadsPerTick: 1, exitRatio: 1.15, prefetchBudget: 0 },
    settings: { graceSeconds: 0 },
  })
  const focus = createFocus(world, { position: [240, 0, 240] })
  runTicks(world, 1)
  for (const call of [...backend.calls]) backend.answer(call, Outcome.Loaded)
  runTicks(world, 2)
  return { world, backend, focus }
}

test('P-9: unloads are listed as they are served: farthest first', () => {
  const { world, backend, focus } = makeLeaving()
  moveFocus(world, focus, 290, 0, 240)
  runTicks(world, 3)
  const entries = listQueue(world, 'unloads')
  expect(entries.length).toBeGreaterThan(5)
  expect(entries.every(({ score }, i) => i === 0 || score >= entries[i - 1].score)).toBe(true)
  expect(entries.every(({ reason }) => reason === 'out of range')).toBe(true)
  for (const { name } of entries) {
    runTicks(world, 1)
    expect(sectionName(world.terrane.table, backend.last('release').row)).toBe(name)
  }
})

test('P-8: an unload says why: no focus is left, or over budget', () => {
  const gone = makeLeaving()
  removeFocus(gone.world, gone.focus)
  runTicks(gone.world, 3)
  expect(new Set(listQueue(gone.world, 'unloads').map(({ reason }) => reason))).toEqual(new Set(['no focus is left']))
  const poor = makeLeaving()
  setBudget(poor.world, 5000)
  runTicks(poor.world, 3)
  expect(new Set(listQueue(poor.world, 'unloads').map(({ reason }) => reason))).toEqual(new Set(['over budget']))
})
