import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createAssetBackend } from '../../src/backends/assetBackend'
import { createCompletions, type Backend } from '../../src/backends/backend'
import { bakeWorld } from '../../src/baking/bakeWorld'
import { openSectionBlob } from '../../src/blobs/sectionBlob'
import { buildSectionBlob } from '../../src/blobs/sectionBlobBuild'
import { gateError } from '../../src/cli/gates'
import { refuseDifference } from '../../src/cli/replay'
import { refuseTransition, State } from '../../src/components/state'
import { invariant, TerraneError, type ErrorCode } from '../../src/errors'
import { createFocus, moveFocus } from '../../src/focuses'
import { refuseFaulty } from '../../src/manifest/faults'
import { parseManifest } from '../../src/manifest/readManifest'
import { createMeter } from '../../src/memory/meter'
import { metadataOf } from '../../src/metadata'
import { readWorldPointer } from '../../src/openWorld'
import { decodeMeshPayload } from '../../src/payloads/decodeMesh'
import { payload } from '../../src/payloads/payload'
import type REGL from 'regl'
import { refuseUnmade } from '../../src/render/graphicsMemory'
import { readFocusPaths } from '../../src/replay/focusPath'
import { createReplay, memorySink, readRecording, startRecording } from '../../src/replay/index'
import { rowOf, sectionId } from '../../src/sectionId'
import { directorySource } from '../../src/sources/directorySource'
import { httpSource } from '../../src/sources/httpSource'
import { memorySource } from '../../src/sources/memorySource'
import { readSave } from '../../src/state/saveFile'
import { step } from '../../src/world'
import { inlinePool } from '../../src/workers/inlinePool'
import { gridRecords, makeWorld, openRecords, siteOf } from '../worlds'
import { fakeRegl } from '../render/fakeRegl'
import { newerSave } from '../state/saves'
import { listFiles, readText } from './sources'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'terrane-errors-'))
  await writeFile(join(folder, 'letter.txt'), 'not a world')
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** A section blob with one word of its header changed. */
function blobWith(word: number, value: number): ArrayBuffer {
  const blob = buildSectionBlob(gridRecords(2))
  new Uint32Array(blob)[word] = value
  return blob
}

const [version, roots] = [1, 3]
const world = () => makeWorld(gridRecords(2))

/** The line that a backend gives for one section that failed. */
async function failureOf(backend: Backend): Promise<never> {
  const [meter, out] = [createMeter(), createCompletions()]
  backend.start(1, 0)
  while (out.count === 0) {
    await new Promise((done) => setTimeout(done, 1))
    meter.begin()
    backend.pump(meter)
    backend.poll(0, out)
  }
  backend.dispose()
  throw new Error(out.message[0])
}

function noteBackend(): Backend {
  const records = gridRecords(1, 16, { kind: 'note', content: 'note.txt', cpuBytes: 3, gpuBytes: 0, fileBytes: 4 })
  const size = { cpuBytes: 4, gpuBytes: 0 }
  const { kinds } = payload('note', { adopt: () => {}, release: () => {}, measure: () => size })
  const source = memorySource({ 'note.txt': new ArrayBuffer(4) })
  return createAssetBackend(siteOf(openRecords(records), { kinds }), { source, pool: inlinePool() })
}

function recordOneTick(): string {
  const [made, sink] = [world(), memorySink()]
  const recording = startRecording(made, sink)
  step(made, 1 / 60)
  recording.stop()
  return sink.text()
}

/** How each code is provoked: a code without a line here does not compile. */
const provocations: Readonly<Record<ErrorCode, () => unknown>> = {
  argument: () => createFocus(world(), { radiusScale: -1 }),
  'bake-input': () => bakeWorld(join(folder, 'nothing.glb'), { out: join(folder, 'world') }),
  'bake-output': () => bakeWorld(join(folder, 'nothing.glb'), { out: folder }),
  'blob-foreign': () => openSectionBlob(new ArrayBuffer(64)),
  'blob-newer': () => openSectionBlob(blobWith(version, 99)),
  'blob-truncated': () => openSectionBlob(buildSectionBlob(gridRecords(2)).slice(0, 100)),
  'blob-corrupt': () => openSectionBlob(blobWith(roots, 5)),
  capacity: () => {
    const crowded = makeWorld(gridRecords(2), { settings: { focusCapacity: 1 } })
    for (let i = 0; i < 2; i++) createFocus(crowded)
  },
  'foreign-world': () => moveFocus(world(), createFocus(world()), 0, 0, 0),
  'feature-order': () =>
    makeWorld(gridRecords(2), { features: [{ name: 'questFirst', after: 'Nothing', run: () => {} }] }),
  file: () => directorySource(folder).read('nothing.bin'),
  gate: () => {
    const missed = { gate: 'holes==0', figure: 'holes', value: 1, passed: false, place: null, wanted: 'holes==0' }
    throw gateError(missed)
  },
  'graphics-memory': () => {
    const made = Object.assign(() => {}, { _buffer: { buffer: null } }) as unknown as REGL.Buffer
    refuseUnmade(fakeRegl().regl, made)
  },
  invariant: () => invariant(false, 'two is one'),
  'kind-unknown': () =>
    createAssetBackend(siteOf(openRecords(gridRecords(1, 16, { kind: 'note' }))), {
      source: memorySource({}),
      pool: inlinePool(),
    }),
  manifest: () => refuseFaulty(parseManifest('<!doctype html>').faults, 'manifest.json'),
  network: () => httpSource('http://127.0.0.1:9/', { retries: 0 }).read('world.json'),
  'path-format': () => readFocusPaths('x,y,z\n1,2,3', 'tour.csv'),
  'payload-corrupt': () => decodeMeshPayload(new ArrayBuffer(8)),
  'payload-too-large': () => failureOf(noteBackend()),
  'recording-corrupt': () => readRecording('t,x,y,z\n', 'tour.csv'),
  'recording-differs': () => {
    const outputs = { recorded: {}, happened: {} }
    refuseDifference('a.jsonl', { tick: 7, seconds: 0.1, recorded: 'nothing', happened: 'something', outputs })
  },
  'recording-newer': () => readRecording(recordOneTick().replace(/"version":\d+,/, '"version":9,'), 'a.jsonl'),
  'recording-world': () => createReplay(openRecords(gridRecords(3)), readRecording(recordOneTick(), 'a.jsonl')),
  'save-corrupt': () => readSave(new Uint8Array(4)),
  'save-newer': () => readSave(newerSave()),
  'schema-mismatch': () => {
    const made = world()
    metadataOf(made, sectionId(made.terrane, 0), { music: 'text' })
  },
  'section-unknown': () => {
    const { terrane } = world()
    rowOf(terrane, sectionId(terrane, 4))
  },
  transition: () => refuseTransition(0, State.Idle, State.Loaded),
  worker: () => inlinePool().run({ module: 'data:text/javascript,export const nothing = 0', input: null }),
  'world-format': () => readWorldPointer(new ArrayBuffer(0), 'nowhere'),
}

describe('every error code', () => {
  it.each(Object.entries(provocations))('%s is one line with its code at the end', async (code, provoke) => {
    const error = await Promise.resolve()
      .then(provoke)
      .then(
        () => null,
        (thrown: Error) => thrown,
      )
    expect(error?.message).toMatch(new RegExp(`^.+; expected .+ \\[${code}\\]$`))
    if (code !== 'payload-too-large') expect(error).toMatchObject({ code, constructor: TerraneError })
  })

  it('has its entry in docs/errors.md, and every entry its code', () => {
    const entries = [...readText('docs/errors.md').matchAll(/^### `?([a-z-]+)`?$/gm)].map(([, code]) => code)
    expect(entries.sort()).toEqual(Object.keys(provocations).sort())
  })

  it('is thrown somewhere in src', () => {
    const files = listFiles('src', /\.ts$/).filter((file) => file !== 'errors.ts')
    const text = files.map((file) => readText(`src/${file}`)).join('\n')
    const codes = Object.keys(provocations).filter((code) => code !== 'invariant')
    expect(codes.filter((code) => !text.includes(`'${code}'`))).toEqual([])
  })
})
