import { expect, it } from 'vitest'
import { createAssetBackend } from '../../src/backends/assetBackend'
import { budgets } from '../../src/budgets/budgets'
import type { SectionRecord } from '../../src/blobs/sectionRecord'
import { State } from '../../src/components/state'
import { engineFeature, type EngineOptions } from '../../src/engineFeature'
import { createFocus } from '../../src/focuses'
import { describeSection } from '../../src/inspection'
import { saysShortage } from '../../src/memory/shortage'
import type { Presenter } from '../../src/presenter'
import { createCamera, lookAt, reglPresenter, setLens } from '../../src/render'
import { createReplay, memorySink, readRecording, runReplay, startRecording } from '../../src/replay'
import { sectionId } from '../../src/sectionId'
import { memorySource } from '../../src/sources/memorySource'
import { auditTick, createAudit } from '../../src/telemetry/audit'
import { inlinePool } from '../../src/workers/inlinePool'
import { composeWorld, step } from '../../src/world'
import { boxSpacing, boxTile, writeBoxes } from '../render/boxTiles'
import { fakeRegl } from '../render/fakeRegl'
import { openRecords } from '../worlds'

/** Bytes that one box takes. */
const box = { gpuBytes: 648, cpuBytes: 88 }
const boxBytes = box.gpuBytes + box.cpuBytes

/** A tile of so many boxes, `at` metres along x. */
const tile = (boxes: number, at: number) =>
  boxTile(boxes, `tile at ${at}`, { gpuBytes: boxes * box.gpuBytes, cpuBytes: boxes * box.cpuBytes }, at)
const tiles = (count: number) => Array.from({ length: count }, (_, i) => tile(4, 100 * i))

/** What is said of a section that found no room. */
const full = /^mesh: graphics memory is full; .* \[graphics-memory\]$/

/** A world on a GPU that holds `roomBytes` of sections; `see` changes the presenter. A frame is a step and a picture. */
async function begin(
  records: readonly SectionRecord[],
  roomBytes: number,
  options: Partial<EngineOptions> = {},
  see: (presenter: Presenter) => Presenter = (presenter) => presenter,
) {
  const files: Record<string, ArrayBuffer> = {}
  for (const { content, bounds } of records)
    files[content!] = await writeBoxes((bounds[3] - bounds[0] - 6) / boxSpacing + 1, bounds[0] + 3)
  const { regl, memory } = fakeRegl()
  const drawing = reglPresenter(regl)
  const own = memory.usedBytes
  memory.limitBytes = own + roomBytes
  const table = openRecords(records)
  // Frames pass faster than decoding: no watchdog.
  const settings = { watchdogSeconds: 1e5, ...options.settings }
  const backend: EngineOptions['backend'] = (site) =>
    createAssetBackend(site, { source: memorySource(files), pool: inlinePool() })
  const world = composeWorld({
    features: [engineFeature({ ...options, settings, table, presenter: see(drawing), backend }), budgets()],
  })
  createFocus(world, { position: [0, 0, 0] })
  const camera = createCamera()
  setLens(camera, { fieldOfView: 2, aspect: 1, near: 0.1, far: 4000 })
  lookAt(camera, [200, 0, 600], [200, 0, 0])
  const audit = createAudit()
  const frames = async (count: number) => {
    for (let frame = 0; frame < count; frame++) {
      await new Promise((done) => setImmediate(done))
      step(world, 1 / 60)
      auditTick(world.terrane, audit)
      drawing.draw(camera)
    }
  }
  /** Frames until it holds. */
  const until = async (holds: () => boolean, what: string) => {
    for (let frame = 0; !holds(); frame++) {
      if (frame > 60_000) throw new Error(`not within 60,000 frames: ${what}; ${[...world.terrane.errors.values()]}`)
      await frames(1)
    }
  }
  const loaded = () => world.terrane.byState[State.Loaded]
  return { world, table, memory, drawing, audit, frames, until, loaded, used: () => memory.usedBytes - own }
}

it('T-17: an allocation that fails is critical pressure, once an episode; what found no room backs off, the rest stands', async () => {
  const { world, memory, drawing, audit, frames, until, loaded, used } = await begin(tiles(8), 5 * 4 * box.gpuBytes)
  const { telemetry, ledger, errors } = world.terrane
  await until(() => telemetry.pressureSignals > 0, 'a signal')
  // What the plan gave up in that very tick was cancelled, and did not fail.
  for (const message of errors.values()) expect(message).toMatch(full)
  await frames(120)
  expect(ledger.pressure).toBe(2)
  expect(ledger.residentBytes).toBeLessThanOrEqual(4 * 4 * boxBytes)
  await frames(20 * 60)
  expect([telemetry.pressureSignals, loaded() > 0]).toEqual([1, true])
  expect(used()).toBe(loaded() * 4 * box.gpuBytes)
  expect(drawing.measure().gpuBytes).toBe(used())
  memory.limitBytes = Infinity
  await until(() => loaded() === 8, 'all tiles')
  await frames(1)
  expect([telemetry.pressureSignals, errors.size]).toEqual([1, 0])
  expect([audit.holes, audit.doubles]).toEqual([0, 0])
})

it('control: with room there is no signal; and nobody hears of it where the presenter does not ask', async () => {
  const roomy = await begin(tiles(8), 8 * 4 * box.gpuBytes)
  await roomy.until(() => roomy.loaded() === 8, 'all tiles')
  const { telemetry } = roomy.world.terrane
  expect([telemetry.pressureSignals, telemetry.failures]).toEqual([0, 0])
  const deaf = await begin(tiles(8), 0, {}, ({ hasRoom: _, ...presenter }) => presenter)
  await deaf.until(() => deaf.loaded() === 8, 'all tiles')
  expect(deaf.world.terrane.telemetry.pressureSignals).toBe(0)
})

it('a section that never finds room is one episode, however often it is tried, and all others load', async () => {
  const records = [tile(40, 0), tile(4, 500), tile(4, 600)]
  const { world, frames, loaded } = await begin(records, 20 * box.gpuBytes)
  await frames(100 * 60)
  const { telemetry, live, errors } = world.terrane
  expect([...errors.values()]).toEqual([expect.stringMatching(full)])
  const big = describeSection(world, sectionId(world.terrane, 0))
  expect([big.name, loaded(), telemetry.pressureSignals]).toEqual(['tile at 0', 2, 1])
  expect(telemetry.failures).toBeGreaterThan(2)
  expect(live.count).toBe(3)
})

it('a tile that comes mesh by mesh fails as a whole, and leaves nothing behind', async () => {
  const slow = {
    meter: { bytes: 1 << 23, milliseconds: Infinity, operations: 3 },
    settings: { wholeUploadShare: 0 },
  }
  const { world, until, frames, memory, loaded, used } = await begin([tile(40, 0)], 20 * box.gpuBytes, slow)
  await until(() => world.terrane.telemetry.failures > 0, 'a failure')
  await frames(1)
  expect([used(), world.terrane.telemetry.pressureSignals]).toEqual([0, 1])
  memory.limitBytes = Infinity
  await until(() => loaded() === 1, 'the tile')
  expect(used()).toBe(40 * box.gpuBytes)
})

it('the signal is an input: a recording has it, and its replay goes the same way without any GPU', async () => {
  const { world, table, frames, until } = await begin(tiles(8), 5 * 4 * box.gpuBytes)
  const sink = memorySink()
  const recording = startRecording(world, sink)
  await until(() => world.terrane.telemetry.pressureSignals > 0, 'a signal')
  await frames(300)
  recording.stop()
  expect(sink.text().match(/signalMemoryPressure/g)?.length).toBe(1)
  expect(runReplay(createReplay(table, readRecording(sink.text(), 'short.jsonl')))).toBeNull()
})

it.each([
  ['RangeError: Array buffer allocation failed', true],
  ['InternalError: allocation size overflow', true],
  ['RangeError: Out of memory', true],
  ['WebAssembly.Memory(): could not allocate memory', true],
  ['Maximum call stack size exceeded', false],
  ['Invalid typed array length: -1', false],
])('"%s" of an engine: a lack of memory is %s', (words, lacks) => {
  expect(saysShortage(words)).toBe(lacks)
})
