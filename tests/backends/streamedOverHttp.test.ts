import { afterAll, beforeAll, expect, it } from 'vitest'
import { createAssetBackend } from '../../src/backends/assetBackend'
import { createCompletions, Outcome } from '../../src/backends/backend'
import { SectionFlag } from '../../src/blobs/sectionBlob'
import type { SectionRecord } from '../../src/blobs/sectionRecord'
import { createMeter } from '../../src/memory/meter'
import type { DrawPayload } from '../../src/payloads/draw'
import { nullPresenter, type Presenter, type Row } from '../../src/presenter'
import { httpSource } from '../../src/sources/httpSource'
import { nodePool } from '../../src/workers/nodePool'
import { boxDocument, writeCompressedGlb } from '../payloads/glbFiles'
import { openBadServer, serveBytes, type Answer } from '../sources/badServer'
import { writeJobFiles, type JobFiles } from '../workers/jobFiles'
import { openRecords, siteOf } from '../worlds'
import sharp from 'sharp'

let files: JobFiles
beforeAll(async () => {
  files = await writeJobFiles()
})
afterAll(() => files.remove())

/** A box at x = 20 i, and the texture that all of them require. */
function recordsOf(count: number, glbBytes: number, imageBytes: number): SectionRecord[] {
  const texture: SectionRecord = {
    name: 'texture',
    bounds: [0, 0, 0, 0, 0, 0],
    enterRadius: 0,
    kind: 'texture',
    flags: SectionFlag.Placeless,
    stage: 0,
    content: 'payloads/brick.webp',
    gpuBytes: Math.ceil((64 * 32 * 16) / 3),
    fileBytes: imageBytes,
  }
  const meshes = Array.from({ length: count }, (_, i): SectionRecord => ({
    name: `box ${i}`,
    bounds: [20 * i - 1, -2, -3, 20 * i + 1, 2, 3],
    enterRadius: 30,
    kind: 'mesh',
    stage: 1,
    content: `payloads/${i}.glb`,
    cpuBytes: 88,
    gpuBytes: 24 * (8 + 4 + 4) + 72,
    fileBytes: glbBytes,
    requires: [count],
  }))
  return [...meshes, texture]
}

function recordingPresenter() {
  const standing = new Map<Row, { payload: DrawPayload; requires: readonly Row[] }>()
  const presenter: Presenter = {
    ...nullPresenter(),
    adopt(row, payload, requires) {
      standing.set(row, { payload, requires })
      return 'done'
    },
    release: (row) => void standing.delete(row),
  }
  return { presenter, standing }
}

it('loads 40 meshes and their texture from an unreliable server through real threads, and frees them again', async () => {
  const { document, mesh, root } = boxDocument()
  root.addChild(document.createNode().setMesh(mesh))
  const glb = new Uint8Array(await writeCompressedGlb(document))
  const image = new Uint8Array(
    await sharp({ create: { width: 64, height: 32, channels: 3, background: 'brown' } })
      .webp()
      .toBuffer(),
  )
  const table = openRecords(recordsOf(40, glb.byteLength, image.byteLength))
  const answers: Record<string, Answer> = { 'payloads/brick.webp': serveBytes(image) }
  for (let i = 0; i < 40; i++)
    answers[`payloads/${i}.glb`] = (request, response, time) => {
      if (i % 5 === 0 && time === 1) response.writeHead(500).end()
      else if (i % 7 === 0 && time === 1) request.socket.resetAndDestroy()
      else if (i === 13) response.writeHead(404).end()
      else serveBytes(i === 17 ? new Uint8Array(glb.byteLength) : glb)(request, response, time)
    }
  const server = await openBadServer(answers)
  const pool = nodePool({ size: 2, worker: files.nodeWorker })
  const { presenter, standing } = recordingPresenter()
  const source = httpSource(server.url, { retryDelayMs: 5 })
  const backend = createAssetBackend(siteOf(table, { presenter }), { source, pool })

  const meter = createMeter()
  const ended = new Map<number, { outcome: number; message: string }>()
  const runUntil = async (count: number) => {
    while (ended.size < count) {
      await new Promise((done) => setTimeout(done, 2))
      meter.begin()
      backend.pump(meter)
      const out = createCompletions()
      backend.poll(0, out)
      for (let i = 0; i < out.count; i++) ended.set(out.ticket[i], { outcome: out.outcome[i], message: out.message[i] })
    }
  }

  for (let row = 0; row < table.count; row++) backend.start(row + 1, row)
  await runUntil(41)
  const failed = [...ended.values()].filter((end) => end.outcome === Outcome.Failed).map((end) => end.message)
  expect(failed).toHaveLength(2)
  expect(failed.find((message) => message.includes('404'))).toMatch(/13\.glb answered 404.*\[network\]$/)
  expect(failed.find((message) => message.startsWith('mesh: '))).toMatch(/begin with "glTF".*\[payload-corrupt\]$/)
  expect(standing.size).toBe(39)
  expect(server.load.peak).toBeLessThanOrEqual(6)
  const [row, { payload, requires }] = [...standing].find(([, each]) => each.payload.kind === 'mesh') ?? [
    0,
    {} as never,
  ]
  expect(requires).toEqual([40])
  expect(payload.kind === 'mesh' && payload.primitives[0].indices.length, `row ${row}`).toBe(36)

  ended.clear()
  const rows = [...standing.keys()]
  for (const each of rows) backend.release(1000 + each, each)
  await runUntil(rows.length)
  expect([...ended.values()].every((end) => end.outcome === Outcome.Gone)).toBe(true)
  expect(standing.size).toBe(0)
  backend.dispose()
  await pool.dispose()
  await server.close()
})
