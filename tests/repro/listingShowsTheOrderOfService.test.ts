import { expect, test } from 'vitest'
import { sectionName } from '../../src/blobs/sectionBlob'
import { createFocus, moveFocus } from '../../src/focuses'
import { listQueue } from '../../src/inspection'
import { findLive } from '../../src/live/rowTable'
import { defaultScore } from '../../src/scoring/defaultScore'
import { rowOf } from '../../src/sectionId'
import { timelineHash } from '../../src/telemetry/telemetry'
import { gridRecords, makeWorld, runTicks } from '../worlds'
import { makeScriptedWorld, Outcome } from '../systems/scriptedBackend'

test('with two focuses of different weights the loads are listed as they will start', () => {
  const { world, backend } = makeScriptedWorld(gridRecords(60), { profile: 'conservative' })
  createFocus(world, { position: [100, 0, 100], weight: 3 })
  createFocus(world, { position: [800, 0, 800] })
  runTicks(world, 1)
  const listed = listQueue(world, 'loads').map(({ name }) => name)
  expect(listed.length).toBeGreaterThan(30)
  const started: string[] = []
  for (let i = 0; i < listed.length; i++) {
    backend.answer(backend.last('start'), Outcome.Loaded)
    runTicks(world, 2)
    started.push(sectionName(world.terrane.table, backend.last('start').row))
  }
  expect(started).toEqual(listed)
})

test('what came into range while every slot was busy is listed with its score', () => {
  const { world } = makeScriptedWorld(gridRecords(60), { profile: 'conservative' })
  const focus = createFocus(world, { position: [100, 0, 100] })
  runTicks(world, 1)
  moveFocus(world, focus, 103, 0, 100)
  for (let i = 0; i < 40; i++) {
    moveFocus(world, focus, 103 + i, 0, 100)
    runTicks(world, 1)
  }
  const entries = listQueue(world, 'loads')
  const { terrane } = world
  expect(entries.length).toBeGreaterThan(20)
  for (const { section, score } of entries)
    expect(score).toBe(defaultScore(terrane, findLive(terrane.rows, rowOf(terrane, section))))
  const scores = entries.map(({ score }) => score)
  expect(scores).toEqual([...scores].sort((a, b) => a - b))
})

test('listing and describing change nothing: the same timeline with and without', () => {
  const hashes = [false, true].map((listing) => {
    const world = makeWorld(gridRecords(60), { backend: { latencyMs: 300 } })
    const focus = createFocus(world, { position: [100, 0, 100] })
    createFocus(world, { position: [300, 0, 100], weight: 2 })
    runTicks(world, 900, (tick) => {
      moveFocus(world, focus, 100 + tick / 4, 0, 100)
      if (listing) listQueue(world, 'loads')
      if (listing) listQueue(world, 'unloads')
    })
    return timelineHash(world.terrane.telemetry)
  })
  expect(hashes[1]).toBe(hashes[0])
})
