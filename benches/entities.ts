/**
 * What it costs that entities appear and go: 2,000 of 3 components (Transform, Trigger and a game's own with a reference), warm, with 0, 1 and 3
 * queries of the game. Beside it the same with one addEntity and addComponent after another, over the same columns. Prints the best tenth (on a
 * machine that has other work to do), the median and p99 in milliseconds. Run with `npm run bench -- entities`.
 */
import { addComponent, addEntity, commitRemovals, Not, query } from 'bitecs'
import { openEntityBlob, type EntityTable } from '../src/blobs/entityBlob'
import { writeEntityBlob } from '../src/blobs/entityBlobBuild'
import { openSectionBlob } from '../src/blobs/sectionBlob'
import { buildSectionBlob } from '../src/blobs/sectionBlobBuild'
import { createSimulatedBackend } from '../src/backends/simulatedBackend'
import { engineFeature } from '../src/engineFeature'
import { entities } from '../src/entitiesFeature'
import type { TerraneWorld } from '../src/engine'
import { adoptEntities } from '../src/entities/adoptEntities'
import { columnWriters } from '../src/entities/columnWriters'
import type { EntitySection } from '../src/entities/entitySection'
import { enterSection, leaveSection } from '../src/entities/spawn'
import { storeOf } from '../src/entities/stores'
import { track } from '../src/entities/tracking'
import type { AdoptContext } from '../src/payloads/kind'
import { Transform, Trigger } from '../src/schema/builtIn'
import { component } from '../src/schema/component'
import { entityRef, f32, u8, type EntityRef } from '../src/schema/fields'
import { idOfPath } from '../src/schema/stableId'
import { sectionId } from '../src/sectionId'
import { composeWorld } from '../src/world'

const count = 2_000
const rounds = 400
const warmRounds = 100
const Door = component('Door', { angle: f32, locked: u8, key: entityRef }, { persist: ['angle', 'locked'] })

function makePayload(): ArrayBuffer {
  const numbers = Array.from({ length: count }, (_, i) => i)
  const idOf = (i: number) => idOfPath('bench.glb', `thing.${i}`)
  return writeEntityBlob({
    ids: numbers.map(idOf),
    components: [
      {
        schema: Transform,
        entities: numbers,
        values: numbers.map((i) => ({ x: i, y: 1, z: -i, qw: 1, sx: 1, sy: 1, sz: 1 })),
      },
      { schema: Trigger, entities: numbers, values: numbers.map(() => ({ halfX: 1, halfY: 1, halfZ: 1 })) },
      {
        schema: Door,
        entities: numbers,
        values: numbers.map((i) => ({ angle: i, key: { id: idOf((7 * i) % count), path: '' } })),
      },
    ],
  })
}

function makeWorld(queries: number): TerraneWorld {
  const record = {
    name: 'cell',
    bounds: [0, 0, 0, 1, 1, 1] as const,
    enterRadius: 1,
    kind: 'entities',
    content: 'cell',
  }
  const table = openSectionBlob(buildSectionBlob([record]))
  const world = composeWorld({
    features: [engineFeature({ table, backend: () => createSimulatedBackend({ table }) }), entities([Door])],
  })
  const [transform, trigger, door] = [storeOf(world, Transform), storeOf(world, Trigger), storeOf(world, Door)]
  const games = [[door], [transform, trigger], [transform, Not(trigger)]]
  for (const terms of games.slice(0, queries)) query(world, terms)
  return world
}

const contextOf = (world: TerraneWorld): AdoptContext => ({
  world,
  section: sectionId(world.terrane, 0),
  row: 0,
  requires: [],
  meter: world.terrane.meter,
  waits() {},
})

/** The way without the bulk path: each entity and each component by itself, columns first. */
function enterPlainly({ terrane }: TerraneWorld, section: EntitySection): void {
  const ours = terrane.entities!
  const eids = new Uint32Array(section.count)
  for (let i = 0; i < section.count; i++) {
    eids[i] = addEntity(ours.ecs)
    track(ours, section.handles[i] as EntityRef, eids[i], section.row)
  }
  for (const { entities: rows, columns } of section.components)
    for (const { type, values, target } of columns) columnWriters[type](values, target, rows, eids)
  for (const { stores, members } of section.archetypes)
    for (const member of members) for (const store of stores) addComponent(ours.ecs, eids[member], store)
}

interface Cost {
  readonly best: string
  readonly median: string
  readonly p99: string
}

function measure(run: () => void, reset: () => void): Cost {
  const times: number[] = []
  for (let round = 0; round < rounds; round++) {
    const started = performance.now()
    run()
    times.push(performance.now() - started)
    reset()
  }
  const sorted = Float64Array.from(times.slice(warmRounds)).sort()
  const at = (share: number) => sorted[Math.floor(sorted.length * share)].toFixed(2)
  return { best: at(0.1), median: at(0.5), p99: at(0.99) }
}

const payload = makePayload()

function measureQueries(queries: number) {
  const world = makeWorld(queries)
  const entityWorld = world.terrane.entities!
  const table: EntityTable = openEntityBlob(payload)
  const section = adoptEntities(entityWorld, contextOf(world), table)
  const enter = () => enterSection(entityWorld, section)
  const leave = () => {
    leaveSection(entityWorld, section)
    commitRemovals(world)
  }
  const appear = measure(enter, leave)
  const plain = measure(() => enterPlainly(world, section), leave)
  const go = measure(leave, enter)
  return { "game's queries": queries, ...named('appear', appear), ...named('plain', plain), ...named('go', go) }
}

function measureAdopt() {
  const world = makeWorld(0)
  const opened = measure(
    () => void openEntityBlob(payload),
    () => {},
  )
  const table = openEntityBlob(payload)
  const adopted = measure(
    () => void adoptEntities(world.terrane.entities!, contextOf(world), table),
    () => {},
  )
  return { ...named('open', opened), ...named('adopt', adopted) }
}

const named = (what: string, { best, median, p99 }: Cost) => ({
  [`${what} best`]: best,
  [`${what} median`]: median,
  [`${what} p99`]: p99,
})

console.log(`${count} entities of 3 components, ${(payload.byteLength / 1024).toFixed(0)} KiB`)
measureQueries(1)
console.table([0, 1, 3].map(measureQueries))
console.table([measureAdopt()])
