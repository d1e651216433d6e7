import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { TerraneError } from '../../src/errors'
import { decodeMeshPayload } from '../../src/payloads/decodeMesh'
import type { Attribute, MeshPayload } from '../../src/payloads/draw'
import { measureDraw } from '../../src/payloads/measure'
import { boxDocument, glbOf, instanced, writeCompressedGlb, writeGlb } from './glbFiles'

const decode = async (bytes: ArrayBuffer): Promise<MeshPayload> => (await decodeMeshPayload(bytes)).value

const fullScale = new Map<unknown, number>([
  [Int8Array, 127],
  [Uint8Array, 255],
  [Int16Array, 32767],
  [Uint16Array, 65535],
])

/** Vertex v as WebGL would read it. */
function vertex(attribute: Attribute, v: number): number[] {
  const { array, strideBytes, size, normalized } = attribute
  const from = (v * strideBytes) / array.BYTES_PER_ELEMENT
  const scale = normalized ? (fullScale.get(array.constructor) ?? 1) : 1
  return Array.from(array.subarray(from, from + size), (value) => (normalized ? Math.max(-1, value / scale) : value))
}

function transform(m: ArrayLike<number>, [x, y, z]: number[]): number[] {
  return [0, 1, 2].map((row) => m[row] * x + m[4 + row] * y + m[8 + row] * z + m[12 + row])
}

/** Every corner of every triangle as drawn, local to the origin, in drawing order. */
function corners(mesh: MeshPayload): number[][] {
  return mesh.draws.flatMap((draw) => {
    const { positions, indices } = mesh.primitives[draw.primitive]
    return Array.from({ length: draw.matrices.length / 16 }, (_, i) =>
      Array.from(indices, (index) => transform(draw.matrices.subarray(16 * i, 16 * i + 16), vertex(positions, index))),
    ).flat()
  })
}

/** Six times the volume enclosed: positive where triangles face outwards, mirrored draws turned round. */
function signedVolume(mesh: MeshPayload): number {
  return mesh.draws.reduce((sum, draw) => {
    const all = corners({ ...mesh, draws: [draw] })
    const [a, b, c, d, e, f, g, h, k] = [0, 1, 2, 4, 5, 6, 8, 9, 10].map((i) => draw.matrices[i])
    const mirrored = a * (e * k - f * h) - d * (b * k - c * h) + g * (b * f - c * e) < 0
    let volume = 0
    for (let i = 0; i < all.length; i += 3) {
      const [[x1, y1, z1], [x2, y2, z2], [x3, y3, z3]] = all.slice(i, i + 3)
      volume += x1 * (y2 * z3 - z2 * y3) - y1 * (x2 * z3 - z2 * x3) + z1 * (x2 * y3 - y2 * x3)
    }
    return sum + (mirrored ? -volume : volume)
  }, 0)
}

function boundsOf(points: number[][]): number[] {
  const axis = (k: number) => points.map((point) => point[k])
  return [0, 1, 2].map((k) => Math.min(...axis(k))).concat([0, 1, 2].map((k) => Math.max(...axis(k))))
}

describe('decodeMesh reads', () => {
  it('a plain box under a tree of nodes', async () => {
    const { document, mesh, root } = boxDocument()
    root.setTranslation([100, 20, 3])
    const middle = document.createNode().setRotation([0, Math.SQRT1_2, 0, Math.SQRT1_2]).setTranslation([1, 0, 0])
    root.addChild(middle.addChild(document.createNode().setMesh(mesh).setScale([2, 1, 1])))
    const payload = await decode(await writeGlb(document))
    expect(payload.origin).toEqual([100, 20, 3])
    expect(payload.draws).toHaveLength(1)
    // 2 × 4 × 6 doubled in x, then turned: x spans what z did.
    boundsOf(corners(payload)).forEach((value, i) => expect(value).toBeCloseTo([-2, -2, -2, 4, 2, 2][i], 5))
    Array.from(payload.draws[0].box).forEach((value, i) => expect(value).toBeCloseTo([-2, -2, -2, 4, 2, 2][i], 5))
    expect(signedVolume(payload)).toBeCloseTo(6 * 96, 3)
  })

  for (const method of ['quantize', 'filter'] as const)
    it(`the same compressed (${method}), attributes still quantized, strides for WebGL`, async () => {
      const { document, mesh, root } = boxDocument()
      root.setTranslation([100, 20, 3]).addChild(document.createNode().setMesh(mesh))
      const payload = await decode(await writeCompressedGlb(document, method))
      const [{ positions, normals, uvs }] = payload.primitives
      expect(positions.array).not.toBeInstanceOf(Float32Array)
      for (const attribute of [positions, normals, uvs]) expect((attribute?.strideBytes ?? 0) % 4).toBe(0)
      const at = boundsOf(corners(payload).map((point) => point.map((value, k) => value + payload.origin[k])))
      at.forEach((value, i) => expect(Math.abs(value - [99, 18, 0, 101, 22, 6][i])).toBeLessThan(0.001))
      expect(signedVolume(payload)).toBeCloseTo(6 * 48, 0)
      for (let v = 0; v < 24; v++) {
        const length = Math.hypot(...vertex(normals as Attribute, v))
        expect(Math.abs(length - 1)).toBeLessThan(0.02)
      }
    })

  it('instances, the mirrored ones as a draw of their own', async () => {
    const { document, mesh, root } = boxDocument()
    root.addChild(instanced(document, mesh, 6))
    for (const bytes of [await writeGlb(document), await writeCompressedGlb(document)]) {
      const payload = await decode(bytes)
      expect(payload.primitives).toHaveLength(1)
      expect(payload.draws.map((draw) => draw.matrices.length)).toEqual([48, 48])
      expect(signedVolume(payload) / (6 * 6 * 48)).toBeCloseTo(1, 2)
      const bounds = boundsOf(corners(payload))
      expect(Math.abs(bounds[3] - 53)).toBeLessThan(0.01)
    }
  })

  it('many nodes of one mesh as one draw', async () => {
    const { document, mesh, root } = boxDocument()
    for (let i = 0; i < 5; i++)
      root.addChild(
        document
          .createNode()
          .setMesh(mesh)
          .setTranslation([0, 0, 7 * i]),
      )
    const payload = await decode(await writeGlb(document))
    expect(payload.draws).toHaveLength(1)
    expect(payload.draws[0].matrices.filter((_, i) => i % 16 === 14)).toEqual(new Float32Array([0, 7, 14, 21, 28]))
  })

  it('places far from the origin to the millimetre', async () => {
    const { document, mesh, root } = boxDocument()
    root.setTranslation([460_000.1234, 52.5, -5_400_000.9876])
    root.addChild(document.createNode().setMesh(mesh).setTranslation([0.001, 0, 0]))
    const payload = await decode(await writeGlb(document))
    expect(payload.origin).toEqual([460_000.1234, 52.5, -5_400_000.9876])
    expect(payload.draws[0].matrices[12]).toBeCloseTo(0.001, 9)
  })

  it('materials, with textures by number of what the section requires', async () => {
    const { document, mesh, root } = boxDocument()
    const texture = (require: number) =>
      document
        .createTexture()
        .setURI(`${require}.webp`)
        .setMimeType('image/webp')
        .setExtras({ terrane_require: require })
    const material = document
      .createMaterial()
      .setBaseColorFactor([0.1, 0.2, 0.3, 0.5])
      .setBaseColorTexture(texture(2))
      .setNormalTexture(texture(0))
      .setNormalScale(0.7)
      .setMetallicFactor(0.25)
      .setRoughnessFactor(0.75)
      .setEmissiveFactor([1, 2, 3])
      .setEmissiveTexture(texture(1))
      .setAlphaMode('MASK')
      .setAlphaCutoff(0.4)
      .setDoubleSided(true)
    mesh.listPrimitives()[0].setMaterial(material)
    root.addChild(document.createNode().setMesh(mesh))
    const payload = await decode(await withImageUris(document))
    expect(payload.materials[payload.draws[0].material]).toEqual({
      baseColor: [0.1, 0.2, 0.3, 0.5],
      baseColorTexture: 2,
      metallic: 0.25,
      roughness: 0.75,
      metallicRoughnessTexture: -1,
      normalTexture: 0,
      normalScale: 0.7,
      emissive: [1, 2, 3],
      emissiveTexture: 1,
      alphaMode: 'mask',
      alphaCutoff: 0.4,
      doubleSided: true,
    })
  })

  it('samplers of the textures that are not plain', async () => {
    const box = boxDocument()
    const texture = (require: number) =>
      box.document
        .createTexture()
        .setURI(`${require}.webp`)
        .setMimeType('image/webp')
        .setExtras({ terrane_require: require })
    const material = box.document
      .createMaterial()
      .setBaseColorTexture(texture(3))
      .setNormalTexture(texture(0))
      .setEmissiveTexture(texture(1))
    material.getBaseColorTextureInfo()?.setWrapS(33071).setMagFilter(9728)
    material.getNormalTextureInfo()?.setWrapS(10497).setMagFilter(9729).setMinFilter(9987)
    material.getEmissiveTextureInfo()?.setWrapT(33648)
    box.mesh.listPrimitives()[0].setMaterial(material)
    box.root.addChild(box.document.createNode().setMesh(box.mesh))
    const { samplers } = await decode(await withImageUris(box.document))
    expect([...samplers].sort((a, b) => a.texture - b.texture)).toEqual([
      { texture: 1, wrapS: 'repeat', wrapT: 'mirror', magnify: 'linear' },
      { texture: 3, wrapS: 'clamp', wrapT: 'repeat', magnify: 'nearest' },
    ])
  })

  it('strips, fans, lists without indices, and leaves points out', async () => {
    const quad = new Float32Array([0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 1, 0])
    const list = new Float32Array([0, 0, 0, 1, 0, 0, 0, 1, 0])
    const fan = new Float32Array([0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0])
    const read = async (positions: Float32Array, mode: number) =>
      (await decode(simple(positions, { mode }))).primitives[0]
    expect([...(await read(quad, 5)).indices]).toEqual([0, 1, 2, 2, 1, 3])
    expect([...(await read(fan, 6)).indices]).toEqual([0, 1, 2, 0, 2, 3])
    expect([...(await read(list, 4)).indices]).toEqual([0, 1, 2])
    expect((await decode(simple(list, { mode: 0 }))).draws).toEqual([])
  })

  it('moves every buffer once, and measures what it uploads', async () => {
    const { document, mesh, root } = boxDocument()
    root.addChild(instanced(document, mesh, 6))
    const { value, transfer } = await decodeMeshPayload(await writeGlb(document))
    expect(new Set(transfer).size).toBe(transfer.length)
    const moved = structuredClone(value, { transfer })
    expect(value.primitives[0].indices.byteLength).toBe(0)
    // 24 vertices of 12 + 12 + 8 bytes, 36 short indices, 6 matrices; and on the CPU these and 2 boxes.
    expect(measureDraw(moved)).toEqual({ gpuBytes: 24 * 32 + 72 + 6 * 64, cpuBytes: 6 * 64 + 2 * 24 })
  })

  it('boxes that hold every vertex, whatever the accessors claim', async () => {
    const positions = new Float32Array([0, 0, 0, 9.1, 0, 0, 0, 8.3, -4])
    const payload = await decode(simple(positions, {}, { min: [0, 0, 0], max: [0, 0, 0] }))
    const { box } = payload.draws[0]
    expect([...box.subarray(0, 3)].every((low, k) => low <= [0, 0, -4][k])).toBe(true)
    expect([...box.subarray(3)].every((high, k) => high >= Math.fround([9.1, 8.3, 0][k]))).toBe(true)
  })
})

/** One primitive of float positions. */
function simple(
  positions: Float32Array,
  primitive: object = {},
  accessor: object = {},
  more: object = {},
): ArrayBuffer {
  const json = {
    asset: { version: '2.0' },
    scenes: [{ nodes: [0] }],
    nodes: [{ mesh: 0 }],
    meshes: [{ primitives: [{ attributes: { POSITION: 0 }, ...primitive }] }],
    accessors: [{ bufferView: 0, componentType: 5126, count: positions.length / 3, type: 'VEC3', ...accessor }],
    bufferViews: [{ buffer: 0, byteLength: positions.byteLength }],
    buffers: [{ byteLength: positions.byteLength }],
    ...more,
  }
  return glbOf(json, new Uint8Array(positions.buffer))
}

/** Images by relative address, as the bake writes them; the writer would embed them. */
async function withImageUris(document: Parameters<typeof writeGlb>[0]): Promise<ArrayBuffer> {
  const { NodeIO } = await import('@gltf-transform/core')
  const { json, resources } = await new NodeIO().writeJSON(document)
  const binary = Object.values(resources).find((bytes) => bytes.byteLength > 100) ?? new Uint8Array()
  return glbOf(json, binary)
}

describe('decodeMesh refuses in one line', () => {
  const triangle = new Float32Array([0, 0, 0, 1, 0, 0, 0, 1, 0])
  const many = { EXT_mesh_gpu_instancing: { attributes: { TRANSLATION: 0 } } }
  const compressed = (spec: object) => [
    { buffer: 0, extensions: { EXT_meshopt_compression: { buffer: 0, byteLength: 8, ...spec } } },
  ]
  const cases: Record<string, [() => ArrayBuffer, RegExp]> = {
    'an empty file': [() => new ArrayBuffer(0), /\.glb of 0 bytes/],
    'another format': [() => new TextEncoder().encode('<!doctype html><title>404</title>').buffer, /begin with "glTF"/],
    'version 1': [() => patched(simple(triangle), 4, 1), /glTF version 1/],
    'a file cut short': [() => simple(triangle).slice(0, -4), /as its header says/],
    'a chunk that is too long': [() => patched(simple(triangle), 12, 1e9), /a chunk of 1000000000 bytes/],
    'broken JSON': [() => glbOf('{"nodes": ['), /no JSON object/],
    'JSON that is a list': [() => glbOf('[1]'), /no JSON object/],
    draco: [() => simple(triangle, {}, {}, { extensionsRequired: ['KHR_draco_mesh_compression'] }), /needs KHR_draco/],
    'a node that is its own child': [
      () => simple(triangle, {}, {}, { nodes: [{ children: [0] }] }),
      /node 0 reached twice/,
    ],
    'a child that is not there': [() => simple(triangle, {}, {}, { nodes: [{ children: [7] }] }), /node 0: child of 7/],
    'a mesh that is not there': [() => simple(triangle, {}, {}, { nodes: [{ mesh: 3 }] }), /mesh of 3/],
    'a mesh with a name for a number': [() => simple(triangle, {}, {}, { nodes: [{ mesh: 'x' }] }), /mesh of "x"/],
    'an accessor beyond its view': [() => simple(triangle, {}, { count: 4 }), /accessor 0: 4 elements of 12 bytes/],
    'an accessor that begins outside': [
      () => simple(triangle, {}, { byteOffset: 400 }),
      /accessor 0: byteOffset of 400/,
    ],
    'an endless accessor': [() => simple(triangle, {}, { count: 1e9, bufferView: undefined }), /over 256 MiB/],
    'a count below zero': [() => simple(triangle, {}, { count: -1 }), /count of -1/],
    'a sparse accessor': [() => simple(triangle, {}, { sparse: {} }), /sparse/],
    'a view beyond the file': [
      () => simple(triangle, {}, {}, { bufferViews: [{ buffer: 0, byteLength: 4000 }] }),
      /bufferView 0: byteLength of 4000/,
    ],
    'a view of another file': [
      () => simple(triangle, {}, {}, { bufferViews: [{ buffer: 1, byteLength: 36 }] }),
      /bufferView 0 in buffer 1/,
    ],
    'indices of vertices that are not there': [
      () =>
        simple(
          triangle,
          { indices: 1 },
          {},
          {
            accessors: [
              { bufferView: 0, componentType: 5126, count: 2, type: 'VEC3' },
              { bufferView: 0, componentType: 5121, byteOffset: 14, count: 3, type: 'SCALAR' },
            ],
          },
        ),
      /index 128; expected one below 2/,
    ],
    'positions that are no numbers': [
      () => simple(new Float32Array([0, 0, 0, NaN, 0, 0, 0, 1, 0])),
      /positions that are no numbers/,
    ],
    'a scale that is no number': [
      () => simple(triangle, {}, {}, { nodes: [{ mesh: 0, scale: [1, null, 1] }] }),
      /node 0: scale of/,
    ],
    'a scale beyond 32 bits': [
      () => simple(triangle, {}, {}, { nodes: [{ mesh: 0, scale: [1e39, 1, 1] }] }),
      /no finite place/,
    ],
    'uneven instances': [
      () =>
        simple(
          triangle,
          {},
          {},
          {
            nodes: [{ mesh: 0, extensions: { EXT_mesh_gpu_instancing: { attributes: { TRANSLATION: 0, SCALE: 1 } } } }],
            accessors: [
              { bufferView: 0, componentType: 5126, count: 3, type: 'VEC3' },
              { bufferView: 0, componentType: 5126, count: 2, type: 'VEC3' },
            ],
          },
        ),
      /3 and 2 instances/,
    ],
    'a few bytes that ask for a gigabyte of instances': [
      () =>
        simple(
          triangle,
          {},
          {},
          { nodes: [{ mesh: 0, extensions: many }], accessors: [{ componentType: 5126, count: 9e6, type: 'VEC3' }] },
        ),
      /over 256 MiB/,
    ],
    'a compressed view that asks for gigabytes': [
      () => simple(triangle, {}, {}, { bufferViews: compressed({ byteStride: 12, count: 1e9, mode: 'ATTRIBUTES' }) }),
      /over 256 MiB/,
    ],
    'compressed noise': [
      () => simple(triangle, {}, {}, { bufferViews: compressed({ byteStride: 12, count: 3, mode: 'ATTRIBUTES' }) }),
      /does not decompress/,
    ],
    'a filter that does not fit its stride': [
      () =>
        simple(
          triangle,
          {},
          {},
          { bufferViews: compressed({ byteStride: 12, count: 3, mode: 'ATTRIBUTES', filter: 'OCTAHEDRAL' }) },
        ),
      /filter OCTAHEDRAL, 3 × 12/,
    ],
    'a material that is not there': [() => simple(triangle, { material: 2 }), /material of 2/],
  }
  for (const [name, [make, message]] of Object.entries(cases))
    it(name, async () => {
      const error = await decode(make()).then(
        () => null,
        (reason: unknown) => reason as TerraneError,
      )
      expect(error).toBeInstanceOf(TerraneError)
      expect(error?.code).toBe('payload-corrupt')
      expect(error?.message).toMatch(message)
      expect(error?.message).not.toContain('\n')
    })
})

function patched(bytes: ArrayBuffer, at: number, word: number): ArrayBuffer {
  new DataView(bytes).setUint32(at, word, true)
  return bytes
}

/** Small, so that a thousand broken files cost little. */
function random(seed: number): () => number {
  let state = seed >>> 0
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 0x1_0000_0000
}

/** What decoded must be drawable whatever was flipped. */
function expectSound(mesh: MeshPayload): void {
  for (const { positions, normals, uvs, indices } of mesh.primitives) {
    const vertices = positions.array.byteLength / positions.strideBytes
    for (const index of indices) if (index >= vertices) throw new Error(`index ${index} of ${vertices}`)
    for (const other of [normals, uvs])
      if (other && other.array.byteLength / other.strideBytes !== vertices) throw new Error('uneven attributes')
  }
  for (const draw of mesh.draws) {
    if (!mesh.primitives[draw.primitive] || !mesh.materials[draw.material]) throw new Error('a draw of nothing')
    if (!draw.matrices.every(Number.isFinite) || !draw.box.every(Number.isFinite)) throw new Error('not finite')
  }
}

describe('decodeMesh on broken files', () => {
  for (const seed of [1, 2, 3])
    it(`answers or refuses, never anything else (seed ${seed})`, async () => {
      const { document, mesh, root } = boxDocument()
      root.addChild(instanced(document, mesh, 6)).addChild(document.createNode().setMesh(mesh))
      const good = new Uint8Array(seed === 1 ? await writeGlb(document) : await writeCompressedGlb(document))
      const next = random(seed)
      let refused = 0
      for (let round = 0; round < 400; round++) {
        const bytes = good.slice()
        for (let flips = 1 + Math.floor(next() * 4); flips > 0; flips--)
          bytes[Math.floor(next() * bytes.length)] ^= 1 << Math.floor(next() * 8)
        const cut = next() < 0.2 ? bytes.slice(0, Math.floor(next() * bytes.length)) : bytes
        try {
          expectSound(await decode(cut.buffer))
        } catch (error) {
          expect((error as TerraneError).code, `round ${round}: ${String(error)}`).toBe('payload-corrupt')
          refused++
        }
      }
      expect(refused).toBeGreaterThan(40)
    })
})

const data = new URL('../../../shared/data/', import.meta.url)
const missing = existsSync(data) ? '' : 'SKIPPED: no ../shared/data beside the repository'
if (missing) console.warn(`decodeMesh on real files: ${missing}`)

describe.skipIf(missing)(`decodeMesh on real files ${missing}`, () => {
  for (const [file, triangles, instances] of [
    ['genesis-street/street.glb', 171_574, 824],
    ['proto-level/proto-level.glb', 26_773, 348],
  ] as const)
    it(`${file}: ${triangles} triangles`, async () => {
      const bytes = await readFile(new URL(file, data))
      const payload = await decode(
        bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer,
      )
      let drawn = 0
      let placed = 0
      for (const draw of payload.draws) {
        placed += draw.matrices.length / 16
        drawn += (payload.primitives[draw.primitive].indices.length / 3) * (draw.matrices.length / 16)
      }
      expect([drawn, placed]).toEqual([triangles, instances])
    })
})
