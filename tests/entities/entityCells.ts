import type { EntityTableToWrite } from '../../src/blobs/entityBlobBuild'
import { writeEntityBlob } from '../../src/blobs/entityBlobBuild'
import { openSectionBlob, type BakedSchema } from '../../src/blobs/sectionBlob'
import { buildSectionBlob } from '../../src/blobs/sectionBlobBuild'
import type { SectionRecord } from '../../src/blobs/sectionRecord'
import { entities, type EntitiesOptions } from '../../src/entitiesFeature'
import type { TerraneWorld } from '../../src/engine'
import { createEventCursor, eventNames, readEvents } from '../../src/eventReaders'
import { createFocus, moveFocus } from '../../src/focuses'
import { describeSection } from '../../src/inspection'
import { component, type ComponentSchema } from '../../src/schema/component'
import { entityRef, f32, sectionRef, text, u8 } from '../../src/schema/fields'
import { idOfPath } from '../../src/schema/stableId'
import { sectionId, type SectionId } from '../../src/sectionId'
import { memorySource } from '../../src/sources/memorySource'
import { streaming, type StreamingOptions } from '../../src/streaming'
import { inlinePool } from '../../src/workers/inlinePool'
import { composeWorld, step, type Feature } from '../../src/world'

export const Door = component('Door', { angle: f32, locked: u8, key: entityRef }, { persist: ['angle', 'locked'] })
export const Key = component('Key', { opens: entityRef, label: text })
export const Lamp = component('Lamp', { power: f32, looks: sectionRef })
export const gameComponents = [Door, Key, Lamp]

/** Cells along x, 200 m apart and 100 m long; a focus at x = 200 i + 50 has only cell i in range. */
const stride = 200
export const centreOf = (cell: number) => stride * cell + 50

export const idOf = (name: string) => idOfPath('town.glb', name)
export const refTo = (name: string) => ({ id: idOf(name), path: name })

/**
 * Cell i: `doors` doors, each with a key that opens it and lies in the next cell, and one lamp. Door and key refer to each other.
 * Names: `door 3.0`, `key 3.0` (opens door 3.0, lies in cell 4), `lamp 3`.
 */
export function cellTable(cell: number, doors = 3): EntityTableToWrite {
  const numbers = Array.from({ length: doors }, (_, i) => i)
  const names = [
    ...numbers.map((i) => `door ${cell}.${i}`),
    ...numbers.map((i) => `key ${cell - 1}.${i}`),
    `lamp ${cell}`,
  ]
  return {
    ids: names.map(idOf),
    components: [
      {
        schema: Door,
        entities: numbers,
        values: numbers.map((i) => ({ angle: cell + i / 8, locked: i % 2, key: refTo(`key ${cell}.${i}`) })),
      },
      {
        schema: Key,
        entities: numbers.map((i) => doors + i),
        values: numbers.map((i) => ({ opens: refTo(`door ${cell - 1}.${i}`), label: `key of ${cell - 1}.${i}` })),
      },
      { schema: Lamp, entities: [2 * doors], values: [{ power: 40, looks: 1 }] },
    ],
  }
}

export interface CellsOptions {
  /** Payload of each cell. */
  readonly cells: readonly EntityTableToWrite[]
  readonly components?: readonly ComponentSchema[]
  readonly entities?: EntitiesOptions
  /** Instead of `entities(…)`. */
  readonly feature?: Feature
  readonly features?: readonly Feature[]
  readonly streaming?: Partial<StreamingOptions>
  /** What the section table says was baked; left out, what the cells hold. */
  readonly baked?: readonly BakedSchema[]
  readonly world?: object
}

/** A running world of cells, and one focus that starts out of range of all of them. */
export interface Cells {
  readonly world: TerraneWorld
  /** Payload paths in order of their reads. */
  readonly reads: string[]
  readonly files: Record<string, ArrayBuffer>
  section(cell: number): SectionId
  goTo(cell: number): void
  leave(): void
  /** Frames of one tick; what was read is there before the next. */
  run(frames: number, each?: () => void): Promise<void>
  /** Until the named event of that cell has come since the focus last moved. */
  until(event: (typeof eventNames)[number], cell: number, each?: () => void): Promise<void>
  /** Until the load of that cell says what it waits for. */
  untilWaiting(cell: number): Promise<string>
  /** What `describeSection` says of a cell. */
  describe(cell: number): ReturnType<typeof describeSection>
}

export function bakedOf(schemas: readonly ComponentSchema[]): BakedSchema[] {
  return schemas.map(({ name, hash, fields }) => ({ name, hash, columns: Object.entries(fields) }))
}

export function cellRecords(payloads: readonly ArrayBuffer[]): SectionRecord[] {
  const looks: SectionRecord = {
    name: 'figure/lamp',
    bounds: [0, 0, 0, 0, 0, 0],
    enterRadius: 0,
    kind: 'looks',
    content: 'looks',
    flags: 1,
    lane: 3,
  }
  const cells = payloads.map((payload, i) => ({
    name: `cell_${i}_0/entities`,
    bounds: [stride * i, 0, 0, stride * i + 100, 10, 100] as const,
    enterRadius: 40,
    exitRadius: 50,
    kind: 'entities',
    content: `cells/${i}`,
    cpuBytes: payload.byteLength,
    fileBytes: payload.byteLength,
    stage: 1,
    requires: [payloads.length],
  }))
  return [...cells, looks]
}

export function openCells(options: CellsOptions): Cells {
  const payloads = options.cells.map(writeEntityBlob)
  const baked =
    options.baked ?? bakedOf([...new Set(options.cells.flatMap((cell) => cell.components.map((c) => c.schema)))])
  const table = openSectionBlob(buildSectionBlob(cellRecords(payloads), { components: baked }))
  const files: Record<string, ArrayBuffer> = Object.fromEntries(payloads.map((payload, i) => [`cells/${i}`, payload]))
  const reads: string[] = []
  const source = {
    name: 'cells',
    read: async (path: string, how?: object) => {
      reads.push(path)
      return memorySource({ ...files, looks: new ArrayBuffer(0) }).read(path, how)
    },
  }
  const pointer = { format: 'terrane-world', version: 1, name: '', sections: { path: '', bytes: 0 } } as never
  const world = composeWorld({
    ...(options.world ? { world: options.world } : {}),
    features: [
      streaming({
        sections: { name: 'cells', table, source, pointer },
        pool: inlinePool(),
        settings: { graceSeconds: 0, dwellSeconds: 0, forgetSeconds: 0.1 },
        kinds: ['entities'],
        ...options.streaming,
      }),
      options.feature ?? entities(options.components ?? gameComponents, options.entities),
      ...(options.features ?? []),
    ],
  })
  return drive(world, reads, files)
}

function drive(world: TerraneWorld, reads: string[], files: Record<string, ArrayBuffer>): Cells {
  const focus = createFocus(world, { position: [-10_000, 0, 50] })
  const cursor = createEventCursor(world)
  const rows = new Map(
    Array.from({ length: world.terrane.table.count }, (_, row) => sectionId(world.terrane, row)).map((section) => [
      describeSection(world, section).name,
      section,
    ]),
  )
  const section = (cell: number) => rows.get(`cell_${cell}_0/entities`)!
  const run = async (frames: number, each = () => {}) => {
    for (let i = 0; i < frames; i++) {
      await new Promise((done) => setImmediate(done))
      step(world, 1 / 60)
      each()
    }
  }
  const seen = new Set<string>()
  const move = (x: number) => {
    readEvents(world, cursor, () => {})
    seen.clear()
    moveFocus(world, focus, x, 0, 50, true)
  }
  return {
    world,
    reads,
    files,
    section,
    run,
    goTo: (cell) => move(centreOf(cell)),
    leave: () => move(-10_000),
    async until(event, cell, each) {
      for (let frames = 0; frames < 4_000; frames++) {
        readEvents(world, cursor, (kind, id) => seen.add(`${eventNames[kind]} ${id}`))
        if (seen.has(`${event} ${section(cell)}`)) return
        await run(1, each)
      }
      throw new Error(`no ${event} of cell ${cell}: ${JSON.stringify(describeSection(world, section(cell)))}`)
    },
    async untilWaiting(cell) {
      for (let frames = 0; frames < 4_000; frames++) {
        const { waitsFor } = describeSection(world, section(cell))
        if (waitsFor) return waitsFor
        await run(1)
      }
      throw new Error(`cell ${cell} does not wait: ${JSON.stringify(describeSection(world, section(cell)))}`)
    },
    describe: (cell) => describeSection(world, section(cell)),
  }
}
