import type { Accessor, Primitive } from '@gltf-transform/core'
import { writeUnit, type Geometry } from './geometry'
import { splitVertices, weld } from './weld'

/** How a material samples its images; null where it has none, and then uvs are dropped. */
export interface UvUse {
  /** Which TEXCOORD set. */
  readonly set: number
  /** uv' = matrix × uv: a, b, c, d, x, y with u' = a u + c v + x and v' = b u + d v + y. */
  readonly matrix: readonly [number, number, number, number, number, number]
}

/** Triangles of one primitive, and what was left out of them. */
export interface Triangles {
  /** As many geometries as 16-bit indices need; none where nothing is left. */
  readonly geometries: Geometry[]
  /** Triangles without an area. */
  readonly zeroArea: number
  /** Triangles with a corner that is not a finite number. */
  readonly notFinite: number
}

/** Area ÷ (longest edge)² below which float32 positions cannot tell a triangle from a line. */
const degenerate = 1e-7

/** Reads a primitive as welded triangles with normals. Points and lines give null. */
export function readTriangles(primitive: Primitive, uvUse: UvUse | null): Triangles | null {
  const position = primitive.getAttribute('POSITION')
  const indices = position && listTriangles(primitive, position.getCount())
  if (!position || !indices) return null
  const positions = readFloats(position, 3)
  const { kept, zeroArea, notFinite } = sift(positions, indices)
  const normal = primitive.getAttribute('NORMAL')
  const uv = uvUse && primitive.getAttribute(`TEXCOORD_${uvUse.set}`)
  const uvs = uv ? transformUvs(readFloats(uv, 2), uvUse) : uvUse && new Float32Array((2 * positions.length) / 3)
  const source: Geometry = {
    positions,
    normals: normal ? unitNormals(readFloats(normal, 3)) : new Float32Array(positions.length),
    uvs,
    indices: kept,
  }
  const whole = weld(normal ? source : flattened(source))
  return { geometries: kept.length > 0 ? splitVertices(whole) : [], zeroArea, notFinite }
}

/** Attribute values as floats, normalized integers undone. */
export function readFloats(accessor: Accessor, size: number): Float32Array {
  const array = accessor.getArray()
  if (array instanceof Float32Array && accessor.getElementSize() === size) return array
  const out = new Float32Array(accessor.getCount() * size)
  const element: number[] = []
  for (let i = 0; i < accessor.getCount(); i++) {
    accessor.getElement(i, element)
    for (let axis = 0; axis < size; axis++) out[i * size + axis] = element[axis]
  }
  return out
}

const Mode = { Triangles: 4, Strip: 5, Fan: 6 }

/** Three vertices a triangle, strips and fans undone; null for points and lines. */
export function listTriangles(primitive: Primitive, vertices: number): Uint32Array | null {
  const accessor = primitive.getIndices()
  const count = accessor ? accessor.getCount() : vertices
  const index = (i: number) => (accessor ? accessor.getScalar(i) : i)
  const mode = primitive.getMode()
  if (mode === Mode.Triangles) return Uint32Array.from({ length: count - (count % 3) }, (_, i) => index(i))
  if (mode !== Mode.Strip && mode !== Mode.Fan) return null
  const out = new Uint32Array(3 * Math.max(0, count - 2))
  for (let i = 0; i + 2 < count; i++) {
    const odd = i % 2
    const corners = mode === Mode.Fan ? [i + 1, i + 2, 0] : [i, i + 1 + odd, i + 2 - odd]
    out.set(corners.map(index), 3 * i)
  }
  return out
}

function sift(positions: Float32Array, indices: Uint32Array) {
  const kept = new Uint32Array(indices.length)
  let filled = 0
  let zeroArea = 0
  let notFinite = 0
  for (let at = 0; at < indices.length; at += 3) {
    const quality = triangleQuality(positions, indices, at)
    if (Number.isNaN(quality)) notFinite++
    else if (quality <= degenerate) zeroArea++
    else {
      kept.set(indices.subarray(at, at + 3), filled)
      filled += 3
    }
  }
  return { kept: kept.slice(0, filled), zeroArea, notFinite }
}

/** Area ÷ (longest edge)²: 0.43 for an equal-sided one, 0 for a line, NaN where a corner is not finite or not there. */
function triangleQuality(p: Float32Array, indices: Uint32Array, at: number): number {
  const [a, b, c] = [3 * indices[at], 3 * indices[at + 1], 3 * indices[at + 2]]
  const [ux, uy, uz] = [p[b] - p[a], p[b + 1] - p[a + 1], p[b + 2] - p[a + 2]]
  const [vx, vy, vz] = [p[c] - p[a], p[c + 1] - p[a + 1], p[c + 2] - p[a + 2]]
  const [x, y, z] = [uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx]
  const u = ux * ux + uy * uy + uz * uz
  const v = vx * vx + vy * vy + vz * vz
  const w = (ux - vx) ** 2 + (uy - vy) ** 2 + (uz - vz) ** 2
  const longest = Math.max(u, v, w)
  return longest === 0 ? 0 : Math.sqrt(x * x + y * y + z * z) / 2 / longest
}

function unitNormals(normals: Float32Array): Float32Array {
  const out = new Float32Array(normals.length)
  for (let at = 0; at < out.length; at += 3) writeUnit(out, at, normals[at], normals[at + 1], normals[at + 2])
  return out
}

function transformUvs(uvs: Float32Array, { matrix: [a, b, c, d, x, y] }: UvUse): Float32Array {
  const out = new Float32Array(uvs.length)
  for (let at = 0; at < uvs.length; at += 2) {
    const u = Number.isFinite(uvs[at]) ? uvs[at] : 0
    const v = Number.isFinite(uvs[at + 1]) ? uvs[at + 1] : 0
    out[at] = a * u + c * v + x
    out[at + 1] = b * u + d * v + y
  }
  return out
}

/** A corner of its own for every triangle, with the triangle's normal: what glTF asks for where a file has none. */
function flattened({ positions, uvs, indices }: Geometry): Geometry {
  const out = {
    positions: new Float32Array(3 * indices.length),
    normals: new Float32Array(3 * indices.length),
    uvs: uvs && new Float32Array(2 * indices.length),
    indices: Uint32Array.from(indices.keys()),
  }
  indices.forEach((vertex, i) => {
    out.positions.set(positions.subarray(3 * vertex, 3 * vertex + 3), 3 * i)
    if (uvs && out.uvs) out.uvs.set(uvs.subarray(2 * vertex, 2 * vertex + 2), 2 * i)
  })
  for (let at = 0; at < out.positions.length; at += 9) writeFaceNormal(out.normals, out.positions, at)
  return out
}

function writeFaceNormal(out: Float32Array, p: Float32Array, at: number): void {
  const [ux, uy, uz] = [p[at + 3] - p[at], p[at + 4] - p[at + 1], p[at + 5] - p[at + 2]]
  const [vx, vy, vz] = [p[at + 6] - p[at], p[at + 7] - p[at + 1], p[at + 8] - p[at + 2]]
  for (let corner = 0; corner < 9; corner += 3)
    writeUnit(out, at + corner, uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx)
}
