import { describe, expect, it } from 'vitest'
import { createAssetBackend, type AssetBackendOptions } from '../../src/backends/assetBackend'
import { createCompletions, Outcome, type Backend, type BackendSite } from '../../src/backends/backend'
import type { SectionRecord } from '../../src/blobs/sectionRecord'
import { stageNames } from '../../src/components/stageTimes'
import { createMeter, type MeterLimits, type WorkMeter } from '../../src/memory/meter'
import { MORE, type PayloadKind } from '../../src/payloads/kind'
import { payload } from '../../src/payloads/payload'
import { nullPresenter, type Row } from '../../src/presenter'
import { memorySource } from '../../src/sources/memorySource'
import type { Source } from '../../src/sources/source'
import { inlinePool } from '../../src/workers/inlinePool'
import { gridRecords, openRecords, siteOf } from '../worlds'

/** Ample: what stops a test is what the test says. */
const ample: MeterLimits = { bytes: 1e9, milliseconds: 1e9, operations: 1e9 }
const names = ['Loaded', 'Failed', 'Gone', 'Lost']

/** A kind of raw bytes that writes down what is done with it. */
function notedKind(traits: Partial<PayloadKind<ArrayBuffer, string>> = {}) {
  const notes: string[] = []
  const { kinds } = payload<ArrayBuffer, string>('noted', {
    adopt({ row }) {
      notes.push(`adopt ${row}`)
      return `content of ${row}`
    },
    release: ({ row }, adopted) => void notes.push(`release ${row} ${adopted}`),
    measure: (bytes) => ({ cpuBytes: bytes.byteLength, gpuBytes: 0 }),
    discard: () => void notes.push('discard'),
    ...traits,
  })
  return { kind: kinds[0], notes }
}

/** Answers when the test says so; counts what was asked for, and what was stopped. */
function heldSource() {
  const reads: {
    path: string
    begin(): void
    answer(bytes?: number): void
    fail(why: string): void
    stopped(): boolean
  }[] = []
  const source: Source = {
    name: 'held',
    read: (path, { signal, onFirstByte = () => {} } = {}) =>
      new Promise((resolve, reject) =>
        reads.push({
          path,
          begin: onFirstByte,
          answer: (bytes = 1000) => resolve(new ArrayBuffer(bytes)),
          fail: (why) => reject(new Error(why)),
          stopped: () => signal?.aborted === true,
        }),
      ),
  }
  return { source, reads }
}

const settle = () => new Promise((done) => setImmediate(done))

function setUp(options: Partial<AssetBackendOptions & BackendSite> & { records?: readonly SectionRecord[] } = {}) {
  const records = options.records ?? gridRecords(3, 16, { kind: 'noted', cpuBytes: 1000, gpuBytes: 0 })
  const table = openRecords(records)
  let lose = () => {}
  const presenter = { ...nullPresenter(), onLost: (callback: () => void) => void (lose = callback) }
  const source =
    options.source ??
    memorySource(Object.fromEntries(records.map((r) => [r.content, new Uint8Array(r.fileBytes ?? 0)])))
  const site = siteOf(table, { presenter, ...options })
  const backend = createAssetBackend(site, { pool: inlinePool(), ...options, source })
  return { backend, table, lose: () => lose() }
}

/** One frame, then what ended in it: "ticket Outcome". */
async function frame(backend: Backend, meter: WorkMeter = createMeter(ample)): Promise<string[]> {
  await settle()
  meter.begin()
  backend.pump(meter)
  return poll(backend)
}

/** Frames until one in which something ended. */
async function nextEnded(backend: Backend): Promise<string[]> {
  for (;;) {
    const ended = await frame(backend)
    if (ended.length > 0) return ended
  }
}

const messages = new Map<number, string>()
function poll(backend: Backend): string[] {
  const out = createCompletions()
  backend.poll(0, out)
  return Array.from({ length: out.count }, (_, i) => {
    messages.set(out.ticket[i], out.message[i])
    return `${out.ticket[i]} ${names[out.outcome[i]]}`
  })
}

describe('progress', () => {
  it('tells first byte, arrival and decoding, each once and in order, and nothing of what was stopped', async () => {
    const { kind } = notedKind()
    const { source, reads } = heldSource()
    const { backend } = setUp({ kinds: [kind], source })
    const told = () => {
      const out = createCompletions()
      backend.poll(0, out)
      const { count, ticket, stage } = out.progress
      return Array.from({ length: count }, (_, i) => `${ticket[i]} ${stageNames[stage[i]]}`)
    }
    backend.start(1, 4)
    backend.start(2, 5)
    expect(told()).toEqual([])
    for (const { begin } of reads) begin()
    expect(told()).toEqual(['1 first byte', '2 first byte'])
    backend.cancel(2, 5)
    for (const { answer } of reads) answer()
    await settle()
    expect(told()).toEqual(['1 arrived', '1 decoded'])
    expect(told()).toEqual([])
  })
})

describe('a load', () => {
  it('is read, measured, adopted and reported once', async () => {
    const { kind, notes } = notedKind()
    const { backend } = setUp({ kinds: [kind] })
    backend.start(1, 4)
    expect(poll(backend)).toEqual([])
    expect(await frame(backend)).toEqual(['1 Loaded'])
    expect(await frame(backend)).toEqual([])
    backend.release(2, 4)
    expect(await frame(backend)).toEqual(['2 Gone'])
    expect(notes).toEqual(['adopt 4', 'discard', 'release 4 content of 4'])
  })

  it('is adopted oldest first, whatever arrives first', async () => {
    const { kind, notes } = notedKind()
    const { source, reads } = heldSource()
    const { backend } = setUp({ kinds: [kind], source })
    for (let row = 0; row < 4; row++) backend.start(10 + row, row)
    for (const read of [3, 1, 2, 0]) {
      reads[read].answer()
      await settle()
    }
    expect(await frame(backend)).toEqual(['10 Loaded', '11 Loaded', '12 Loaded', '13 Loaded'])
    expect(notes.filter((note) => note.startsWith('adopt'))).toEqual(['adopt 0', 'adopt 1', 'adopt 2', 'adopt 3'])
  })

  it('out of a pack reads its part of it', async () => {
    const seen: number[] = []
    const { kind } = notedKind({ adopt: (_, bytes) => void seen.push(new Uint8Array(bytes)[0]) as never })
    const records = gridRecords(2, 16, { kind: 'noted', fileBytes: 10, content: 'payloads.pack' })
    const pack = Uint8Array.from({ length: 40 }, (_, i) => Math.floor(i / 10))
    const packed = records.map((record, i) => ({ ...record, contentOffset: 10 * i }))
    const { backend, table } = setUp({
      kinds: [kind],
      records: packed,
      source: memorySource({ 'payloads.pack': pack }),
    })
    for (let row = 0; row < 4; row++) backend.start(row + 1, row)
    await frame(backend)
    const order = Array.from({ length: 4 }, (_, row) => (table.contentOffset as Float64Array)[row] / 10)
    expect(seen).toEqual(order)
  })

  it('of a kind that is left out reads not one byte', async () => {
    const { source, reads } = heldSource()
    const { backend } = setUp({ source, wantsKind: [false] })
    backend.start(1, 0)
    expect(await frame(backend)).toEqual(['1 Loaded'])
    backend.release(2, 0)
    expect(await frame(backend)).toEqual(['2 Gone'])
    expect(reads).toEqual([])
  })

  it('of a kind that nobody declared is refused when the backend is made', () => {
    expect(() => setUp()).toThrow(
      /sections of kind "noted"; expected one of mesh, texture, collider\..*\[kind-unknown\]/,
    )
  })

  it('of which a second part does not say how it joins the first is refused: payload(…) says it', () => {
    const part: PayloadKind = { name: 'mesh', adopt: () => 1, release() {} }
    expect(() => setUp({ kinds: [part] })).toThrow('a part of kind "mesh" beside another; expected one that payload(…)')
    expect(() => setUp({ kinds: [...payload('mesh', part).kinds, { ...part, name: 'noted' }] })).not.toThrow()
  })
})

describe('a failure is one line and holds nothing', () => {
  const failing: Record<string, [Partial<PayloadKind<ArrayBuffer, string>>, Partial<SectionRecord>, RegExp, string[]]> =
    {
      'a missing file': [{}, { content: 'gone' }, /^no file "gone" in memory.*\[file\]$/, []],
      'a file of another length': [
        {},
        { fileBytes: 999 },
        /of 1000 bytes; expected 999, as baked.*\[payload-corrupt\]$/,
        [],
      ],
      'more bytes than promised': [
        {},
        { cpuBytes: 999 },
        /^noted: .* of 1000 CPU and 0 GPU bytes; expected at most 999 and 0.*\[payload-too-large\]$/,
        ['discard'],
      ],
      'a measure that throws': [
        {
          measure: () => {
            throw new Error('no scale')
          },
        },
        {},
        /^noted: no scale$/,
        ['discard'],
      ],
      'a measure that makes no sense': [
        { measure: () => ({ cpuBytes: NaN, gpuBytes: 0 }) },
        {},
        /^noted: a measure of NaN/,
        ['discard'],
      ],
      'a decode module that is missing': [
        { decode: 'file:///nowhere.mjs' },
        {},
        /^noted: .*nowhere\.mjs.*\[worker\]$/,
        [],
      ],
      'an adopt that throws': [
        {
          adopt: () => {
            throw new Error('no\n  room')
          },
        },
        {},
        /^noted: no room$/,
        ['release', 'discard'],
      ],
    }
  for (const [name, [traits, record, message, noted]] of Object.entries(failing))
    it(name, async () => {
      const { kind, notes } = notedKind(traits)
      const [good] = gridRecords(1, 16, { kind: 'noted', cpuBytes: 1000, gpuBytes: 0 })
      const source = memorySource({ [good.content as string]: new Uint8Array(1000) })
      const { backend } = setUp({ kinds: [kind], records: [{ ...good, ...record }], source })
      backend.start(1, 0)
      expect(await nextEnded(backend)).toEqual(['1 Failed'])
      expect(messages.get(1)).toMatch(message)
      expect(notes.map((note) => note.split(' ')[0])).toEqual(noted)
      backend.start(2, 0)
      expect(await nextEnded(backend)).toEqual(['2 Failed'])
    })

  it('a release that throws is still Gone, and told', async () => {
    const { kind } = notedKind({
      release: () => {
        throw new Error('stuck')
      },
    })
    const { backend } = setUp({ kinds: [kind] })
    backend.start(1, 0)
    await frame(backend)
    backend.release(2, 0)
    expect(await frame(backend)).toEqual(['2 Gone'])
    expect(messages.get(2)).toBe('noted: stuck')
  })

  it('content without sizes is not held to any', async () => {
    const { kind } = notedKind()
    const { backend } = setUp({
      kinds: [kind],
      records: gridRecords(1, 16, { kind: 'noted', cpuBytes: 0, gpuBytes: 0 }),
    })
    backend.start(1, 0)
    expect(await frame(backend)).toEqual(['1 Loaded'])
  })
})

describe('a cancel', () => {
  it('while it reads ends the read and is Gone at once; what still arrives is given back', async () => {
    const { kind, notes } = notedKind()
    const { source, reads } = heldSource()
    const { backend } = setUp({ kinds: [kind], source })
    backend.start(1, 0)
    backend.cancel(1, 0)
    expect(reads[0].stopped()).toBe(true)
    expect(poll(backend)).toEqual(['1 Gone'])
    reads[0].answer()
    expect(await frame(backend)).toEqual([])
    expect(notes).toEqual(['discard'])
  })

  it('while it waits for the meter frees it unseen', async () => {
    const { kind, notes } = notedKind()
    const { backend } = setUp({ kinds: [kind] })
    backend.start(1, 0)
    await settle()
    backend.cancel(1, 0)
    expect(await frame(backend)).toEqual(['1 Gone'])
    expect(notes).toEqual(['discard'])
  })

  it('in the middle of adopting releases what was begun, then is Gone', async () => {
    const { kind, notes } = notedKind({ adopt: () => MORE })
    const { backend } = setUp({ kinds: [kind] })
    backend.start(1, 0)
    expect(await frame(backend)).toEqual([])
    backend.cancel(1, 0)
    expect(poll(backend)).toEqual([])
    expect(await frame(backend)).toEqual(['1 Gone'])
    expect(notes).toEqual(['discard', 'release 0 undefined'])
  })

  it('that comes too late leaves the load as it ended', async () => {
    const { kind } = notedKind()
    const { backend } = setUp({ kinds: [kind] })
    backend.start(1, 0)
    await settle()
    backend.pump(createMeter(ample))
    backend.cancel(1, 0)
    expect(poll(backend)).toEqual(['1 Loaded'])
  })
})

describe('the meter', () => {
  it('lets the first of a frame pass whatever it costs, and stops the second', async () => {
    const { kind, notes } = notedKind()
    const { backend } = setUp({ kinds: [kind] })
    for (let row = 0; row < 3; row++) backend.start(row + 1, row)
    const meter = createMeter({ ...ample, bytes: 10 })
    for (let i = 1; i <= 3; i++) {
      expect(await frame(backend, meter)).toEqual([`${i} Loaded`])
      expect(meter.spentBytes).toBe(1000)
    }
    expect(notes.filter((note) => note === 'discard')).toHaveLength(3)
  })

  it('is booked by the kind where it works in slices, and then not twice', async () => {
    const slices: Row[] = []
    const { kind } = notedKind({
      adopt({ row, meter }) {
        for (; slices.filter((each) => each === row).length < 4; meter.spend(250)) {
          if (!meter.allows(250)) return MORE
          slices.push(row)
        }
        return 'done'
      },
    })
    const { backend } = setUp({ kinds: [kind] })
    backend.start(1, 0)
    backend.start(2, 1)
    const meter = createMeter({ ...ample, bytes: 500 })
    expect(await frame(backend, meter)).toEqual([])
    expect([meter.spentBytes, meter.stoppedBy]).toEqual([500, 'bytes'])
    expect(slices).toEqual([0, 0])
    expect(await frame(backend, meter)).toEqual(['1 Loaded'])
    expect(await frame(backend, meter)).toEqual([])
    expect(await frame(backend, meter)).toEqual(['2 Loaded'])
    expect(slices).toEqual([0, 0, 0, 0, 1, 1, 1, 1])
  })

  it('lets no younger load overtake one whose slice does not fit any more', async () => {
    const asked: Row[] = []
    const { kind } = notedKind({
      adopt({ row, meter }) {
        asked.push(row)
        if (row === 0 && asked.length === 1) meter.spend(100)
        if (!meter.allows(row === 0 ? 450 : 50)) return MORE
        meter.spend(row === 0 ? 450 : 50)
        return 'done'
      },
    })
    const { backend } = setUp({ kinds: [kind] })
    backend.start(1, 0)
    backend.start(2, 1)
    const meter = createMeter({ ...ample, bytes: 500 })
    expect(await frame(backend, meter)).toEqual([])
    expect(asked).toEqual([0])
    expect(await frame(backend, meter)).toEqual(['1 Loaded', '2 Loaded'])
  })

  it('lets a kind that waits for something else stand aside for the next', async () => {
    let ready = false
    const { kind, notes } = notedKind({ adopt: ({ row }) => (row === 0 && !ready ? MORE : 'done') })
    const { backend } = setUp({ kinds: [kind] })
    backend.start(1, 0)
    backend.start(2, 1)
    expect(await frame(backend)).toEqual(['2 Loaded'])
    ready = true
    expect(await frame(backend)).toEqual(['1 Loaded'])
    expect(notes).toEqual(['discard', 'discard'])
  })

  it('lets neither adopting nor releasing starve the other', async () => {
    const { kind } = notedKind()
    const { backend } = setUp({ kinds: [kind] })
    for (let row = 0; row < 4; row++) backend.start(row + 1, row)
    await frame(backend)
    for (let row = 0; row < 4; row++) backend.release(row + 11, row)
    for (let row = 4; row < 8; row++) backend.start(row + 1, row)
    const meter = createMeter({ ...ample, operations: 1 })
    const ended: string[] = []
    for (let i = 0; i < 4; i++) ended.push(...(await frame(backend, meter)))
    expect(ended.map((each) => each.split(' ')[1]).sort()).toEqual(['Gone', 'Gone', 'Loaded', 'Loaded'])
  })
})

describe('a refresh', () => {
  it('adopts the new version before the old one goes', async () => {
    const { kind, notes } = notedKind()
    const { backend } = setUp({ kinds: [kind] })
    backend.start(1, 0)
    await frame(backend)
    backend.refresh(2, 0)
    expect(await frame(backend)).toEqual(['2 Loaded'])
    expect(notes).toEqual(['adopt 0', 'discard', 'adopt 0', 'release 0 content of 0', 'discard'])
  })

  it('that fails leaves the old version', async () => {
    const { kind, notes } = notedKind()
    const { source, reads } = heldSource()
    const { backend } = setUp({ kinds: [kind], source })
    backend.start(1, 0)
    reads[0].answer()
    await frame(backend)
    backend.refresh(2, 0)
    reads[1].fail('the line is down')
    expect(await frame(backend)).toEqual(['2 Failed'])
    expect(notes).toEqual(['adopt 0', 'discard'])
    backend.release(3, 0)
    expect(await frame(backend)).toEqual(['3 Gone'])
    expect(notes.at(-1)).toBe('release 0 content of 0')
  })

  it('of a kind with one version a row leaves the old one where the new one does not come', async () => {
    for (const how of ['cancel', 'throw']) {
      let refreshing = false
      const { kind, notes } = notedKind({
        supersede: () => {},
        adopt() {
          if (refreshing && how === 'throw') throw new Error('no room')
          return refreshing ? MORE : 'old'
        },
      })
      const { backend } = setUp({ kinds: [kind] })
      backend.start(1, 0)
      await frame(backend)
      refreshing = true
      backend.refresh(2, 0)
      const ended = await frame(backend)
      backend.cancel(2, 0)
      ended.push(...(await frame(backend)))
      expect(ended).toEqual([how === 'cancel' ? '2 Gone' : '2 Failed'])
      expect(notes.filter((note) => note.startsWith('release'))).toEqual(['release 0 undefined'])
      backend.release(3, 0)
      expect(await frame(backend)).toEqual(['3 Gone'])
      expect(notes.at(-1)).toBe('release 0 old')
    }
  })

  it('of a kind with one version a row has no release of the old one, which it replaced', async () => {
    const { kind, notes } = notedKind({ supersede: () => {} })
    const { backend } = setUp({ kinds: [kind] })
    backend.start(1, 0)
    await frame(backend)
    backend.refresh(2, 0)
    expect(await frame(backend)).toEqual(['2 Loaded'])
    expect(notes).toEqual(['adopt 0', 'discard', 'adopt 0', 'discard'])
    backend.release(3, 0)
    await frame(backend)
    expect(notes.slice(4)).toEqual(['release 0 content of 0'])
  })

  it('that begins before a cancelled one has been taken back keeps what it makes', async () => {
    let dawdling = false
    const { kind, notes } = notedKind({ supersede: () => {}, adopt: () => (dawdling ? MORE : 'new') })
    const { backend } = setUp({ kinds: [kind] })
    backend.start(1, 0)
    await frame(backend)
    dawdling = true
    backend.refresh(2, 0)
    await frame(backend)
    dawdling = false
    backend.cancel(2, 0)
    backend.refresh(3, 0)
    expect(await frame(backend)).toEqual(['2 Gone', '3 Loaded'])
    expect(notes.filter((note) => note.startsWith('release'))).toEqual(['release 0 undefined'])
  })

  it('of what is not loaded fails', async () => {
    const { kind } = notedKind()
    const { backend } = setUp({ kinds: [kind] })
    backend.refresh(1, 0)
    expect(await frame(backend)).toEqual(['1 Failed'])
  })
})

describe('a lost context', () => {
  it('loses what is on the GPU, each released once, and keeps the rest', async () => {
    const gpu = notedKind({ onGpu: true })
    const cpu = notedKind()
    const records = gridRecords(2, 16, { cpuBytes: 1000, gpuBytes: 0 }).map((record, i) => ({
      ...record,
      kind: i < 2 ? 'gpu' : 'cpu',
    }))
    const kinds = [
      { ...gpu.kind, name: 'gpu' },
      { ...cpu.kind, name: 'cpu' },
    ]
    const { backend, table, lose } = setUp({ kinds, records })
    for (let row = 0; row < 4; row++) backend.start(row + 1, row)
    await frame(backend)
    lose()
    const onGpu = [0, 1, 2, 3].filter((row) => table.info.kinds[table.kind[row]] === 'gpu')
    expect(poll(backend)).toEqual(onGpu.map((row) => `${row + 1} Lost`))
    expect(gpu.notes.filter((note) => note.startsWith('release'))).toEqual(
      onGpu.map((row) => `release ${row} content of ${row}`),
    )
    expect(cpu.notes.some((note) => note.startsWith('release'))).toBe(false)
    for (const row of onGpu) backend.start(row + 11, row)
    expect(await frame(backend)).toEqual(onGpu.map((row) => `${row + 11} Loaded`))
  })

  it('begins again what was being adopted, from its decoded data', async () => {
    let calls = 0
    const { source, reads } = heldSource()
    const { kind, notes } = notedKind({ onGpu: true, adopt: () => (++calls < 3 ? MORE : 'done') })
    const { backend, lose } = setUp({ kinds: [kind], source })
    backend.start(1, 0)
    reads[0].answer()
    await frame(backend)
    lose()
    expect(await frame(backend)).toEqual([])
    expect(await frame(backend)).toEqual(['1 Loaded'])
    expect(notes).toEqual(['release 0 undefined', 'discard'])
    expect(reads).toHaveLength(1)
  })

  it('in the middle of an adopt does not count that adopt', async () => {
    let lose = () => {}
    let calls = 0
    const { kind, notes } = notedKind({
      onGpu: true,
      adopt() {
        if (++calls === 1) lose()
        return 'done'
      },
    })
    const made = setUp({ kinds: [kind] })
    lose = made.lose
    made.backend.start(1, 0)
    expect(await frame(made.backend)).toEqual([])
    expect(await frame(made.backend)).toEqual(['1 Loaded'])
    expect(notes).toEqual(['release 0 undefined', 'discard'])
  })
})

describe('room on the GPU', () => {
  /** A presenter that answers as told, and a backend of three rows; `ranOut` lists the rows of which memory ran out. */
  function withRoom(traits: Parameters<typeof notedKind>[0] = {}) {
    const gpu = { room: true, asked: 0 }
    const ranOut: Row[] = []
    const { kind, notes } = notedKind({ onGpu: true, ...traits })
    let lose = () => {}
    const presenter = {
      ...nullPresenter(),
      hasRoom: () => (gpu.asked++, gpu.room),
      onLost: (callback: () => void) => void (lose = callback),
    }
    const { backend } = setUp({ kinds: [kind], presenter, ranOut: (row) => void ranOut.push(row) })
    return { backend, gpu, ranOut, notes, lose: () => lose() }
  }

  it('is asked for once a frame, and what was adopted counts as loaded when there was some', async () => {
    const { backend, gpu, notes } = withRoom()
    for (let row = 0; row < 3; row++) backend.start(row + 1, row)
    expect(await frame(backend)).toEqual([])
    expect([gpu.asked, notes]).toEqual([0, ['adopt 0', 'adopt 1', 'adopt 2']])
    expect(await frame(backend)).toEqual(['1 Loaded', '2 Loaded', '3 Loaded'])
    for (let i = 0; i < 5; i++) expect(await frame(backend)).toEqual([])
    expect([gpu.asked, notes.filter((note) => note === 'discard').length]).toEqual([1, 3])
  })

  it('where there was none, all that came in that frame fails, is released once, and says that memory ran out', async () => {
    let slices = 0
    const { backend, gpu, ranOut, notes } = withRoom({
      adopt: ({ row }) => (row === 2 && ++slices < 9 ? MORE : `content of ${row}`),
    })
    backend.start(1, 0)
    await frame(backend)
    expect(await frame(backend)).toEqual(['1 Loaded'])
    for (let row = 1; row < 3; row++) backend.start(row + 1, row)
    await frame(backend)
    gpu.room = false
    expect(await frame(backend)).toEqual(['2 Failed', '3 Failed'])
    expect(ranOut).toEqual([1, 2])
    expect(notes.filter((note) => note.startsWith('release'))).toEqual([
      'release 1 content of 1',
      'release 2 undefined',
    ])
    gpu.room = true
    backend.start(4, 1)
    await frame(backend)
    expect(await frame(backend)).toEqual(['4 Loaded'])
  })

  it('a load that is cancelled, lost or released meanwhile is freed once, and ends once', async () => {
    const { backend, notes, lose } = withRoom()
    backend.start(1, 0)
    await frame(backend)
    backend.cancel(1, 0)
    expect(await frame(backend)).toEqual(['1 Gone'])
    backend.start(2, 1)
    await frame(backend)
    lose()
    expect(await frame(backend)).toEqual([])
    expect(await frame(backend)).toEqual(['2 Loaded'])
    expect(notes.filter((note) => note.startsWith('release'))).toEqual([
      'release 0 content of 0',
      'release 1 content of 1',
    ])
    backend.start(3, 2)
    await frame(backend)
    backend.dispose()
    expect(notes.filter((note) => note === 'release 2 content of 2')).toHaveLength(1)
  })

  it('a new version that found none takes the old one with it, and the section is lost', async () => {
    const { backend, gpu } = withRoom()
    backend.start(1, 0)
    await frame(backend)
    await frame(backend)
    backend.refresh(2, 0)
    expect(await frame(backend)).toEqual(['2 Loaded'])
    gpu.room = false
    expect(await frame(backend)).toEqual(['2 Lost'])
    gpu.room = true
    backend.start(3, 0)
    await frame(backend)
    expect(await frame(backend)).toEqual(['3 Loaded'])
  })

  it.each([
    [new RangeError('Array buffer allocation failed'), [0]],
    [new Error('payload out of order'), []],
  ])('%s from an adopt: rows of which memory ran out are %j', async (error, rows) => {
    const { backend, ranOut } = withRoom({
      adopt: () => {
        throw error
      },
    })
    backend.start(1, 0)
    expect(await frame(backend)).toEqual([`1 Failed`])
    expect(ranOut).toEqual(rows)
  })
})

describe('disposing', () => {
  it('ends reads, frees all, and stays silent', async () => {
    const { kind, notes } = notedKind()
    const { source, reads } = heldSource()
    const { backend } = setUp({ kinds: [kind], source })
    for (let row = 0; row < 3; row++) backend.start(row + 1, row)
    reads[0].answer()
    await frame(backend)
    reads[1].answer()
    await settle()
    backend.dispose()
    expect(reads[2].stopped()).toBe(true)
    reads[2].answer()
    backend.start(9, 5)
    backend.release(10, 0)
    expect(await frame(backend)).toEqual([])
    expect(reads).toHaveLength(3)
    expect(notes).toEqual(['adopt 0', 'discard', 'discard', 'release 0 content of 0', 'discard'])
  })
})

it('outcomes are named as in the contract', () => {
  expect(names.map((name) => Outcome[name as keyof typeof Outcome])).toEqual([0, 1, 2, 3])
})
