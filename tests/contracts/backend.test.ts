import { createWorld } from 'bitecs'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, expect } from 'vitest'
import { createAssetBackend } from '../../src/backends/assetBackend'
import { createSimulatedBackend } from '../../src/backends/simulatedBackend'
import { defaultSettings } from '../../src/components/profile'
import { MORE, type AdoptContext, type PayloadKind } from '../../src/payloads/kind'
import { payload } from '../../src/payloads/payload'
import { nullPresenter, type Row } from '../../src/presenter'
import type { Source } from '../../src/sources/source'
import { inlinePool } from '../../src/workers/inlinePool'
import { createRandom, gridRecords, openRecords, siteOf, type Random } from '../worlds'
import { describeBackendContract, type BackendUnderTest } from './backendContract'

const folder = mkdtempSync(join(tmpdir(), 'terrane-contract-'))
const decode = pathToFileURL(join(folder, 'decode.mjs'))
writeFileSync(
  decode,
  `export default async (bytes) => {
    const value = new Uint8Array(bytes)
    if (value[0] < 20) throw new Error('noise')
    return { value, transfer: [value.buffer] }
  }`,
)
afterAll(() => rmSync(folder, { recursive: true }))

/** Counts what a kind has been given and has given back. */
interface Counts {
  /** Adoptions begun and not released, by row: one while it stands, two while a refresh is beside it. */
  readonly begun: Map<Row, number>
  readonly undiscarded: Set<unknown>
  /** What the backend did wrong: it swallows what kinds throw, so this is told here. */
  readonly wrongs: string[]
}

/** A kind that throws, dawdles and counts. `adopted` is an object of its own, so that releasing the wrong one is found out. */
function countingKind(name: string, random: Random, counts: Counts, traits: Partial<PayloadKind>): PayloadKind {
  const unfinished = new Set<Row>()
  const standing = new Set<unknown>()
  const byRow = new Map<Row, unknown>()
  const change = (row: Row, by: number) => {
    const now = (counts.begun.get(row) ?? 0) + by
    if (now < 0) counts.wrongs.push(`row ${row} released more often than adopted`)
    counts.begun.set(row, now)
  }
  const { kinds } = payload<Uint8Array, object>(name, {
    adopt(context, decoded) {
      const { row, meter } = context
      if (!unfinished.has(row)) change(row, 1)
      unfinished.add(row)
      counts.undiscarded.add(decoded)
      if (random.chance(0.1)) throw new Error(`no room for\n${name}`)
      if (traits.tearDown && !adoptPart(context, random)) return MORE
      if (random.chance(0.3)) return MORE
      if (random.chance(0.5)) meter.spend(100)
      unfinished.delete(row)
      const adopted = { row }
      if (traits.supersede && byRow.has(row)) {
        standing.delete(byRow.get(row))
        change(row, -1)
      }
      byRow.set(row, adopted)
      standing.add(adopted)
      return adopted
    },
    release(context, adopted) {
      const { row } = context
      context.parts = undefined
      change(row, -1)
      if (byRow.get(row) === adopted) byRow.delete(row)
      if (adopted === undefined ? !unfinished.delete(row) : !standing.delete(adopted))
        counts.wrongs.push(`row ${row}: a release of what was not there`)
      if (random.chance(0.1)) throw new Error('stuck')
    },
    measure: (decoded) => ({ cpuBytes: decoded[1] === 7 ? 1e9 : 100, gpuBytes: 100 }),
    discard: (decoded) => void counts.undiscarded.delete(decoded),
    ...(traits as object),
  })
  return kinds[0]
}

/** Now and then five parts, one after another. Answers whether all stand. */
function adoptPart(context: AdoptContext, random: Random): boolean {
  if (context.parts === undefined)
    context.parts = random.chance(0.5) ? null : { done: 0, total: 5, next: random.fraction(), begun: false, aim() {} }
  if (context.parts === null || context.parts.done === context.parts.total) return true
  context.parts.begun = random.chance(0.5)
  if (!context.parts.begun) context.parts.done++
  return context.parts.done === context.parts.total
}

/** Of a kind that is torn down piece by piece: now and then there is more than a frame may take. */
const tearingDown = (random: Random) => (_context: AdoptContext, _adopted: unknown, most: number) =>
  random.chance(0.3) ? most : 0

/** What a backend asks of its world's engine. */
const terrane = { settings: defaultSettings, clock: { dueInStep: 1 }, loader: { pressure: false } }

/** Answers after a random wait, with bytes or a failure; honours its signal now and then late. */
function unreliableSource(random: Random): Source {
  return {
    name: 'unreliable',
    async read(_path, { signal } = {}) {
      for (let waits = random.whole(0, 4); waits > 0; waits--) await new Promise((done) => setImmediate(done))
      if (random.chance(0.8)) signal?.throwIfAborted()
      if (random.chance(0.1)) throw new Error('the line is down')
      const length = random.chance(0.05) ? 999 : 1000
      return Uint8Array.from({ length }, (_, i) => (i < 2 ? random.whole(1, 255) : i)).buffer
    },
  }
}

function makeAssets(seed: number): BackendUnderTest {
  const random = createRandom(seed * 31)
  const counts: Counts = { begun: new Map(), undiscarded: new Set(), wrongs: [] }
  const kinds = [
    countingKind('raw', random, counts, { measure: () => ({ cpuBytes: 100, gpuBytes: 100 }) }),
    countingKind('decoded', random, counts, { decode }),
    countingKind('on gpu', random, counts, { decode, onGpu: true, supersede: () => {}, tearDown: tearingDown(random) }),
  ]
  const records = gridRecords(4).map((record, i) => ({ ...record, kind: kinds[i % 3].name }))
  let lose = () => {}
  const presenter = { ...nullPresenter(), onLost: (callback: () => void) => void (lose = callback) }
  const table = openRecords(records)
  const backend = createAssetBackend(
    siteOf(table, { presenter, kinds, world: Object.assign(createWorld(), { terrane }) as never }),
    {
      source: unreliableSource(random),
      pool: inlinePool(),
    },
  )
  return {
    backend,
    rows: table.count,
    advance: () => new Promise((done) => setImmediate(done)),
    lose: () => lose(),
    isHeld: (row) => counts.begun.get(row) === 1,
    expectHeld(loaded) {
      expect(counts.wrongs).toEqual([])
      for (let row = 0; row < table.count; row++)
        expect(counts.begun.get(row) ?? 0, `row ${row}`).toBe(loaded.has(row) ? 1 : 0)
      expect(counts.undiscarded.size).toBe(0)
    },
  }
}

describeBackendContract('assets', makeAssets)

describeBackendContract('simulated', (seed) => {
  const table = openRecords(gridRecords(4))
  const backend = createSimulatedBackend({
    table,
    seed,
    failRate: 0.2,
    latencyMs: 60,
    cancelTicks: 2,
    unloadTicks: 3,
    parts: (row) => ({ count: 1 + (row % 5), ticksEach: row % 3 }),
  })
  return { backend, rows: table.count, advance: () => Promise.resolve() }
})
