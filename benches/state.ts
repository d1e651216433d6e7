/**
 * What it costs to remember: a section of 2,000 entities (Transform, a door with two persisted columns) leaves and enters as it was baked, with every
 * tenth changed, with all changed; beside it the same without any memory. Then 20,000 changed entities saved and opened again. Prints the best tenth
 * (on a machine that has other work to do), the median and p99 in milliseconds. Run with `npm run bench -- state`.
 */
import { commitRemovals } from 'bitecs'
import { createSimulatedBackend } from '../src/backends/simulatedBackend'
import { openEntityBlob } from '../src/blobs/entityBlob'
import { writeEntityBlob } from '../src/blobs/entityBlobBuild'
import { openSectionBlob } from '../src/blobs/sectionBlob'
import { buildSectionBlob } from '../src/blobs/sectionBlobBuild'
import { engineFeature } from '../src/engineFeature'
import { entities } from '../src/entitiesFeature'
import type { TerraneWorld } from '../src/engine'
import { adoptEntities } from '../src/entities/adoptEntities'
import type { EntitySection } from '../src/entities/entitySection'
import { enterSection, leaveSection } from '../src/entities/spawn'
import { nullState } from '../src/entities/stateHooks'
import { storeOf } from '../src/entities/stores'
import { Transform } from '../src/schema/builtIn'
import { component } from '../src/schema/component'
import { entityRef, f32, u8 } from '../src/schema/fields'
import { idOfPath } from '../src/schema/stableId'
import { sectionId } from '../src/sectionId'
import { openSave } from '../src/state/openSave'
import { saveWorld } from '../src/state/saveWorld'
import { composeWorld } from '../src/world'

const count = 2_000
const rounds = 300
const warmRounds = 60
const sections = 10
const Door = component('Door', { angle: f32, locked: u8, key: entityRef }, { persist: ['angle', 'locked'] })

function makePayload(cell: number): ArrayBuffer {
  const numbers = Array.from({ length: count }, (_, i) => i)
  return writeEntityBlob({
    ids: numbers.map((i) => idOfPath('bench.glb', `thing.${cell}.${i}`)),
    components: [
      {
        schema: Transform,
        entities: numbers,
        values: numbers.map((i) => ({ x: i, y: 1, z: -i, qw: 1, sx: 1, sy: 1, sz: 1 })),
      },
      { schema: Door, entities: numbers, values: numbers.map((i) => ({ angle: i })) },
    ],
  })
}

function makeWorld(): { readonly world: TerraneWorld; readonly adopted: readonly EntitySection[] } {
  const records = Array.from({ length: sections }, (_, i) => ({
    name: `cell ${i}`,
    bounds: [i, 0, 0, i + 1, 1, 1] as const,
    enterRadius: 1,
    kind: 'entities',
    content: 'cell',
  }))
  const table = openSectionBlob(buildSectionBlob(records))
  const world = composeWorld({
    features: [engineFeature({ table, backend: () => createSimulatedBackend({ table }) }), entities([Door])],
  })
  const contextOf = (row: number) => ({
    world,
    section: sectionId(world.terrane, row),
    row,
    requires: [],
    meter: world.terrane.meter,
    waits() {},
  })
  const adopted = records.map((_, row) =>
    adoptEntities(world.terrane.entities!, contextOf(row), openEntityBlob(makePayload(row))),
  )
  return { world, adopted }
}

function summarize(times: readonly number[]) {
  const sorted = Float64Array.from(times).sort()
  const at = (share: number) => sorted[Math.floor(sorted.length * share)].toFixed(2)
  return { best: at(0.1), median: at(0.5), p99: at(0.99) }
}

/** A section goes and comes; before it goes, one of `every` doors is opened (0: none). */
function measureTurn(what: string, every: number, remembers: boolean) {
  const { world, adopted } = makeWorld()
  const entityWorld = world.terrane.entities!
  if (!remembers) entityWorld.state = nullState
  const { angle } = storeOf(world, Door)
  const leaving: number[] = []
  const entering: number[] = []
  enterSection(entityWorld, adopted[0])
  for (let round = 0; round < rounds; round++) {
    const { eid } = entityWorld.handles
    for (let i = 0; every > 0 && i < count; i += every) angle[eid[adopted[0].handles[i]]] = -1 - round
    const started = performance.now()
    leaveSection(entityWorld, adopted[0])
    const left = performance.now()
    commitRemovals(world)
    const committed = performance.now()
    enterSection(entityWorld, adopted[0])
    if (round < warmRounds) continue
    leaving.push(left - started)
    entering.push(performance.now() - committed)
  }
  const [leave, enter] = [summarize(leaving), summarize(entering)]
  return {
    what,
    'leave best': leave.best,
    'leave median': leave.median,
    'leave p99': leave.p99,
    'enter best': enter.best,
    'enter median': enter.median,
  }
}

/** Bytes of heap that a changed door takes while its section is away. */
function measureMemory(): number {
  const { world, adopted } = makeWorld()
  const entityWorld = world.terrane.entities!
  const { angle } = storeOf(world, Door)
  const turn = (change: boolean) => {
    for (const section of adopted) {
      enterSection(entityWorld, section)
      if (change) for (const handle of section.handles) angle[entityWorld.handles.eid[handle]] = 0.5
      leaveSection(entityWorld, section)
      commitRemovals(world)
    }
    globalThis.gc?.()
    return process.memoryUsage().heapUsed
  }
  turn(false)
  const before = turn(false)
  return (turn(true) - before) / (count * sections)
}

async function measureSave() {
  const { world, adopted } = makeWorld()
  const { angle } = storeOf(world, Door)
  for (const section of adopted) {
    enterSection(world.terrane.entities!, section)
    for (const handle of section.handles) angle[world.terrane.entities!.handles.eid[handle]] = 0.5
  }
  const saving: number[] = []
  const opening: number[] = []
  let bytes = saveWorld(world)
  for (let round = 0; round < 20; round++) {
    const started = performance.now()
    bytes = saveWorld(world)
    const saved = performance.now()
    await openSave(world, bytes)
    if (round < 4) continue
    saving.push(saved - started)
    opening.push(performance.now() - saved)
  }
  return { bytes: bytes.length, save: summarize(saving), open: summarize(opening) }
}

console.table([
  measureTurn('(warm-up)', 1, true),
  measureTurn('remembers nothing', 0, false),
  measureTurn('as baked', 0, true),
  measureTurn('every tenth changed', 10, true),
  measureTurn('all changed', 1, true),
])
const { bytes, save, open } = await measureSave()
console.log(`${count * sections} changed entities: ${(bytes / 1024).toFixed(0)} KiB; all of them are in the world`)
console.log(`${measureMemory().toFixed(0)} bytes of heap a changed entity`)
console.table([
  { what: 'saveWorld', ...save },
  { what: 'openSave', ...open },
])
