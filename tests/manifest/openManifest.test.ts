import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { State } from '../../src/components/state'
import { createFocus } from '../../src/focuses'
import { openManifest, type OpenManifestOptions } from '../../src/openManifest'
import type { MeshPayload } from '../../src/payloads/draw'
import { nullPresenter, type Presenter, type Row } from '../../src/presenter'
import { directorySource } from '../../src/sources/directorySource'
import { memorySource } from '../../src/sources/memorySource'
import type { Source } from '../../src/sources/source'
import { streaming } from '../../src/streaming'
import { inlinePool } from '../../src/workers/inlinePool'
import { composeWorld, disposeWorld, step } from '../../src/world'
import { sectionName } from '../../src/blobs/sectionBlob'
import { boxDocument, writeGlb } from '../payloads/glbFiles'
import { openBadServer, serveBytes, type Answer, type BadServer } from '../sources/badServer'
import { bytesOf, level, scene, tile } from './manifests'

const options: OpenManifestOptions = {
  pool: inlinePool(),
  job: new URL('../../src/manifest/convertJob.ts', import.meta.url),
  http: { retryDelayMs: 1 },
}
const open = (from: Parameters<typeof openManifest>[0], more: OpenManifestOptions = {}) =>
  openManifest(from, { ...options, ...more })

let glb: Uint8Array
beforeAll(async () => {
  const { document, mesh, root } = boxDocument()
  root.addChild(document.createNode().setMesh(mesh))
  glb = new Uint8Array(await writeGlb(document))
})

let server: BadServer | undefined
afterEach(async () => {
  await server?.close()
  server = undefined
})
const serve = async (answers: Readonly<Record<string, Answer>>) => (server = await openBadServer(answers)).url
const text = (body: unknown) => serveBytes(new Uint8Array(bytesOf(body)))
const redirect =
  (to: string): Answer =>
  (_request, response) =>
    void response.writeHead(302, { location: to }).end()

/** Streams until nothing is lacking; answers the names of what is shown, and what the presenter holds. */
async function stream(sections: Awaited<ReturnType<typeof openManifest>>, at: [number, number, number]) {
  const held = new Map<Row, MeshPayload>()
  const presenter: Presenter = {
    ...nullPresenter(),
    adopt: (row, payload) => (held.set(row, payload as MeshPayload), 'done'),
    release: (row) => void held.delete(row),
  }
  const pool = inlinePool()
  const world = composeWorld({ features: [streaming({ sections, presenter, pool })] })
  createFocus(world, { position: at })
  const { terrane } = world
  for (let frame = 0; frame < 1000 && (frame < 5 || terrane.loader.curtain); frame++) {
    await new Promise((done) => setTimeout(done, 1))
    step(world, 1 / 60)
  }
  const { live, table } = terrane
  const shown = [...live.order.subarray(0, live.count)].filter((s) => live.shown[s])
  const names = shown.map((s) => sectionName(table, live.row[s])).sort()
  const errors = [...terrane.errors.values()]
  return { world, names, held, errors, loaded: terrane.byState[State.Loaded] }
}

describe('a manifest over HTTP', () => {
  it('streams its payloads through the real pipeline, levels and bucket too, and frees them', async () => {
    const levels = { lod_levels: [level('lods/far.glb', 60)] }
    const json = scene([tile('near'), tile('far', 300, 0, levels)], { shared_bucket: 'shared/bucket one.glb' })
    const payload = serveBytes(glb)
    const url = await serve({
      'scenes/town.json': text(json),
      'scenes/tiles/near.glb': payload,
      'scenes/lods/far.glb': payload,
      'scenes/shared/bucket one.glb': payload,
    })
    const opened = await open(`${url}scenes/town.json`)
    expect([opened.name, opened.table.count, opened.faults]).toEqual(['town', 4, []])
    const { world, names, held, errors } = await stream(opened, [0, 2, 0])
    expect(errors).toEqual([])
    expect(names).toEqual(['far/lod0', 'near', 'shared_bucket'])
    expect([...held.values()].map((mesh) => mesh.primitives[0].indices.length)).toEqual([36, 36, 36])
    expect(server!.asked.has('scenes/tiles/far.glb')).toBe(false)
    disposeWorld(world)
    expect(held.size).toBe(0)
  })

  it('resolves paths against where it lay after redirects, and keeps the query', async () => {
    const asked: (string | undefined)[] = []
    const url = await serve({
      'latest.json': redirect('/v7/real/manifest.json?key=k1'),
      'v7/real/manifest.json?key=k1': text(scene([tile('a')])),
      'v7/real/tiles/a.glb?key=k1': (request, response, time) => {
        asked.push(request.url)
        serveBytes(glb)(request, response, time)
      },
    })
    const opened = await open(new URL('latest.json', url))
    expect([opened.name, opened.source.name]).toEqual(['real', `${url}v7/real/?key=k1`])
    const { world, names } = await stream(opened, [0, 2, 0])
    expect([names, asked]).toEqual([['a'], ['/v7/real/tiles/a.glb?key=k1']])
    disposeWorld(world)
  })

  it('opens with warnings, and hands them over', async () => {
    const url = await serve({ 'm.json': text(scene([tile('a', 0, 0, { colour: 1 })])) })
    expect((await open(`${url}m.json`)).faults).toMatchObject([
      { severity: 'warning', rule: 'unknown-field', tile: 'a' },
    ])
  })

  const refused: Record<string, [Answer, RegExp]> = {
    'that is not there': [(_, response) => void response.writeHead(404).end(), /m\.json answered 404.*\[network\]$/],
    'that is a page': [text('<!doctype html><p>hello'), /m\.json: a web page \("<!doctype html>…"\).*\[manifest\]$/],
    'that was cut off': [
      text('{"version":3,"tiles":[{"tile'),
      /28 characters of JSON that end in the middle.*\[manifest\]$/,
    ],
    'whose connection breaks': [
      (_, response) =>
        void response.writeHead(200, { 'content-length': 99 }).write('{"version"', () => response.destroy()),
      /\[network\]$/,
    ],
    'of a newer version': [
      text({ version: 9, tiles: [] }),
      /version 9; expected 3 .* or 4 .*Update terrane.*\[manifest\]$/,
    ],
    'with faults': [
      text(scene([tile('a', 0, 0, { priority: 40 }), tile('b', 0, 0, { bounds: 3 })])),
      /m\.json, tile "a": priority 40; expected an integer from -8 to 8\. .* 1 more like it.*\[manifest\]$/,
    ],
  }
  it.each(Object.entries(refused))('%s is refused in one line', async (_, [answer, line]) => {
    const url = await serve({ 'm.json': answer })
    const error = await open(`${url}m.json`).catch((thrown: Error) => thrown)
    expect(error).toBeInstanceOf(Error)
    expect((error as Error).message).toMatch(line)
    expect((error as Error).message).not.toContain('\n')
  })
})

describe('a manifest in a source', () => {
  const json = bytesOf(scene([tile('a')]))

  it('is found by its path, and its own paths from there', async () => {
    const read: string[] = []
    const files: Source = memorySource(
      { 'deep/down/scene.json': json, 'deep/down/tiles/a.glb': new ArrayBuffer(4) },
      'files',
    )
    const { source, name } = await open(files, { path: 'deep/down/scene.json' })
    read.push(name, source.name, String((await source.read('tiles/a.glb')).byteLength))
    expect(read).toEqual(['scene', 'files/deep/down/', '4'])
  })

  it('opens from a folder on disk', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'terrane-manifest-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    await mkdir(join(folder, 'tiles'))
    await writeFile(join(folder, 'manifest.json'), new Uint8Array(json))
    await writeFile(join(folder, 'tiles/a.glb'), glb)
    const { world, names, errors } = await stream(await open(directorySource(folder)), [0, 2, 0])
    expect([names, errors], 'file sizes are hints').toEqual([['a'], []])
    disposeWorld(world)
    await expect(open(directorySource(folder), { path: 'other.json' })).rejects.toThrow(
      /no file .*other\.json.*\[file\]$/,
    )
  })

  it('stops for a signal', async () => {
    const signal = AbortSignal.abort(new Error('left'))
    await expect(open(memorySource({ 'manifest.json': json }), { signal })).rejects.toThrow('left')
  })
})
