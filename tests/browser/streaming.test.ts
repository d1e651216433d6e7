import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SectionFlag } from '../../src/blobs/sectionBlob'
import { buildSectionBlob } from '../../src/blobs/sectionBlobBuild'
import { boxDocument, writeCompressedGlb } from '../payloads/glbFiles'
import { browserMissing, browserTitle, openPage } from './harness'
import type {} from './streamingPage'

/** What a careful host sends (G-22): no eval, no workers from strings. */
const policy =
  "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'"

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'terrane-streaming-'))
  await mkdir(join(folder, 'payloads'))
  const { document, mesh, root } = boxDocument()
  root.setTranslation([10, 0, -4]).addChild(document.createNode().setMesh(mesh))
  const glb = new Uint8Array(await writeCompressedGlb(document))
  const red = { r: 200, g: 40, b: 10, alpha: 0.5 }
  const image = await sharp({ create: { width: 64, height: 32, channels: 4, background: red } })
    .png()
    .toBuffer()
  const broken = image.subarray(0, 60)
  for (const [name, bytes] of Object.entries({ 'a.glb': glb, 'b.png': image, 'c.png': broken }))
    await writeFile(join(folder, 'payloads', name), bytes)
  const image_ = { bounds: [0, 0, 0, 0, 0, 0], enterRadius: 0, kind: 'texture', flags: SectionFlag.Placeless } as const
  const blob = buildSectionBlob([
    {
      name: 'box',
      bounds: [9, -2, -7, 11, 2, -1],
      enterRadius: 10,
      kind: 'mesh',
      content: 'payloads/a.glb',
      guid: [0, 0],
    },
    { ...image_, name: 'good', content: 'payloads/b.png', gpuBytes: Math.ceil((64 * 32 * 16) / 3), guid: [1, 0] },
    { ...image_, name: 'broken', content: 'payloads/c.png', guid: [2, 0] },
  ])
  await writeFile(join(folder, 'sections.bin'), new Uint8Array(blob))
  const pointer = {
    format: 'terrane-world',
    version: 1,
    name: 'three',
    sections: { path: 'sections.bin', bytes: blob.byteLength },
    manifest: { path: 'manifest.json', bytes: 0 },
  }
  await writeFile(join(folder, 'world.json'), JSON.stringify(pointer))
})
afterAll(() => rm(folder, { recursive: true }))

const module = (path: string) => new URL(path, import.meta.url)

describe.skipIf(browserMissing)(browserTitle('streaming in a browser'), () => {
  it('decodes in Web Workers under a strict content-security policy, and survives crashes', async () => {
    const { page, problems, close } = await openPage({
      entry: module('streamingPage.ts'),
      folders: { '/world/': folder },
      modules: {
        '/worker.js': module('../../src/workers/workerEntry.ts'),
        '/double.js': module('jobs/double.ts'),
        '/crash.js': module('jobs/crash.ts'),
      },
      headers: { 'content-security-policy': policy },
    })
    const report = await page.evaluate(() => window.report)
    expect(report.ended.slice(0, 2)).toEqual(['loaded', 'loaded'])
    expect(report.ended[2]).toMatch(
      /^failed: texture: a image\/png of 64 × 32 that does not decode.*\[payload-corrupt\]$/,
    )
    // Half transparent, and neither premultiplied nor colour-managed on the way to the bitmap: 2D canvases round a little.
    expect(report.given[0]).toBe('36 indices at 10 0 -4')
    expect(report.given[1]).toMatch(/^bitmap 64 × 32, first pixel (199|200|201) (39|40|41) (9|10|11) 12[78]$/)
    expect(report.crashed).toMatch(/a worker that crashed: .*out of the blue.*\[worker\]$/)
    expect(report.missingWorker).toMatch(/a worker that could not be started or crashed.*\[worker\]$/)
    expect(report.afterwards).toBe(42)
    expect(problems.filter((problem) => !/404|out of the blue/.test(problem))).toEqual([])
    await close()
  })
})
