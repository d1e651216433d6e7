import { describe, expect, it } from 'vitest'
import type { SectionRecord } from '../src/blobs/sectionRecord'
import { createEventCursor, eventNames, readEvents, type EventCursor } from '../src/eventReaders'
import { createFocus, moveFocus, removeFocus } from '../src/focuses'
import { describeSection } from '../src/inspection'
import { layerMode, setLayer } from '../src/layers'
import { MORE, type PayloadKind } from '../src/payloads/kind'
import { payload } from '../src/payloads/payload'
import { sectionId } from '../src/sectionId'
import { memorySource } from '../src/sources/memorySource'
import { streaming, type StreamingOptions } from '../src/streaming'
import { composeWorld, disposeWorld, step } from '../src/world'
import type { TerraneWorld } from '../src/engine'
import type { Feature } from '../src/world'
import { inlinePool } from '../src/workers/inlinePool'
import { openSectionBlob } from '../src/blobs/sectionBlob'
import { buildSectionBlob } from '../src/blobs/sectionBlobBuild'

const kinds = ['looks', 'collider', 'audio']

/** Places in a row along x, 10 m apart; each a section of every kind. */
function placeRecords(places: number, traits: Partial<SectionRecord> = {}): SectionRecord[] {
  return Array.from({ length: places }).flatMap((_, i) =>
    kinds.map((kind) => ({
      name: `place${i}/${kind}`,
      bounds: [i * 10, 0, 0, i * 10 + 10, 5, 10] as const,
      enterRadius: 40,
      kind,
      content: `${kind}/${i}`,
      fileBytes: 8,
      cpuBytes: 8,
      gpuBytes: 0,
      ...traits,
    })),
  )
}

interface Stand {
  readonly world: TerraneWorld
  readonly notes: string[]
  readonly reads: string[]
  readonly cursor: EventCursor
  run(ticks: number): Promise<void>
  events(): string[]
}

/** Instead of the decoder of a built-in kind. */
const asStored = 'data:text/javascript,export default (bytes) => ({ value: bytes, transfer: [] })'

function noted(name: string, notes: string[], traits: Partial<PayloadKind<ArrayBuffer, string>> = {}) {
  const note = (what: string) => (context: { row: number }) => void notes.push(`${what} ${name} ${context.row}`)
  return payload<ArrayBuffer, string>(name, {
    decode: asStored,
    measure: ({ byteLength }) => ({ cpuBytes: byteLength, gpuBytes: 0 }),
    adopt: (context) => {
      note('adopt')(context)
      return `${context.row}`
    },
    enter: note('enter'),
    leave: note('leave'),
    release: note('release'),
    ...traits,
  })
}

function stand(
  records: readonly SectionRecord[],
  features: (notes: string[]) => readonly Feature[],
  options: Partial<StreamingOptions> = {},
  layers?: readonly string[],
): Stand {
  const notes: string[] = []
  const reads: string[] = []
  const files = memorySource(Object.fromEntries(records.map(({ content }) => [content, new Uint8Array(8)])))
  const source = {
    name: 'counted',
    read: (path: string, how?: object) => {
      reads.push(path)
      return files.read(path, how)
    },
  }
  const table = openSectionBlob(buildSectionBlob(records, { layers }))
  const pointer = { format: 'terrane-world', version: 1, name: '', sections: { path: '', bytes: 0 } } as never
  const world = composeWorld({
    features: [
      streaming({
        sections: { name: 'places', table, source, pointer },
        pool: inlinePool(),
        settings: { graceSeconds: 0, dwellSeconds: 0 },
        ...options,
      }),
      ...features(notes),
    ],
  })
  const cursor = createEventCursor(world)
  return {
    world,
    notes,
    reads,
    cursor,
    async run(ticks) {
      for (let i = 0; i < ticks; i++) {
        await new Promise((done) => setImmediate(done))
        step(world, 1 / 60)
      }
    },
    events() {
      const seen: string[] = []
      readEvents(world, cursor, (kind, section) => seen.push(`${eventNames[kind]} ${section % 2 ** 32}`))
      return seen
    },
  }
}

const all = (notes: string[]) => kinds.map((kind) => noted(kind, notes))
const count = (notes: readonly string[], start: string) => notes.filter((note) => note.startsWith(start)).length
const rowNamed = (world: TerraneWorld, name: string) => {
  const { table } = world.terrane
  for (let row = 0; row < table.count; row++)
    if (describeSection(world, sectionId(world.terrane, row)).name === name) return row
  throw new Error(`no section ${name}`)
}

describe('kinds', () => {
  it('that a world does not list are never live, and not a byte of them is read', async () => {
    const { world, notes, reads, run } = stand(placeRecords(6), all, { kinds: ['collider', 'audio'] })
    createFocus(world, { position: [5, 0, 5] })
    await run(60)
    expect(count(notes, 'adopt collider')).toBeGreaterThan(3)
    expect(count(notes, 'adopt looks')).toBe(0)
    expect(reads.filter((path) => path.startsWith('looks'))).toEqual([])
    const { live, table } = world.terrane
    const rows = Array.from(live.order.subarray(0, live.count), (at) => live.row[at])
    expect(new Set(rows.map((row) => table.info.kinds[table.kind[row]]))).toEqual(new Set(['collider', 'audio']))
  })

  it('collider and entities stream only where a feature takes them up', async () => {
    const { world, reads, run } = stand(placeRecords(2), (notes) => [noted('looks', notes), noted('audio', notes)])
    createFocus(world, { position: [5, 0, 5] })
    await run(30)
    expect(new Set(reads.map((path) => path.split('/')[0]))).toEqual(new Set(['looks', 'audio']))
  })

  it('that nobody brings are refused by name', () => {
    expect(() => stand(placeRecords(2), (notes) => [noted('looks', notes)])).toThrow(/"audio".*\[kind-unknown\]$/)
  })

  it('may be wanted by some focuses only', async () => {
    const { world, notes, run } = stand(placeRecords(40), all)
    createFocus(world, { position: [5, 0, 5] })
    const far = createFocus(world, { position: [300, 0, 5], kinds: ['collider'] })
    await run(120)
    const { table } = world.terrane
    const there = notes.filter((note) => note.startsWith('enter')).map((note) => Number(note.split(' ')[2]))
    const nearFar = there.filter((row) => table.bounds[6 * row] > 200)
    expect(nearFar.length).toBeGreaterThan(3)
    expect(new Set(nearFar.map((row) => table.info.kinds[table.kind[row]]))).toEqual(new Set(['collider']))
    removeFocus(world, far)
    await run(60)
    expect(count(notes, 'release collider')).toBe(nearFar.length)
  })

  it('of a focus are names of the table', () => {
    const { world } = stand(placeRecords(1), all)
    expect(() => createFocus(world, { kinds: ['smell'] })).toThrow(/"smell".*\[argument\]$/)
  })

  it('load in their order: what is walked on before what is seen there', async () => {
    const { world, notes, run } = stand(placeRecords(1), all, { profile: 'conservative' })
    createFocus(world, { position: [5, 0, 5] })
    await run(30)
    expect(notes.filter((note) => note.startsWith('adopt'))[0]).toMatch('adopt collider')
  })

  it('may have a smaller radius of their own', async () => {
    const { world, notes, run } = stand(placeRecords(12), (into) => [
      noted('looks', into),
      noted('collider', into, { radius: 15 }),
      noted('audio', into),
    ])
    createFocus(world, { position: [5, 0, 5] })
    await run(60)
    expect([count(notes, 'adopt looks'), count(notes, 'adopt collider')]).toEqual([5, 3])
  })
})

describe('enter and leave', () => {
  it('come inside the tick before SectionLoaded, and after SectionUnloading', async () => {
    const seen: string[] = []
    const { world, run, events } = stand(placeRecords(1), (notes) => [
      noted('looks', notes),
      noted('audio', notes),
      noted('collider', seen, {
        enter: ({ row }) => void seen.push(`enter ${events().filter((event) => event.endsWith(` ${row}`)).length}`),
      }),
      {
        name: 'Watch',
        run: () => {
          for (const event of events()) seen.push(event)
        },
      },
    ])
    const row = rowNamed(world, 'place0/collider')
    const focus = createFocus(world, { position: [5, 0, 5] })
    await run(10)
    moveFocus(world, focus, 1000, 0, 0)
    await run(10)
    const own = seen.filter((line) => line.startsWith('enter') || line.endsWith(` ${row}`))
    expect(own).toEqual([
      `adopt collider ${row}`,
      'enter 0',
      `SectionLoaded ${row}`,
      `SectionShown ${row}`,
      `SectionHidden ${row}`,
      `SectionUnloading ${row}`,
      `leave collider ${row}`,
      `release collider ${row}`,
      `SectionUnloaded ${row}`,
    ])
  })

  it('that throws is that section’s error, in the kind’s name; what was adopted is released once', async () => {
    let broken = true
    const { world, notes, run } = stand(placeRecords(1), (into) => [
      noted('looks', into),
      noted('collider', into),
      noted('audio', into, {
        enter() {
          if (broken) throw new Error('no loudspeaker')
        },
      }),
    ])
    createFocus(world, { position: [5, 0, 5] })
    await run(20)
    const section = sectionId(world.terrane, rowNamed(world, 'place0/audio'))
    expect(describeSection(world, section)).toMatchObject({ state: 'Error', lastError: 'audio: no loudspeaker' })
    expect([count(notes, 'adopt audio'), count(notes, 'release audio'), count(notes, 'leave audio')]).toEqual([1, 1, 0])
    broken = false
    await run(400)
    expect(describeSection(world, section).state).toBe('Loaded')
  })

  it('have their counterparts when the world is disposed', async () => {
    const { world, notes, run } = stand(placeRecords(2), all)
    createFocus(world, { position: [5, 0, 5] })
    await run(30)
    disposeWorld(world)
    expect([count(notes, 'adopt'), count(notes, 'enter'), count(notes, 'leave'), count(notes, 'release')]).toEqual([
      6, 6, 6, 6,
    ])
  })

  it('wait in words', async () => {
    let room = false
    const { world, run } = stand(placeRecords(1), (notes) => [
      noted('looks', notes),
      noted('collider', notes),
      noted('audio', notes, {
        adopt(context) {
          if (room) return 'sound'
          context.waits('a loudspeaker')
          return MORE
        },
      }),
    ])
    createFocus(world, { position: [5, 0, 5] })
    await run(20)
    const section = sectionId(world.terrane, rowNamed(world, 'place0/audio'))
    expect(describeSection(world, section)).toMatchObject({ state: 'Loading', waitsFor: 'a loudspeaker' })
    room = true
    await run(10)
    expect(describeSection(world, section)).toMatchObject({ state: 'Loaded', waitsFor: '' })
  })
})

describe('a load that waits for the game', () => {
  it('gives its slot to others, and is not given up on', async () => {
    let room = false
    const { world, notes, run } = stand(
      placeRecords(4),
      (into) => [
        noted('looks', into),
        noted('collider', into),
        noted('audio', into, {
          order: -9,
          adopt(context) {
            if (!room) context.waits('a loudspeaker')
            return room ? 'sound' : MORE
          },
        }),
      ],
      { profile: 'conservative', settings: { watchdogSeconds: 1, graceSeconds: 0, dwellSeconds: 0 } },
    )
    const { live, table, loader, telemetry } = world.terrane
    createFocus(world, { position: [5, 0, 5] })
    await run(200)
    const waiting = Array.from(live.order.subarray(0, live.count)).filter((s) => live.parked[s])
    expect(waiting.map((s) => table.info.kinds[table.kind[live.row[s]]])).toEqual(new Array(4).fill('audio'))
    expect([count(notes, 'enter looks'), count(notes, 'enter collider')]).toEqual([4, 4])
    expect([telemetry.failures, [...loader.busy]]).toEqual([0, [0, 0, 0, 0]])
    room = true
    await run(20)
    expect(count(notes, 'enter audio')).toBe(4)
    expect([...loader.busy]).toEqual([0, 0, 0, 0])
  })
})

describe('data layers', () => {
  const layers = ['base', 'quest']
  const records = [
    ...placeRecords(2),
    ...placeRecords(2, { layer: 2 }).map((record) => ({ ...record, name: `quest/${record.name}` })),
  ]
  const stateOf = (world: TerraneWorld, name: string) => {
    const { state, shown } = describeSection(world, sectionId(world.terrane, rowNamed(world, name)))
    return `${state} ${shown ? 'shown' : 'unseen'}`
  }

  it('are off, hidden or on, whenever the game says so', async () => {
    const { world, notes, run, events } = stand(records, all, {}, layers)
    setLayer(world, 'quest', 'off')
    createFocus(world, { position: [5, 0, 5] })
    await run(40)
    expect([count(notes, 'adopt'), layerMode(world, 'quest')]).toEqual([6, 'off'])

    setLayer(world, 'quest', 'hidden')
    await run(40)
    expect(stateOf(world, 'quest/place0/looks')).toBe('Loaded unseen')
    expect([count(notes, 'adopt'), count(notes, 'enter')]).toEqual([12, 6])

    setLayer(world, 'quest', 'on')
    await run(1)
    expect(stateOf(world, 'quest/place0/looks')).toBe('Loaded shown')
    expect(count(notes, 'enter')).toBe(12)

    setLayer(world, 'quest', 'hidden')
    events()
    await run(1)
    expect([stateOf(world, 'quest/place0/looks'), count(notes, 'leave')]).toEqual(['Loaded unseen', 0])
    expect(events().filter((event) => event.startsWith('SectionHidden')).length).toBe(6)
    await run(1)
    expect(count(notes, 'leave')).toBe(6)
    expect(stateOf(world, 'place0/looks')).toBe('Loaded shown')

    setLayer(world, 'quest', 'off')
    await run(30)
    expect([count(notes, 'release'), count(notes, 'leave')]).toEqual([6, 6])
    expect(stateOf(world, 'quest/place0/looks')).toBe('Idle unseen')
  })

  it('are named', () => {
    const { world } = stand(records, all, {}, layers)
    expect(() => setLayer(world, 'nothing', 'on')).toThrow(/"nothing".*base, quest.*\[argument\]$/)
    expect(() => setLayer(world, 'quest', 'maybe' as never)).toThrow(/"maybe".*\[argument\]$/)
  })
})
