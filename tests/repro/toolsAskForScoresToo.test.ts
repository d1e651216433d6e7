import { expect, test } from 'vitest'
import { createFocus, moveFocus } from '../../src/focuses'
import { explain } from '../../src/explain/explain'
import { listQueue } from '../../src/inspection'
import { createReplay, memorySink, readRecording, runReplay, startRecording } from '../../src/replay'
import { defaultScore } from '../../src/scoring/defaultScore'
import { makeScriptedWorld } from '../systems/scriptedBackend'
import { gridRecords, makeWorld, openRecords, runTicks } from '../worlds'

test('explain tells the place in the queue as it is listed, while every slot is busy', () => {
  const { world } = makeScriptedWorld(gridRecords(60), { profile: 'conservative' })
  const focus = createFocus(world, { position: [100, 0, 100] })
  runTicks(world, 1)
  const waiting = listQueue(world, 'loads').map(({ section }) => section)
  runTicks(world, 40, (tick) => moveFocus(world, focus, 103 + tick, 0, 100))
  const said = waiting.map((section) => /to load, (\d+)\w\w of/.exec(explain(world, section))?.[1])
  const listed = listQueue(world, 'loads').map(({ section }) => section)
  const places = waiting.map((section) => (listed.includes(section) ? String(listed.indexOf(section) + 1) : undefined))
  expect(said.filter(Boolean).length).toBeGreaterThan(5)
  expect(said).toEqual(places)
})

test('a recording of a game with its own scores replays though its queue was listed between ticks', () => {
  const table = openRecords(gridRecords(60))
  const world = makeWorld(table, {
    backend: { latencyMs: 300 },
    scorer: (engine, s) => -defaultScore(engine, s),
    profile: 'conservative',
  })
  const sink = memorySink()
  const running = startRecording(world, sink)
  const focus = createFocus(world, { position: [100, 0, 100] })
  runTicks(world, 400, (tick) => {
    moveFocus(world, focus, 100 + tick / 4, 0, 100)
    listQueue(world, 'loads')
  })
  running.stop()
  expect(runReplay(createReplay(table, readRecording(sink.text(), 'listed.jsonl')))).toBeNull()
})
