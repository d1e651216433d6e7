import { Document, Logger, NodeIO, type Mesh, type Node } from '@gltf-transform/core'
import {
  EXTMeshGPUInstancing,
  EXTMeshoptCompression,
  KHRMeshQuantization,
  ALL_EXTENSIONS,
} from '@gltf-transform/extensions'
import { quantize } from '@gltf-transform/functions'
import { MeshoptDecoder, MeshoptEncoder } from 'meshoptimizer'

/** A `.glb` from JSON and bytes as they are, for files that no exporter would write. */
export function glbOf(json: unknown, binary: Uint8Array = new Uint8Array()): ArrayBuffer {
  const text = new TextEncoder().encode(typeof json === 'string' ? json : JSON.stringify(json))
  const padded = (length: number) => (length + 3) & ~3
  const total = 12 + 8 + padded(text.length) + 8 + padded(binary.length)
  const bytes = new Uint8Array(total).fill(0x20)
  const view = new DataView(bytes.buffer)
  const words = [0x46546c67, 2, total, padded(text.length), 0x4e4f534a]
  words.forEach((word, i) => view.setUint32(4 * i, word, true))
  bytes.set(text, 20)
  const at = 20 + padded(text.length)
  view.setUint32(at, padded(binary.length), true)
  view.setUint32(at + 4, 0x004e4942, true)
  bytes.fill(0, at + 8).set(binary, at + 8)
  return bytes.buffer
}

/** A document with one box of 2 × 4 × 6 metres around its origin, 24 vertices and 12 triangles, as mesh "box". */
export function boxDocument(): { document: Document; mesh: Mesh; root: Node } {
  const document = new Document().setLogger(new Logger(Logger.Verbosity.WARN))
  const buffer = document.createBuffer()
  const positions: number[] = []
  const normals: number[] = []
  const uvs: number[] = []
  const indices: number[] = []
  for (let face = 0; face < 6; face++) {
    const axis = face >> 1
    const side = face & 1 ? 1 : -1
    const first = positions.length / 3
    for (const [u, v] of [
      [0, 0],
      [1, 0],
      [1, 1],
      [0, 1],
    ]) {
      const corner = [0, 0, 0]
      corner[axis] = side
      corner[(axis + 1) % 3] = (2 * u - 1) * side
      corner[(axis + 2) % 3] = 2 * v - 1
      positions.push(corner[0], corner[1] * 2, corner[2] * 3)
      const normal = [0, 0, 0]
      normal[axis] = side
      normals.push(...normal)
      uvs.push(u, v)
    }
    indices.push(first, first + 1, first + 2, first, first + 2, first + 3)
  }
  const accessor = (type: 'VEC3' | 'VEC2' | 'SCALAR', array: Float32Array | Uint16Array) =>
    document.createAccessor().setType(type).setArray(array).setBuffer(buffer)
  const primitive = document
    .createPrimitive()
    .setAttribute('POSITION', accessor('VEC3', new Float32Array(positions)))
    .setAttribute('NORMAL', accessor('VEC3', new Float32Array(normals)))
    .setAttribute('TEXCOORD_0', accessor('VEC2', new Float32Array(uvs)))
    .setIndices(accessor('SCALAR', new Uint16Array(indices)))
  const mesh = document.createMesh('box').addPrimitive(primitive)
  const root = document.createNode('section')
  document.createScene().addChild(root)
  return { document, mesh, root }
}

/** Places a mesh `count` times under a node: at x = 10 i, turned by i quarter turns about y, every odd one mirrored in x. */
export function instanced(document: Document, mesh: Mesh, count: number): Node {
  const buffer = document.getRoot().listBuffers()[0]
  const batch = document.createExtension(EXTMeshGPUInstancing).createInstancedMesh()
  const column = (name: string, size: 3 | 4, at: (i: number) => number[]) => {
    const array = new Float32Array(Array.from({ length: count }, (_, i) => at(i)).flat())
    batch.setAttribute(
      name,
      document
        .createAccessor()
        .setType(size === 3 ? 'VEC3' : 'VEC4')
        .setArray(array)
        .setBuffer(buffer),
    )
  }
  column('TRANSLATION', 3, (i) => [10 * i, 0, 0])
  column('ROTATION', 4, (i) => [0, Math.sin((i * Math.PI) / 4), 0, Math.cos((i * Math.PI) / 4)])
  column('SCALE', 3, (i) => [i % 2 ? -1 : 1, 1, 1])
  return document.createNode('many').setMesh(mesh).setExtension('EXT_mesh_gpu_instancing', batch)
}

async function createIO(): Promise<NodeIO> {
  await Promise.all([MeshoptEncoder.ready, MeshoptDecoder.ready])
  return new NodeIO()
    .registerExtensions(ALL_EXTENSIONS)
    .registerDependencies({ 'meshopt.encoder': MeshoptEncoder, 'meshopt.decoder': MeshoptDecoder })
}

export async function writeGlb(document: Document): Promise<ArrayBuffer> {
  const bytes = await (await createIO()).writeBinary(document)
  return bytes.slice().buffer as ArrayBuffer
}

/** Quantized and meshopt-compressed, as the bake writes. */
export async function writeCompressedGlb(
  document: Document,
  method: 'quantize' | 'filter' = 'quantize',
): Promise<ArrayBuffer> {
  document.createExtension(KHRMeshQuantization).setRequired(true)
  await document.transform(quantize({ quantizePosition: 14, quantizeNormal: 8 }))
  const { QUANTIZE, FILTER } = EXTMeshoptCompression.EncoderMethod
  document
    .createExtension(EXTMeshoptCompression)
    .setRequired(true)
    .setEncoderOptions({ method: method === 'quantize' ? QUANTIZE : FILTER })
  return writeGlb(document)
}
