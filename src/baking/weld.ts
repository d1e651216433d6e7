import { mix32 } from '../math/hash'
import { maxVertices, vertexCount, type Geometry } from './geometry'

/** Merges vertices whose attributes are equal to the bit and drops those that no triangle uses. Order of first use. */
export function weld(geometry: Geometry): Geometry {
  const streams = streamsOf(geometry)
  const kept: number[] = []
  const table = new Int32Array(tableSize(geometry.indices.length)).fill(-1)
  const mask = table.length - 1
  const indices = new Uint32Array(geometry.indices.length)
  for (let i = 0; i < indices.length; i++) {
    const vertex = geometry.indices[i]
    let slot = hashVertex(streams, vertex) & mask
    while (table[slot] >= 0 && !sameVertex(streams, kept[table[slot]], vertex)) slot = (slot + 1) & mask
    if (table[slot] < 0) {
      table[slot] = kept.length
      kept.push(vertex)
    }
    indices[i] = table[slot]
  }
  return gather(geometry, kept, indices)
}

/** Slots for n entries at a load of at most one half; a power of two. */
function tableSize(entries: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(8, 2 * entries)))
}

/** One attribute as 32-bit words. */
interface Stream {
  readonly words: Uint32Array
  readonly stride: number
}

function streamsOf({ positions, normals, uvs }: Geometry): Stream[] {
  const words = (array: Float32Array | Float64Array) =>
    new Uint32Array(array.buffer, array.byteOffset, array.byteLength / 4)
  const streams = [
    { words: words(positions), stride: (3 * positions.BYTES_PER_ELEMENT) / 4 },
    { words: words(normals), stride: 3 },
  ]
  return uvs ? [...streams, { words: words(uvs), stride: 2 }] : streams
}

function hashVertex(streams: readonly Stream[], vertex: number): number {
  let hash = 0
  for (const { words, stride } of streams)
    for (let i = vertex * stride; i < (vertex + 1) * stride; i++)
      hash = Math.imul(hash ^ words[i], 0x9e3779b1) ^ (hash >>> 15)
  return mix32(hash)
}

function sameVertex(streams: readonly Stream[], a: number, b: number): boolean {
  for (const { words, stride } of streams)
    for (let i = 0; i < stride; i++) if (words[a * stride + i] !== words[b * stride + i]) return false
  return true
}

/** The chosen vertices of a geometry under new indices. */
export function gather(geometry: Geometry, vertices: ArrayLike<number>, indices: Uint32Array): Geometry {
  const { positions, normals, uvs } = geometry
  const wide = positions instanceof Float64Array
  const out = {
    positions: wide ? new Float64Array(3 * vertices.length) : new Float32Array(3 * vertices.length),
    normals: new Float32Array(3 * vertices.length),
    uvs: uvs && new Float32Array(2 * vertices.length),
    indices,
  }
  for (let i = 0; i < vertices.length; i++) {
    const from = vertices[i]
    for (let axis = 0; axis < 3; axis++) {
      out.positions[3 * i + axis] = positions[3 * from + axis]
      out.normals[3 * i + axis] = normals[3 * from + axis]
    }
    if (uvs && out.uvs) {
      out.uvs[2 * i] = uvs[2 * from]
      out.uvs[2 * i + 1] = uvs[2 * from + 1]
    }
  }
  return out
}

/** Cuts a geometry, in triangle order, into ones that 16-bit indices reach. */
export function splitVertices(geometry: Geometry, limit = maxVertices): Geometry[] {
  if (vertexCount(geometry) <= limit) return [geometry]
  const out: Geometry[] = []
  let vertices: number[] = []
  let indices: number[] = []
  let local = new Map<number, number>()
  const flush = () => {
    out.push(gather(geometry, vertices, Uint32Array.from(indices)))
    vertices = []
    indices = []
    local = new Map()
  }
  for (let at = 0; at < geometry.indices.length; at += 3) {
    if (vertices.length + 3 > limit) flush()
    for (let corner = 0; corner < 3; corner++) {
      const vertex = geometry.indices[at + corner]
      if (!local.has(vertex)) {
        local.set(vertex, vertices.length)
        vertices.push(vertex)
      }
      indices.push(local.get(vertex) as number)
    }
  }
  if (indices.length > 0) flush()
  return out
}
