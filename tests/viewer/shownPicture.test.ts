import { describe, expect, it } from 'vitest'
import { Outcome, type Backend } from '../../src/backends/backend'
import { createSimulatedBackend } from '../../src/backends/simulatedBackend'
import { openSectionBlob } from '../../src/blobs/sectionBlob'
import { buildSectionBlob } from '../../src/blobs/sectionBlobBuild'
import { nullPresenter, type Row } from '../../src/presenter'
import { advancePicture, countMissing, createShownPicture } from '../../src/viewer/scrub/shownPicture'
import { createRandom, gridRecords } from '../worlds'

/** A grid of 12 by 12. */
const makeTable = (bytes: number) =>
  openSectionBlob(buildSectionBlob(gridRecords(12, 16, { gpuBytes: bytes, cpuBytes: 0 })))

/** A backend of which is known what it was asked for, in order. */
function watched(backend: Backend) {
  const asked: string[] = []
  const says = (what: string) => (ticket: number, row: Row) => {
    asked.push(`${what} ${row}`)
    ;(backend as unknown as Record<string, (ticket: number, row: Row) => void>)[what](ticket, row)
  }
  return { asked, backend: { ...backend, start: says('start'), cancel: says('cancel'), release: says('release') } }
}

function makePicture({ bytes = 100, failRate = 0, latencyTicks = 3, table = makeTable(bytes) } = {}) {
  const { asked, backend } = watched(
    createSimulatedBackend({
      table,
      seed: 1,
      megabitsPerSecond: Infinity,
      latencyTicks: () => latencyTicks,
      failRate,
      transportLoads: 4,
    }),
  )
  let tick = 0
  const ticking: Backend = { ...backend, poll: (_, out) => backend.poll(++tick, out) }
  const visible = new Set<Row>()
  const presenter = {
    ...nullPresenter(),
    show: (row: Row) => void visible.add(row),
    hide: (row: Row) => void visible.delete(row),
  }
  const picture = createShownPicture(table, ticking, presenter)
  let [now, revision, before] = [0, 0, '']
  const frame = (rows: Iterable<Row>, eye = [0, 0, 0]) => {
    const set = new Set(rows)
    if ([...set].join() !== before) revision++
    before = [...set].join()
    advancePicture(picture, { rows: set, revision, eye }, 1 / 60, (now += 16))
  }
  const settle = (rows: Iterable<Row>) => {
    for (let i = 0; i < 400 && (i === 0 || countMissing(picture) > 0); i++) frame(rows)
  }
  return { table, asked, picture, visible, frame, settle, pass: (ms: number) => void (now += ms) }
}

const sorted = (rows: Iterable<Row>) => [...rows].sort((a, b) => a - b)

describe('the picture of a moment', () => {
  it('is what the moment shows, and nothing else is loaded', () => {
    const { picture, visible, asked, settle } = makePicture()
    settle([5, 9, 30])
    expect(sorted(visible)).toEqual([5, 9, 30])
    expect(sorted(picture.held.keys())).toEqual([5, 9, 30])
    expect(asked.every((line) => line.startsWith('start'))).toBe(true)
  })

  it('asks for the nearest first, four at a time', () => {
    const { table, asked, frame } = makePicture()
    const rows = Array.from({ length: 20 }, (_, i) => i * 7)
    frame(rows, [40, 0, 90])
    const away = (row: Row) => {
      const middle = (axis: number) => (table.bounds[6 * row + axis] + table.bounds[6 * row + 3 + axis]) / 2
      return Math.hypot(middle(0) - 40, middle(2) - 90)
    }
    const nearest = [...rows].sort((a, b) => away(a) - away(b)).slice(0, 4)
    expect(asked.map((line) => Number(line.split(' ')[1]))).toEqual(nearest)
  })

  it('gives up what was on its way for a moment that is left behind, and takes it up again', () => {
    const { asked, visible, frame, settle } = makePicture({ latencyTicks: 50 })
    frame([1, 2, 3])
    frame([3, 100])
    expect(asked.slice(3).sort()).toEqual(['cancel 1', 'cancel 2', 'start 100'])
    frame([1])
    settle([1])
    expect(sorted(visible)).toEqual([1])
  })

  it('keeps what it has for whoever comes back', () => {
    const { asked, visible, settle } = makePicture()
    settle([1, 2])
    settle([50])
    expect(sorted(visible)).toEqual([50])
    settle([1, 2])
    expect(asked).toEqual(['start 1', 'start 2', 'start 50'])
    expect(sorted(visible)).toEqual([1, 2])
  })

  it('loads what a section requires before it, and lets go of it after', () => {
    const records = gridRecords(3, 16, { gpuBytes: 200e6, cpuBytes: 0 }).map((record, i) => ({
      ...record,
      ...(i < 8 ? { requires: [8], stage: 1 } : { kind: 'texture', stage: 0 }),
    }))
    const table = openSectionBlob(buildSectionBlob(records))
    const shared = table.requires[table.requireStart[0]]
    const { asked, settle, frame } = makePicture({ table })
    const [one, other] = [0, 1, 2].filter((row) => row !== shared)
    settle([one])
    settle([other])
    for (let i = 0; i < 20; i++) frame([])
    const starts = [shared, one, other].map((row) => `start ${row}`)
    const releases = [one, other, shared].map((row) => `release ${row}`)
    expect(asked.filter((line) => line.startsWith('start'))).toEqual(starts)
    expect(asked.filter((line) => line.startsWith('release'))).toEqual(releases)
  })

  it('releases what was left longest ago where it holds too much', () => {
    const { asked, settle } = makePicture({ bytes: 80e6 })
    for (const row of [1, 2, 3, 4, 5]) settle([row])
    expect(asked.filter((line) => line.startsWith('release'))).toEqual(['release 1', 'release 2'])
  })

  it('tries what failed again, and not in every frame', () => {
    const { picture, asked, frame, pass } = makePicture({ failRate: 1 })
    for (let i = 0; i < 60; i++) frame([7])
    expect(asked).toEqual(['start 7'])
    expect(countMissing(picture)).toBe(1)
    pass(5000)
    frame([7])
    expect(asked).toEqual(['start 7', 'start 7'])
  })

  it('begins again with what a lost graphics context took along', () => {
    const { picture, visible, settle } = makePicture()
    settle([4, 8])
    const { poll } = picture.backend
    const { ticket } = picture.held.get(8)!
    Object.assign(picture.backend, {
      poll(_tick: number, out: typeof picture.completions) {
        picture.backend.poll = poll
        out.ticket[0] = ticket
        out.row[0] = 8
        out.outcome[0] = Outcome.Lost
        out.count = 1
      },
    })
    settle([4, 8])
    expect(picture.held.get(8)?.ticket).not.toBe(ticket)
    settle([4, 8])
    expect(sorted(visible)).toEqual([4, 8])
  })

  it('is right in the end wherever it was sent', () => {
    const random = createRandom(5)
    const { visible, picture, frame, settle } = makePicture({ bytes: 20e6, failRate: 0.05 })
    for (let i = 0; i < 300; i++) {
      const first = random.whole(0, 120)
      frame(Array.from({ length: random.whole(0, 20) }, (_, k) => first + k))
    }
    const rows = [3, 70, 71, 143]
    for (let i = 0; i < 3; i++) settle(rows)
    expect(sorted(visible)).toEqual(rows)
    expect(picture.idleBytes).toBeLessThanOrEqual(192e6)
  })
})
