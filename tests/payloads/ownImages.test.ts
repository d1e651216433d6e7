import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import type { Material, MeshPayload } from '../../src/payloads/draw'
import { decodeMeshPayload } from '../../src/payloads/decodeMesh'
import { MORE, type AdoptContext } from '../../src/payloads/kind'
import { measureDraw } from '../../src/payloads/measure'
import { meshKind } from '../../src/payloads/meshKind'
import { nullPresenter, type Presenter, type Row } from '../../src/presenter'
import { boxDocument, writeGlb } from './glbFiles'

const png = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: 'red' } })
    .png()
    .toBuffer()

/** A box with two images inside the file, as exporters write them. */
async function painted(first: Uint8Array, second: Uint8Array, mimeType = 'image/png') {
  const { document, mesh, root } = boxDocument()
  const texture = (image: Uint8Array, type: string) => document.createTexture().setImage(image).setMimeType(type)
  const material = document
    .createMaterial('painted')
    .setBaseColorTexture(texture(first, 'image/png'))
    .setEmissiveTexture(texture(second, mimeType))
    .setEmissiveFactor([1, 1, 1])
  for (const primitive of mesh.listPrimitives()) primitive.setMaterial(material)
  root.addChild(document.createNode().setMesh(mesh))
  return writeGlb(document)
}

const paintOf = ({ materials }: MeshPayload): Material => materials[0]

describe('images inside a .glb', () => {
  it('are decoded with it, counted by its materials, and weigh what they are', async () => {
    const { value } = await decodeMeshPayload(await painted(await png(8, 4), await png(16, 16)))
    expect(value.images?.map(({ width, height }) => [width, height])).toEqual([
      [8, 4],
      [16, 16],
    ])
    expect([paintOf(value).baseColorTexture, paintOf(value).emissiveTexture, paintOf(value).normalTexture]).toEqual([
      0, 1, -1,
    ])
    const { images: _, ...bare } = value
    expect(measureDraw(value).gpuBytes - measureDraw(bare).gpuBytes).toBe(
      Math.ceil((8 * 4 * 16) / 3) + Math.ceil((16 * 16 * 16) / 3),
    )
  })

  it('of a kind that browsers do not know are left out, and the rest is drawn', async () => {
    const { value } = await decodeMeshPayload(await painted(await png(8, 4), new Uint8Array(40), 'image/ktx2'))
    expect([paintOf(value).baseColorTexture, paintOf(value).emissiveTexture]).toEqual([0, -1])
  })

  it('that are broken are the fault of their file', async () => {
    const broken = await painted(await png(8, 4), new Uint8Array(40))
    await expect(decodeMeshPayload(broken)).rejects.toMatchObject({ code: 'payload-corrupt' })
  })

  it('are adopted before their mesh, under rows of no table, and released with it', async () => {
    const { value } = await decodeMeshPayload(await painted(await png(8, 4), await png(16, 16)))
    const held = new Map<Row, readonly Row[]>()
    let asked = 0
    const presenter: Presenter = {
      ...nullPresenter(),
      adopt(row, payload, requires) {
        if (payload.kind === 'texture' && asked++ % 2 === 0) return 'more'
        held.set(row, requires)
        return 'done'
      },
      release: (row) => void held.delete(row),
    }
    const kind = meshKind(presenter)
    const load = (row: Row) => ({ row, requires: [], parts: null }) as unknown as AdoptContext
    const [first, second] = [load(1), load(2)]
    expect([kind.adopt(first, value), kind.adopt(first, value), kind.adopt(first, value)]).toEqual([MORE, MORE, true])
    while (kind.adopt(second, value) === MORE);
    const [a, b] = [held.get(1)!, held.get(2)!]
    expect(new Set([...a, ...b]).size).toBe(4)
    expect(Math.min(...a, ...b)).toBeGreaterThanOrEqual(2 ** 32)
    kind.release(first, true)
    expect([...held.keys()].sort()).toEqual([2, ...b])
    kind.release(second, true)
    expect(held.size).toBe(0)
  })
})
