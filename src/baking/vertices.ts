import { MeshoptEncoder } from 'meshoptimizer/encoder'
import type { Batch } from './batches'
import { placeGeometry, uvFormat, vertexCount, type Geometry, type UvFormat } from './geometry'
import { addAttribute, addIndices, Component, type GlbWriter } from './glbWriter'
import { toLattice } from './lattice'
import type { InstanceSet } from './instances'

/** Vertices as they are stored, before compression. */
interface Stored {
  /** Lattice steps from the base (16 bits), or metres from the origin (floats). */
  readonly positions: Uint16Array | Float32Array
  readonly normals: Float32Array
  readonly uvs: Float32Array | null
  readonly uvFormat: UvFormat
  readonly indices: Uint32Array
}

/** Writes a batch's triangles; positions are 16-bit steps from the box's low corner, or floats from `origin`. Answers the glTF primitive. */
export function writeBatch(
  writer: GlbWriter,
  batch: Batch,
  origin: readonly number[],
  step: number,
  material: number,
): object {
  const positions = batch.narrow ? new Uint16Array(4 * batch.vertices) : new Float32Array(3 * batch.vertices)
  const stored = {
    positions,
    normals: new Float32Array(3 * batch.vertices),
    uvs: batch.uvs === 'none' ? null : new Float32Array(2 * batch.vertices),
    uvFormat: batch.uvs,
    indices: new Uint32Array(3 * batch.triangles),
  }
  const base = [0, 1, 2].map((axis) => toLattice(batch.box[axis], step))
  let vertex = 0
  let corner = 0
  for (const source of batch.sources) {
    const placed = placeGeometry(source.geometry, source.matrix)
    if (positions instanceof Uint16Array) writeSteps(positions, placed, vertex, base, step)
    else writeMetres(positions, placed, vertex, origin, step)
    stored.normals.set(placed.normals, 3 * vertex)
    if (placed.uvs) stored.uvs?.set(placed.uvs, 2 * vertex)
    for (let i = 0; i < placed.indices.length; i++) stored.indices[corner + i] = placed.indices[i] + vertex
    vertex += vertexCount(placed)
    corner += placed.indices.length
  }
  return writePrimitive(writer, stored, material)
}

/** Writes one surface of an instanced mesh in its own space, on the set's own lattice. Answers the glTF primitive. */
export function writeInstanced(writer: GlbWriter, geometry: Geometry, set: InstanceSet, material: number): object {
  const positions = new Uint16Array(4 * vertexCount(geometry))
  writeSteps(positions, geometry, 0, set.base, set.step)
  const { normals, uvs } = geometry
  return writePrimitive(
    writer,
    { positions, normals, uvs, uvFormat: uvFormat(geometry), indices: geometry.indices.slice() },
    material,
  )
}

function writeSteps(
  out: Uint16Array,
  { positions }: Geometry,
  vertex: number,
  base: readonly number[],
  step: number,
): void {
  for (let from = 0, to = 4 * vertex; from < positions.length; from += 3, to += 4)
    for (let axis = 0; axis < 3; axis++) out[to + axis] = toLattice(positions[from + axis], step) - base[axis]
}

function writeMetres(
  out: Float32Array,
  { positions }: Geometry,
  vertex: number,
  origin: readonly number[],
  step: number,
): void {
  for (let i = 0; i < positions.length; i++) out[3 * vertex + i] = toLattice(positions[i], step) * step - origin[i % 3]
}

/** Reorders for caches and compression, drops unused vertices, quantizes and writes. */
function writePrimitive(writer: GlbWriter, stored: Stored, material: number): object {
  const [remap, count] = MeshoptEncoder.reorderMesh(stored.indices, true, true)
  const { positions } = stored
  const steps = positions instanceof Uint16Array
  const placed = remapped(positions, steps ? 4 : 3, remap, count)
  const position = addAttribute(writer, bytesOf(placed), steps ? 8 : 12, {
    type: 'VEC3',
    componentType: steps ? Component.UnsignedShort : Component.Float,
    ...range(placed, steps ? 4 : 3),
  })
  const normals = remapped(packNormals(stored.normals), 4, remap, count)
  const normal = addAttribute(writer, bytesOf(normals), 4, {
    type: 'VEC3',
    componentType: Component.Byte,
    normalized: true,
  })
  const uv = stored.uvs && { TEXCOORD_0: writeUvs(writer, stored.uvs, stored.uvFormat, remap, count) }
  const indices = addIndices(writer, Uint16Array.from(stored.indices))
  return { attributes: { POSITION: position, NORMAL: normal, ...uv }, indices, material, mode: 4 }
}

function writeUvs(writer: GlbWriter, uvs: Float32Array, format: UvFormat, remap: Uint32Array, count: number): number {
  if (format === 'float')
    return addAttribute(writer, bytesOf(remapped(uvs, 2, remap, count)), 8, {
      type: 'VEC2',
      componentType: Component.Float,
    })
  const packed = Uint16Array.from(uvs, (value) => Math.round(value * 65535))
  const shape = { type: 'VEC2', componentType: Component.UnsignedShort, normalized: true } as const
  return addAttribute(writer, bytesOf(remapped(packed, 2, remap, count)), 4, shape)
}

type Numbers = Float32Array | Uint16Array | Int8Array

/** Elements of `size` numbers in their new order; unused ones have no new place. */
function remapped<T extends Numbers>(values: T, size: number, remap: Uint32Array, count: number): T {
  const out = new (values.constructor as new (length: number) => T)(size * count)
  for (let vertex = 0; vertex < remap.length; vertex++) {
    if (remap[vertex] >= count) continue
    for (let i = 0; i < size; i++) out[size * remap[vertex] + i] = values[size * vertex + i]
  }
  return out
}

function packNormals(normals: Float32Array): Int8Array {
  const out = new Int8Array((4 * normals.length) / 3)
  for (let i = 0; i < normals.length; i++) out[4 * Math.floor(i / 3) + (i % 3)] = Math.round(normals[i] * 127)
  return out
}

/** glTF wants the least and greatest of every position component. */
function range(positions: Numbers, stride: number) {
  const min = [Infinity, Infinity, Infinity]
  const max = [-Infinity, -Infinity, -Infinity]
  for (let at = 0; at < positions.length; at += stride)
    for (let axis = 0; axis < 3; axis++) {
      min[axis] = Math.min(min[axis], positions[at + axis])
      max[axis] = Math.max(max[axis], positions[at + axis])
    }
  return { min, max }
}

const bytesOf = (array: Numbers) => new Uint8Array(array.buffer, array.byteOffset, array.byteLength)
