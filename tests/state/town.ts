import { query } from 'bitecs'
import { writeEntityBlob } from '../../src/blobs/entityBlobBuild'
import { writeEntityIndex } from '../../src/blobs/entityIndex'
import { openSectionBlob, sectionName } from '../../src/blobs/sectionBlob'
import { buildSectionBlob } from '../../src/blobs/sectionBlobBuild'
import type { SectionRecord } from '../../src/blobs/sectionRecord'
import { budgets } from '../../src/budgets/budgets'
import { entities, type EntitiesOptions } from '../../src/entitiesFeature'
import { ownerOf, refById, resolve } from '../../src/entities/references'
import { storeOf } from '../../src/entities/stores'
import { createEventCursor, EventKind, readEvents } from '../../src/eventReaders'
import { State } from '../../src/components/state'
import { createFocus, moveFocus } from '../../src/focuses'
import type { BakedWorld } from '../../src/openWorld'
import { Mover, Transform } from '../../src/schema/builtIn'
import { component, type ComponentSchema, type RefTarget, type Store } from '../../src/schema/component'
import { entityRef, f32, text, u8 } from '../../src/schema/fields'
import { formatStableId, idOfPath } from '../../src/schema/stableId'
import { rowOf } from '../../src/sectionId'
import { memorySource } from '../../src/sources/memorySource'
import { streaming } from '../../src/streaming'
import { inlinePool } from '../../src/workers/inlinePool'
import { composeWorld, step } from '../../src/world'

export const Door = component(
  'Door',
  { angle: f32, locked: u8, key: entityRef, creaks: u8 },
  { persist: ['angle', 'locked', 'key'] },
)
export const Sign = component('Sign', { words: text, size: f32 }, { persist: ['words'] })
export const Looted = component('Looted', {})
export const components: readonly ComponentSchema[] = [Door, Sign, Looted]

/** Edge of a cell in metres; cell i reaches from x = 50 i to 50 i + 50, and from z = 0 to 50. */
export const cellSize = 50

export const idOf = (name: string) => idOfPath('town.glb', name)
export const refTo = (name: string): RefTarget => ({ id: idOf(name), path: name })

export type Given = readonly (readonly [ComponentSchema, Readonly<Record<string, number | string | RefTarget>>])[]

/** What one bake puts into the world: where it stands, and its components beside the Transform. */
export interface Thing {
  readonly name: string
  readonly x: number
  readonly z?: number
  readonly components: Given
}

/** In each cell a door that is locked in every third, and a sign that names it. */
export function townThings(cells: number): Thing[] {
  return Array.from({ length: cells }, (_, i) => [
    {
      name: `door ${i}`,
      x: cellSize * i + 10,
      components: [[Door, { angle: i / 8, locked: i % 3 === 0 ? 1 : 0, key: refTo(`sign ${i}`), creaks: 1 }]],
    } satisfies Thing,
    { name: `sign ${i}`, x: cellSize * i + 40, components: [[Sign, { words: `cell ${i}`, size: i }]] } satisfies Thing,
  ]).flat()
}

export const mover = (policy: number): Given => [[Mover, { policy }]]

/** A section of its own beside the cells. */
export interface OwnSection {
  readonly name: string
  /** Along x, metres; along z it reaches from 0 to 50. */
  readonly from: number
  readonly to: number
  readonly things: readonly Thing[]
  readonly record?: Partial<SectionRecord>
}

export interface TownBake {
  readonly things: readonly Thing[]
  /** Metres; 50 left out. */
  readonly cell?: number
  readonly enterRadius?: number
  readonly own?: readonly OwnSection[]
}

/** Bakes a world as `terrane bake` does, into memory: one entity section a cell, those of their own, and the index. */
export function bakeTown({ things, cell = cellSize, enterRadius = 60, own = [] }: TownBake): BakedWorld {
  const sections = [...groupByCell(things, cell), ...own]
  const payloads = sections.map((section) => writeCell(section.things))
  const records = sections.map(({ name, from, to, record }, i): SectionRecord => {
    const [cpuBytes, fileBytes] = [payloads[i].byteLength, payloads[i].byteLength]
    const bounds = [from, 0, 0, to, 2, cell] as const
    const range = { enterRadius, exitRadius: enterRadius + 10 }
    return { name, bounds, ...range, kind: 'entities', content: `entities/${i}`, cpuBytes, fileBytes, ...record }
  })
  const all = sections.flatMap((section) => section.things)
  const schemas = [...new Set([Transform, ...all.flatMap((thing) => thing.components.map(([schema]) => schema))])]
  const baked = schemas.map(({ name, hash, fields }) => ({ name, hash, columns: Object.entries(fields) }))
  const table = openSectionBlob(buildSectionBlob(records, { components: baked, layers: ['base', 'quest'] }))
  const rows = new Map(Array.from({ length: table.count }, (_, row) => [sectionName(table, row), row]))
  const places = sections.flatMap((section) =>
    section.things.map(({ name }) => ({ id: idOf(name), row: rows.get(section.name)! })),
  )
  const files: Record<string, ArrayBuffer> = Object.fromEntries(payloads.map((bytes, i) => [`entities/${i}`, bytes]))
  files['entities.idx'] = writeEntityIndex(places)
  const file = (path: string) => ({ path, bytes: files[path]?.byteLength ?? 0 })
  const pointer = { format: 'terrane-world', version: 1, name: 'town', sections: file(''), manifest: file('') } as const
  const source = memorySource(files)
  return { name: 'town', table, source, pointer: { ...pointer, entities: file('entities.idx') } }
}

function groupByCell(things: readonly Thing[], cell: number): OwnSection[] {
  const cells = new Map<number, Thing[]>()
  for (const thing of things) {
    const at = Math.floor(thing.x / cell)
    cells.set(at, [...(cells.get(at) ?? []), thing])
  }
  return [...cells].map(([at, members]) => ({
    name: `cell_${at}_0/entities`,
    from: at * cell,
    to: (at + 1) * cell,
    things: members,
  }))
}

function writeCell(members: readonly Thing[]): ArrayBuffer {
  const schemas = [...new Set(members.flatMap((thing) => thing.components.map(([schema]) => schema)))]
  const indices = [...members.keys()]
  const standing = members.map(({ x, z = 25 }) => ({ x, y: 1, z, qw: 1, sx: 1, sy: 1, sz: 1 }))
  const valuesOf = (i: number, schema: ComponentSchema) => members[i].components.find(([each]) => each === schema)?.[1]
  const rows = schemas.map((schema) => {
    const having = indices.filter((i) => valuesOf(i, schema))
    return { schema, entities: having, values: having.map((i) => valuesOf(i, schema)!) }
  })
  return writeEntityBlob({
    ids: members.map(({ name }) => idOf(name)),
    components: [{ schema: Transform, entities: indices, values: standing }, ...rows],
  })
}

export type Town = ReturnType<typeof openTown>

export interface TownOptions {
  readonly components?: readonly ComponentSchema[]
  readonly entities?: EntitiesOptions
  /** Where the focus begins; far from everything if left out. */
  readonly at?: number
}

/** A running world over a bake, with one focus at z = 25. */
export function openTown(opened: BakedWorld, options: TownOptions = {}) {
  const world = composeWorld({
    features: [
      streaming({
        sections: opened,
        pool: inlinePool(),
        settings: { graceSeconds: 0, dwellSeconds: 0, forgetSeconds: 0.1 },
      }),
      budgets(),
      entities(options.components ?? components, options.entities),
    ],
  })
  const { terrane } = world
  let x = options.at ?? -10_000
  const focus = createFocus(world, { position: [x, 0, 25] })
  const cursor = createEventCursor(world)
  const unloading = new Set<string>()
  const resident = new Set<string>()
  const note = () =>
    readEvents(world, cursor, (kind, section) => {
      const name = sectionName(terrane.table, rowOf(terrane, section))
      if (kind === EventKind.Loaded) resident.add(name)
      if (kind === EventKind.Unloaded) resident.delete(name)
      if (kind === EventKind.Unloading) unloading.add(name)
    })
  /** A frame of one tick; what was read before is there. */
  const frame = async () => {
    await new Promise((done) => setImmediate(done))
    step(world, 1 / 60)
    unloading.clear()
    note()
  }
  const run = async (frames: number, each = () => {}) => {
    for (let i = 0; i < frames; i++) {
      await frame()
      each()
    }
  }
  const until = async (what: string, done: () => boolean) => {
    for (let i = 0; i < 2_000; i++) {
      if (done()) return
      await frame()
      // The first payload waits for the module that decodes it.
      if (i > 100) await new Promise((resume) => setTimeout(resume, 5))
    }
    throw new Error(`never ${what}; resident: ${[...resident].join(', ')}`)
  }
  /** Loaded is what is wanted and nothing else, and nothing is on its way. */
  const settle = () =>
    until('at rest', () => {
      const { count, order, state, desired } = terrane.live
      return order.subarray(0, count).every((s) => state[s] === (desired[s] ? State.Loaded : State.Idle))
    })
  const live = (name: string) => resolve(world, refById(world, formatStableId(idOf(name))))
  return {
    world,
    /** Names of the sections whose entities are in the world, and of those that said SectionUnloading in the last tick. */
    resident,
    unloading,
    run,
    until,
    settle,
    /** Puts the focus somewhere and waits until all is loaded and unloaded. */
    async goTo(to: number) {
      x = to
      moveFocus(world, focus, x, 0, 25, true)
      await run(3)
      await settle()
    },
    /** Walks there in steps of so many metres a tick. */
    async walk(to: number, metres: number, each: (x: number) => void = () => {}) {
      while (x !== to) {
        x += Math.max(-metres, Math.min(metres, to - x))
        moveFocus(world, focus, x, 0, 25)
        await frame()
        each(x)
      }
    },
    /** Its entity, 0 where it is not in the world. */
    live,
    store: <Schema extends ComponentSchema>(schema: Schema): Store<Schema> => storeOf(world, schema),
    ownerName(eid: number): string {
      const owner = ownerOf(world, eid)
      return owner === 0 ? '' : sectionName(terrane.table, rowOf(terrane, owner))
    },
    /** How many entities have a component. */
    countOf: (schema: ComponentSchema) => query(world, [storeOf(world, schema)]).length,
  }
}
