import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { advance, lapTicks, openGame } from '../../examples/first-play/game'
import makeScene, { bake } from '../../examples/first-play/scene'
import { bakeWorld } from '../../src/baking/bakeWorld'
import { sectionName } from '../../src/blobs/sectionBlob'
import { createEventCursor, eventNames, readEvents, type EventKind } from '../../src/eventReaders'
import { openWorld } from '../../src/openWorld'
import { nullPresenter } from '../../src/presenter'
import { rowOf } from '../../src/sectionId'
import { directorySource } from '../../src/sources/directorySource'
import type { Source } from '../../src/sources/source'
import { auditTick, createAudit } from '../../src/telemetry/audit'
import { inlinePool } from '../../src/workers/inlinePool'
import { disposeWorld } from '../../src/world'
import { temporaryFolder } from '../baking/bakedWorld'
import { run } from '../cli/captured'

async function bakeRoad(): Promise<string> {
  const folder = await temporaryFolder()
  await writeFile(join(folder, 'road.glb'), await makeScene())
  await bakeWorld(join(folder, 'road.glb'), { ...bake, out: join(folder, 'world') })
  return join(folder, 'world')
}

/** Two laps over a far end that takes `waitMs` a read; each event with its tick. */
async function play(folder: string, waitMs: () => number) {
  const source = directorySource(folder)
  const slow: Source = { ...source, read: async (...read) => (await setTimeout(waitMs()), source.read(...read)) }
  const sections = { ...(await openWorld(source)), source: slow }
  const game = openGame(sections, nullPresenter(), inlinePool())
  const { terrane } = game.world
  const cursor = createEventCursor(game.world)
  const audit = createAudit()
  const events: string[] = []
  const note = () =>
    readEvents(game.world, cursor, (kind: EventKind, section, tick) => {
      events.push(`${tick} ${eventNames[kind]} ${sectionName(sections.table, rowOf(terrane, section))}`)
    })
  for (let turns = 0; terrane.clock.tick < 2 * lapTicks; turns++) {
    if (!advance(game)) await setTimeout(1)
    else auditTick(terrane, audit)
    note()
    if (turns % 200 === 0) await setTimeout(0)
  }
  const { loads, unloads, failures, reloads } = terrane.telemetry
  disposeWorld(game.world)
  return {
    laps: game.laps,
    events,
    counts: { loads, unloads, failures, reloads },
    audit,
    sections: sections.table.count,
  }
}

test('P-31: five authored sections load and unload at the same ticks in every run, however the far end dawdles', async () => {
  const folder = await bakeRoad()
  const quick = await play(folder, () => 0)
  let turn = 0
  const slow = await play(folder, () => (turn++ % 3) * 40)
  expect(quick.sections).toBe(5)
  expect(quick.laps).toHaveLength(2)
  expect(slow.laps).toEqual(quick.laps)
  expect(slow.events).toEqual(quick.events)
})

test('P-31: each place is loaded and unloaded as it is passed, there and back, without a hole; and all is gone at the end of a lap', async () => {
  const { events, counts, audit } = await play(await bakeRoad(), () => 0)
  const lap = (first: number) => events.filter((event) => Number(event.split(' ')[0]) <= first)
  const loaded = (list: string[]) =>
    list.filter((event) => event.includes(' SectionLoaded ')).map((e) => e.split(' ')[2])
  expect(loaded(lap(lapTicks)).slice(0, 5)).toEqual(['Gate', 'Mill', 'Bridge', 'Market', 'Tower'])
  expect(counts).toMatchObject({ failures: 0, loads: counts.unloads })
  expect([audit.holes, audit.doubles, audit.unbacked]).toEqual([0, 0, 0])
})

test('P-31: the content validates without an error', async () => {
  const { code, err } = await run('validate', await bakeRoad(), '--json')
  expect([code, err]).toEqual([0, ''])
})
