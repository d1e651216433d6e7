/** Triangles in the space of a mesh or of the world, ready to be placed, cut and merged. */
export interface Geometry {
  /** xyz a vertex, metres; 64-bit where they are world positions. */
  readonly positions: Float32Array | Float64Array
  /** Unit xyz a vertex. */
  readonly normals: Float32Array
  /** uv a vertex, or null where no image needs them. */
  readonly uvs: Float32Array | null
  readonly indices: Uint32Array
}

/** 16-bit indices reach this many vertices; 65,535 itself is the restart value of newer graphics interfaces. */
export const maxVertices = 65_535

export const vertexCount = (geometry: Geometry) => geometry.positions.length / 3

export const triangleCount = (geometry: Geometry) => geometry.indices.length / 3

/** 16 normalized bits where every uv lies in [0, 1], floats elsewhere, none where no image is sampled. */
export type UvFormat = 'unit' | 'float' | 'none'

const formats = new WeakMap<Geometry, UvFormat>()

/** Looked at once for each geometry. */
export function uvFormat(geometry: Geometry): UvFormat {
  const known = formats.get(geometry)
  if (known) return known
  const inUnit = geometry.uvs?.every((value) => value >= 0 && value <= 1)
  const format = geometry.uvs === null ? 'none' : inUnit ? 'unit' : 'float'
  formats.set(geometry, format)
  return format
}

/** Bytes a vertex: 8-bit normals, padded. */
export const normalBytes = 4
/** Three 16-bit indices. */
export const triangleBytes = 6

export const uvBytes = (format: UvFormat) => ({ unit: 4, float: 8, none: 0 })[format]

/** Min xyz, max xyz of the positions under a column-major matrix (null: as they are), metres. */
export function placedBox(geometry: Geometry, matrix: ArrayLike<number> | null): Float64Array {
  const box = Float64Array.of(Infinity, Infinity, Infinity, -Infinity, -Infinity, -Infinity)
  const point = new Float64Array(3)
  for (let at = 0; at < geometry.positions.length; at += 3) {
    placePoint(point, geometry.positions, at, matrix)
    growBox(box, point)
  }
  return box
}

/** The box around a box (min xyz, max xyz) under each of several matrices. */
export function placeBox(box: ArrayLike<number>, matrices: readonly ArrayLike<number>[]): Float64Array {
  const side = (corner: number, axis: number) => 3 * ((corner >> axis) & 1)
  const corners = Float64Array.from({ length: 24 }, (_, i) => box[(i % 3) + side(Math.floor(i / 3), i % 3)])
  const out = Float64Array.of(Infinity, Infinity, Infinity, -Infinity, -Infinity, -Infinity)
  const point = new Float64Array(3)
  for (const matrix of matrices)
    for (let at = 0; at < corners.length; at += 3) {
      placePoint(point, corners, at, matrix)
      growBox(out, point)
    }
  return out
}

function growBox(box: Float64Array, point: Float64Array): void {
  for (let axis = 0; axis < 3; axis++) {
    if (point[axis] < box[axis]) box[axis] = point[axis]
    if (point[axis] > box[axis + 3]) box[axis + 3] = point[axis]
  }
}

/** out = matrix × the position that begins at `at`. */
export function placePoint(
  out: Float64Array,
  positions: ArrayLike<number>,
  at: number,
  matrix: ArrayLike<number> | null,
): void {
  const x = positions[at]
  const y = positions[at + 1]
  const z = positions[at + 2]
  if (!matrix) {
    out[0] = x
    out[1] = y
    out[2] = z
    return
  }
  out[0] = matrix[0] * x + matrix[4] * y + matrix[8] * z + matrix[12]
  out[1] = matrix[1] * x + matrix[5] * y + matrix[9] * z + matrix[13]
  out[2] = matrix[2] * x + matrix[6] * y + matrix[10] * z + matrix[14]
}

/** Determinant of the 3×3 part: below 0 the matrix mirrors, and triangles turn their back. */
export function determinant(m: ArrayLike<number>): number {
  return m[0] * (m[5] * m[10] - m[6] * m[9]) - m[4] * (m[1] * m[10] - m[2] * m[9]) + m[8] * (m[1] * m[6] - m[2] * m[5])
}

/**
 * Positions, normals and winding in world space, 64-bit. Normals go through the cofactors of the matrix, which need no
 * inverse and hold for flattening scales too; a mirroring matrix swaps two corners of every triangle.
 */
export function placeGeometry(geometry: Geometry, matrix: ArrayLike<number> | null): Geometry {
  if (!matrix) return geometry
  const positions = new Float64Array(geometry.positions.length)
  const point = new Float64Array(3)
  for (let at = 0; at < positions.length; at += 3) {
    placePoint(point, geometry.positions, at, matrix)
    positions.set(point, at)
  }
  const mirrored = determinant(matrix) < 0
  return {
    positions,
    normals: placeNormals(geometry.normals, cofactors(matrix, mirrored ? -1 : 1)),
    uvs: geometry.uvs,
    indices: mirrored ? turned(geometry.indices) : geometry.indices,
  }
}

/** Writes a vector at unit length; one without a direction becomes up. */
export function writeUnit(out: Float32Array, at: number, x: number, y: number, z: number): void {
  const length = Math.sqrt(x * x + y * y + z * z)
  const usable = length > 0 && length < Infinity
  out[at] = usable ? x / length : 0
  out[at + 1] = usable ? y / length : 1
  out[at + 2] = usable ? z / length : 0
}

/** The 3×3 column-major cofactor matrix × sign. */
function cofactors(m: ArrayLike<number>, sign: number): Float64Array {
  const out = Float64Array.of(
    m[5] * m[10] - m[6] * m[9],
    m[6] * m[8] - m[4] * m[10],
    m[4] * m[9] - m[5] * m[8],
    m[2] * m[9] - m[1] * m[10],
    m[0] * m[10] - m[2] * m[8],
    m[1] * m[8] - m[0] * m[9],
    m[1] * m[6] - m[2] * m[5],
    m[2] * m[4] - m[0] * m[6],
    m[0] * m[5] - m[1] * m[4],
  )
  return out.map((value) => value * sign)
}

/** normal' = the 3×3 column-major c × normal, made unit again. */
function placeNormals(normals: Float32Array, c: Float64Array): Float32Array {
  const out = new Float32Array(normals.length)
  for (let at = 0; at < normals.length; at += 3) {
    const [nx, ny, nz] = [normals[at], normals[at + 1], normals[at + 2]]
    const x = c[0] * nx + c[3] * ny + c[6] * nz
    const y = c[1] * nx + c[4] * ny + c[7] * nz
    const z = c[2] * nx + c[5] * ny + c[8] * nz
    writeUnit(out, at, x, y, z)
  }
  return out
}

function turned(indices: Uint32Array): Uint32Array {
  const out = indices.slice()
  for (let at = 0; at < out.length; at += 3) [out[at + 1], out[at + 2]] = [indices[at + 2], indices[at + 1]]
  return out
}
