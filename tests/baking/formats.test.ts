import { KHRDracoMeshCompression } from '@gltf-transform/extensions'
import { meshopt, quantize } from '@gltf-transform/functions'
import draco3dgltf from 'draco3dgltf'
import { MeshoptEncoder } from 'meshoptimizer/encoder'
import { mkdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { bakeWorld } from '../../src/baking/bakeWorld'
import type { PartitionName } from '../../src/baking/partition'
import { planBake } from '../../src/baking/plan'
import { TerraneError } from '../../src/errors'
import { createIo, readTriangles, readWorld, temporaryFolder } from './bakedWorld'
import { createInput, writeInput } from './inputs'
import { centroids, countUnmatched } from './matching'

/** Three boxes, turned and scaled. */
function boxes() {
  const input = createInput()
  const box = input.box('Box', [2, 3, 4])
  input.node('A', box, [5, 0, 5])
  input.node('B', box, [15, 1, 5]).setRotation([0, Math.sin(0.3), 0, Math.cos(0.3)])
  input.node('C', box, [25, 2, 5]).setScale([2, 1, 0.5])
  return input
}

/** Bakes a file and says how many triangles of the plain boxes it misses by more than `reach` metres. */
async function missing(path: string, folder: string, reach: number): Promise<number> {
  const plain = await readTriangles(await writeInput(boxes(), folder, 'plain.glb'))
  await bakeWorld(path, { out: join(folder, 'world') })
  const { sections } = await readWorld(join(folder, 'world'))
  const baked = sections.flatMap(({ corners }) => centroids(corners))
  expect(baked.length).toBe(36)
  return countUnmatched(centroids(plain.corners), baked, reach)
}

describe('inputs as tools write them', () => {
  it('reads Draco', async () => {
    const folder = await temporaryFolder()
    const input = boxes()
    input.document
      .createExtension(KHRDracoMeshCompression)
      .setRequired(true)
      .setEncoderOptions({ quantizationBits: { POSITION: 16 } })
    const io = (await createIo()).registerDependencies({ 'draco3d.encoder': await draco3dgltf.createEncoderModule() })
    await io.write(join(folder, 'draco.glb'), input.document)
    expect(await missing(join(folder, 'draco.glb'), folder, 2e-3)).toBe(0)
  })

  it('reads meshopt and quantized positions', async () => {
    const folder = await temporaryFolder()
    const input = boxes()
    await MeshoptEncoder.ready
    await input.document.transform(meshopt({ encoder: MeshoptEncoder, level: 'medium' }))
    const io = (await createIo()).registerDependencies({ 'meshopt.encoder': MeshoptEncoder })
    await io.write(join(folder, 'meshopt.glb'), input.document)
    expect(await missing(join(folder, 'meshopt.glb'), folder, 2e-3)).toBe(0)
  })

  it('reads KHR_mesh_quantization alone', async () => {
    const folder = await temporaryFolder()
    const input = boxes()
    await input.document.transform(quantize({ quantizePosition: 16 }))
    expect(await missing(await writeInput(input, folder, 'quantized.glb'), folder, 2e-3)).toBe(0)
  })

  it('reads sparse accessors, and .gltf with files beside it', async () => {
    const folder = await temporaryFolder()
    const input = boxes()
    for (const accessor of input.document.getRoot().listAccessors())
      if (accessor.getType() === 'VEC3') accessor.setSparse(true)
    await mkdir(join(folder, 'files'))
    expect(await missing(await writeInput(input, folder, 'files/sparse.gltf'), folder, 1e-3)).toBe(0)
  })

  it('gives flat normals where a file has none', async () => {
    const folder = await temporaryFolder()
    const input = boxes()
    for (const primitive of input.document.getRoot().listMeshes()[0].listPrimitives())
      primitive.setAttribute('NORMAL', null)
    expect(await missing(await writeInput(input, folder), folder, 1e-3)).toBe(0)
  })
})

/** The one line that a bake is refused with. */
async function refusal(path: string, out: string): Promise<string> {
  const error = await bakeWorld(path, { out }).then(
    () => expect.unreachable(`${path} was baked`),
    (reason: unknown) => reason,
  )
  if (!(error instanceof TerraneError)) throw error
  expect(error.message).not.toContain('\n')
  return error.message
}

describe('refusals, one line each', () => {
  it('names a missing file, buffer or image', async () => {
    const folder = await temporaryFolder()
    expect(await refusal(join(folder, 'none.glb'), join(folder, 'w'))).toMatch(
      /^no file ".*none\.glb"; .*\[bake-input\]$/,
    )
    const input = boxes()
    const texture = input.document
      .createTexture('Paint')
      .setImage(new Uint8Array([1, 2, 3]))
      .setMimeType('image/png')
    const material = input.material('Paint').setBaseColorTexture(texture)
    input.document.getRoot().listMeshes()[0].listPrimitives()[0].setMaterial(material)
    const path = await writeInput(input, folder, 'scene.gltf')
    const { images, buffers } = JSON.parse(await readFile(path, 'utf8')) as {
      images: { uri: string }[]
      buffers: { uri: string }[]
    }
    await rm(join(folder, images[0].uri))
    expect(await refusal(path, join(folder, 'w'))).toContain(`"scene.gltf": its image "${images[0].uri}" is missing`)
    await rm(join(folder, buffers[0].uri))
    expect(await refusal(path, join(folder, 'w'))).toContain(`"scene.gltf": its buffer "${buffers[0].uri}" is missing`)
  })

  it('names what is broken about a file', async () => {
    const folder = await temporaryFolder()
    const out = join(folder, 'w')
    const path = join(folder, 'x.glb')
    const write = async (bytes: string | Uint8Array) => {
      await writeFile(path, bytes)
      return refusal(path, out)
    }
    expect(await write('')).toContain('"x.glb": an empty file')
    expect(await write('hello, I am no model')).toContain('it does not begin as a .glb does')
    await writeInput(boxes(), folder, 'x.glb')
    const whole = await readFile(path)
    for (const length of [4, 12, 19, 40, 1000, whole.length - 1]) {
      await writeFile(path, whole)
      await truncate(path, length)
      expect(await refusal(path, out)).toContain('cut short')
    }
    await writeFile(join(folder, 'y.gltf'), '{"asset":')
    expect(await refusal(join(folder, 'y.gltf'), out)).toContain('its JSON cannot be parsed')
    await writeFile(join(folder, 'y.gltf'), '[]')
    expect(await refusal(join(folder, 'y.gltf'), out)).toContain('its JSON is not an object')
    await writeFile(join(folder, 'y.gltf'), '{"asset":{"version":"1.0"}}')
    expect(await refusal(join(folder, 'y.gltf'), out)).toContain('glTF version 1.0')
    await writeFile(
      join(folder, 'y.gltf'),
      '{"asset":{"version":"2.0"},"extensionsUsed":["ACME_x"],"extensionsRequired":["ACME_x"]}',
    )
    expect(await refusal(join(folder, 'y.gltf'), out)).toContain('it requires the extension ACME_x')
    await writeFile(join(folder, 'y.gltf'), '{"asset":{"version":"2.0"},"scenes":[{"nodes":[0]}],"nodes":[{"mesh":7}]}')
    expect(await refusal(join(folder, 'y.gltf'), out)).toContain('[bake-input]')
  })

  it('names an image that cannot be read', async () => {
    const folder = await temporaryFolder()
    const picture = new Uint8Array(
      await sharp({ create: { width: 64, height: 64, channels: 3, background: 'red' } })
        .png()
        .toBuffer(),
    )
    for (const bytes of [new Uint8Array([1, 2, 3]), picture.slice(0, 20), picture.slice(0, 60)]) {
      const input = createInput()
      const texture = input.document.createTexture('Paint').setImage(bytes).setMimeType('image/png')
      input.node('Box', input.box('Box', [1, 1, 1], input.material('Paint').setBaseColorTexture(texture)))
      expect(await refusal(await writeInput(input, folder), join(folder, 'w'))).toContain(
        'image "Paint" cannot be read',
      )
    }
  })

  it('refuses a scene with nothing to draw', async () => {
    const folder = await temporaryFolder()
    const input = createInput()
    input.node('Empty', null)
    expect(await refusal(await writeInput(input, folder), join(folder, 'w'))).toContain('"input": nothing to draw')
  })

  it('refuses options that mean nothing, or nothing yet', async () => {
    const path = await writeInput(boxes(), await temporaryFolder())
    await expect(planBake(path, { cell: -3 })).rejects.toThrow(/cell is -3; expected a length above 0/)
    await expect(planBake(path, { jobs: 0 })).rejects.toThrow(/jobs is 0/)
    const octree = { partition: 'octree' as PartitionName }
    await expect(planBake(path, octree)).rejects.toThrow(/partition "octree"; expected one of grid, quadtree, kdtree/)
    await expect(planBake(path, { storey: 0 })).rejects.toThrow(/storey is 0; expected a height above 0/)
    await expect(planBake(path, { lods: 1.5 })).rejects.toThrow(/lods 1.5; expected a whole number from 0 to 8/)
    await expect(planBake(path, { hlod: true, horizon: 99 })).rejects.toThrow(/horizon 99 with enter radius 256/)
  })
})

describe('triangles that are none', () => {
  it('drops and counts those without an area, and those with a corner that is not finite, by name', async () => {
    const folder = await temporaryFolder()
    const input = createInput()
    const positions = [0, 0, 0, 1, 0, 0, 2, 0, 0, 0, 0, 1, NaN, 0, 0]
    input.node('Odd', input.mesh('Odd', positions, [0, 3, 1, 0, 1, 2, 0, 0, 3, 0, 3, 4, 1, 3, 2]))
    input.node('Nowhere', input.box('Box', [1, 1, 1]), [Infinity, 0, 0])
    const path = await writeInput(input, folder, 'odd.gltf')
    await writeFile(path, (await readFile(path, 'utf8')).replace('null', '1e999'))
    const { report } = await bakeWorld(path, { out: join(folder, 'w') })
    expect(report.triangles).toMatchObject({ input: 17, drawn: 2, undrawn: {}, zeroArea: 2, notFinite: 13 })
    expect(report.notCarried).toEqual([
      { node: 'Odd', what: '1 triangles with a corner that is not a finite number' },
      { node: 'Nowhere', what: 'all of it: its place is not a finite number' },
    ])
    const { sections } = await readWorld(join(folder, 'w'))
    expect(sections.flatMap(({ corners }) => corners).length).toBe(2 * 9)
  })
})
