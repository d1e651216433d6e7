import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { boxDocument, writeGlb } from '../payloads/glbFiles'
import { level, scene, tile } from '../manifest/manifests'
import { browserMissing, browserTitle, openPage, type OpenPage } from './harness'
import type {} from './manifestPage'

const module = (path: string) => new URL(path, import.meta.url)
/** Of the box's image, as another tool puts it into the file. */
const [width, height] = [64, 32]

/** Somebody else's tile: a box whose picture lies in the file. */
async function foreignTile(mimeType: 'image/png' | 'image/jpeg'): Promise<Uint8Array> {
  const { document, mesh, root } = boxDocument()
  const flat = sharp({ create: { width, height, channels: 3, background: { r: 210, g: 30, b: 20 } } })
  const image = await (mimeType === 'image/png' ? flat.png() : flat.jpeg({ quality: 95 })).toBuffer()
  const texture = document.createTexture('paint').setImage(new Uint8Array(image)).setMimeType(mimeType)
  const material = document
    .createMaterial('painted')
    .setBaseColorTexture(texture)
    .setRoughnessFactor(1)
    .setMetallicFactor(0)
  for (const primitive of mesh.listPrimitives()) primitive.setMaterial(material)
  root.addChild(document.createNode().setMesh(mesh))
  return new Uint8Array(await writeGlb(document))
}

describe.skipIf(browserMissing)(browserTitle('a tile manifest in a browser'), { timeout: 120_000 }, () => {
  let folder = ''
  let open: OpenPage
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'terrane-manifest-page-'))
    const real = join(folder, 'v7/real')
    await mkdir(join(real, 'tiles'), { recursive: true })
    await mkdir(join(real, 'far'))
    const levels = { lod_levels: [level('far/a.glb', 60)] }
    const many = Array.from({ length: 20_000 }, (_, i) =>
      tile(`t${i}`, 1000 + 30 * (i % 200), 30 * Math.floor(i / 200)),
    )
    await writeFile(join(real, 'manifest.json'), JSON.stringify(scene([tile('a', 0, 0, levels), ...many])))
    await writeFile(join(real, 'tiles/a.glb'), await foreignTile('image/png'))
    await writeFile(join(real, 'far/a.glb'), await foreignTile('image/jpeg'))
    open = await openPage({
      entry: module('manifestPage.ts'),
      folders: { '/scenes/v7/': join(folder, 'v7') },
      redirects: { '/scenes/latest/manifest.json': '/scenes/v7/real/manifest.json' },
      modules: {
        '/worker.js': module('../../src/workers/workerEntry.ts'),
        '/manifestJob.js': module('../../src/manifest/convertJob.ts'),
      },
    })
  }, 120_000)
  afterAll(async () => {
    await open?.close()
    await rm(folder, { recursive: true, force: true })
  })

  it('is converted in a Web Worker, follows a redirect to its tiles, and draws the images inside them', async () => {
    const seen = await open.page.evaluate(() => window.show('/scenes/latest/manifest.json'))
    console.info(`20,000 tiles: the page did nothing else for ${seen.longestMs.toFixed(0)} ms at most`)
    expect(seen).toMatchObject({ workers: ['/worker.js'], sections: 20_002, errors: [] })
    expect(seen.counts).toMatchObject({ resident: 1, submitted: 1, textures: 1 })
    expect(seen.gpuBytes).toBeGreaterThan(width * height * 4)
    const picture = await open.screenshot()
    if (process.env.PICTURES) await writeFile(join(process.env.PICTURES, 'manifest.png'), picture.png)
    const [red, green, blue] = picture.at(128, 150)
    expect([red > 80, green < red / 2, blue < red / 2]).toEqual([true, true, true])
    expect(open.problems).toEqual([])
  })

  it('gives back every byte of them, and every image', async () => {
    expect(await open.page.evaluate(() => window.end())).toMatchObject({ resident: 0, textures: 0, gpuBytes: 0 })
  })
})
