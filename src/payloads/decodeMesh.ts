import { MeshoptDecoder } from 'meshoptimizer/decoder'
import { TerraneError } from '../errors'
import { allocate, corrupt, integerBelow, largestPayloadBytes, type Allowance } from './corrupt'
import type { Draw, MeshPayload, Primitive } from './draw'
import { openGlb, type Glb } from './glb'
import { createAccessors } from './gltfAccessors'
import { readMaterials } from './gltfMaterials'
import { decodeOwnImages } from './ownImages'
import { readSamplers } from './gltfSamplers'
import { placeMeshes, type Placement } from './gltfNodes'
import { readPrimitive, type PrimitiveReader, type ReadPrimitive } from './gltfPrimitives'
import type { DecodeFunction } from './kind'
import { growByTransformed } from './transform'

/**
 * Decodes a `.glb`: what terrane bakes (meshopt-compressed, quantized, instanced), and plain ones of any node tree.
 * Drawn are triangles with positions, normals, one set of texture coordinates and the images in the file; skins, morphs and vertex colours are not.
 * @throws TerraneError 'payload-corrupt', naming what is wrong and where; never reads outside the file.
 */
export async function decodeMeshPayload(bytes: ArrayBuffer): Promise<{ value: MeshPayload; transfer: Transferable[] }> {
  await MeshoptDecoder.ready
  try {
    const glb = openGlb(bytes)
    const allowance: Allowance = { left: largestPayloadBytes }
    const images = await decodeOwnImages(glb, allowance)
    const value = { ...readMesh(glb, allowance), ...(images.length > 0 && { images }) }
    return { value, transfer: buffersOf(value) }
  } catch (error) {
    if (error instanceof TerraneError) throw error
    return corrupt(`a .glb that cannot be read (${(error as Error).message})`, 'glTF 2.0')
  }
}

const decode: DecodeFunction<MeshPayload> = (bytes) => decodeMeshPayload(bytes)
export default decode

function readMesh(glb: Glb, allowance: Allowance): MeshPayload {
  const accessor = createAccessors(glb, allowance)
  const reader: PrimitiveReader = { json: glb.json, accessor, allowance, attributes: new Map(), boxes: new Map() }
  const { origin, placements } = placeMeshes(glb.json, accessor, allowance)
  const primitives: Primitive[] = []
  const draws: Draw[] = []
  const meshes = new Map<number, { read: ReadPrimitive; at: number }[]>()
  for (const placement of placements) {
    const parts = meshes.get(placement.mesh) ?? readParts(reader, placement.mesh, primitives)
    meshes.set(placement.mesh, parts)
    for (const { read, at } of parts) draws.push(drawOf(placement, read, at, allowance))
  }
  return {
    kind: 'mesh',
    origin,
    primitives,
    materials: readMaterials(glb.json),
    samplers: readSamplers(glb.json),
    draws,
  }
}

function readParts(reader: PrimitiveReader, mesh: number, primitives: Primitive[]) {
  const meshes = Array.isArray(reader.json.meshes) ? reader.json.meshes : []
  const specs = meshes[integerBelow(mesh, meshes.length, 'mesh')]?.primitives
  const parts: { read: ReadPrimitive; at: number }[] = []
  if (!Array.isArray(specs)) return parts
  specs.forEach((spec, i) => {
    const read = readPrimitive(reader, spec ?? {}, `mesh ${mesh}, primitive ${i}`)
    if (read) parts.push({ read, at: primitives.push(read.primitive) - 1 })
  })
  return parts
}

function drawOf(placement: Placement, read: ReadPrimitive, primitive: number, allowance: Allowance): Draw {
  const count = placement.matrices.length
  allocate(allowance, count * 64, `mesh ${placement.mesh} placed ${count} times`)
  const matrices = new Float32Array(16 * count)
  const box = Float64Array.of(Infinity, Infinity, Infinity, -Infinity, -Infinity, -Infinity)
  placement.matrices.forEach((matrix, i) => {
    matrices.set(matrix, 16 * i)
    growByTransformed(box, matrix, read.box)
  })
  if (!box.every(Number.isFinite) || !matrices.every(Number.isFinite))
    corrupt(`mesh ${placement.mesh} placed at no finite place`, 'finite transforms')
  return { primitive, material: read.material, matrices, box: roundOutwards(box) }
}

/** 32-bit floats that hold the 64-bit box: rounding to nearest could cut a hair off it. */
function roundOutwards(box: Float64Array): Float32Array {
  const out = Float32Array.from(box)
  for (let i = 0; i < 6; i++) {
    const wanted = box[i]
    const step = Math.max(Math.abs(wanted) * 2 ** -23, 2 ** -126)
    if (i < 3 ? out[i] > wanted : out[i] < wanted) out[i] = i < 3 ? wanted - step : wanted + step
  }
  return out
}

/** Every buffer once. */
function buffersOf(mesh: MeshPayload): Transferable[] {
  const buffers = new Set<ArrayBufferLike>()
  for (const { positions, normals, uvs, indices } of mesh.primitives)
    for (const array of [positions.array, normals?.array, uvs?.array, indices]) if (array) buffers.add(array.buffer)
  for (const { matrices, box } of mesh.draws) buffers.add(matrices.buffer).add(box.buffer)
  const bitmaps = (mesh.images ?? []).flatMap(({ pixels }) => (pixels instanceof Uint8Array ? [] : [pixels]))
  return [...(buffers as Set<ArrayBuffer>), ...bitmaps]
}
