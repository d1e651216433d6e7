import type { Geometry } from './geometry'
import { weld } from './weld'

/** Geometry of one cell, in world space. */
export interface CellGeometry {
  readonly cellX: number
  readonly cellZ: number
  readonly geometry: Geometry
}

/** What cutting did: `pieces` triangles came from `cut` ones; all others are as they were. */
export interface CutSum {
  cut: number
  pieces: number
}

/** xyz, normal, uv: one corner of a polygon while it is cut. */
const cornerSize = 8
type Polygon = number[]

/** Square metres below which a piece is nothing. */
const noArea = 1e-12

/**
 * Distributes world-space triangles over the cells of a square grid in x and z. One that lies wholly in a cell (its border
 * included) is left as it is; others are cut exactly at the cell planes, attributes interpolated. Both sides of a cut, and both
 * triangles of a shared edge, get the same points to the bit: every plane splits what is left of the edge, from its lexicographically
 * smaller end.
 */
export function cutAtCells(geometry: Geometry, cell: number, sum: CutSum): CellGeometry[] {
  const soups = new Map<string, { cellX: number; cellZ: number; corners: Polygon }>()
  const soupOf = (cellX: number, cellZ: number) => {
    const key = `${cellX} ${cellZ}`
    const soup = soups.get(key) ?? { cellX, cellZ, corners: [] }
    soups.set(key, soup)
    return soup.corners
  }
  for (let at = 0; at < geometry.indices.length; at += 3) cutTriangle(readTriangle(geometry, at), cell, soupOf, sum)
  return [...soups.values()].map(({ cellX, cellZ, corners }) => ({
    cellX,
    cellZ,
    geometry: weld(fromSoup(corners, geometry.uvs !== null)),
  }))
}

function cutTriangle(triangle: Polygon, cell: number, soupOf: (x: number, z: number) => Polygon, sum: CutSum): void {
  const [fromX, toX] = cellRange(triangle, 0, cell)
  const [fromZ, toZ] = cellRange(triangle, 2, cell)
  if (fromX === toX && fromZ === toZ) {
    for (const value of triangle) soupOf(fromX, fromZ).push(value)
    return
  }
  sum.cut++
  slice(triangle, 0, fromX, toX, cell, (column, cellX) =>
    slice(column, 2, ...cellRange(column, 2, cell), cell, (piece, cellZ) => {
      sum.pieces += addFan(soupOf(cellX, cellZ), piece)
    }),
  )
}

/** First and last cell that a polygon reaches into along an axis; touching a border does not count. */
function cellRange(polygon: Polygon, axis: number, cell: number): [number, number] {
  let low = Infinity
  let high = -Infinity
  for (let at = axis; at < polygon.length; at += cornerSize) {
    low = Math.min(low, polygon[at])
    high = Math.max(high, polygon[at])
  }
  const from = Math.floor(low / cell)
  return [from, Math.max(from, Math.ceil(high / cell) - 1)]
}

function slice(
  polygon: Polygon,
  axis: number,
  from: number,
  to: number,
  cell: number,
  emit: (piece: Polygon, index: number) => void,
): void {
  let rest = polygon
  for (let index = from; index < to; index++) {
    const [below, above] = split(rest, axis, (index + 1) * cell)
    if (below.length >= 3 * cornerSize) emit(below, index)
    rest = above
  }
  if (rest.length >= 3 * cornerSize) emit(rest, to)
}

/** A convex polygon on both sides of a plane; corners on the plane belong to both. */
function split(polygon: Polygon, axis: number, plane: number): [Polygon, Polygon] {
  const below: Polygon = []
  const above: Polygon = []
  for (let at = 0; at < polygon.length; at += cornerSize) {
    const next = (at + cornerSize) % polygon.length
    const here = polygon[at + axis] - plane
    const there = polygon[next + axis] - plane
    const corner = polygon.slice(at, at + cornerSize)
    if (here <= 0) below.push(...corner)
    if (here >= 0) above.push(...corner)
    if (here * there >= 0) continue
    const crossing = cross(polygon, at, next, axis, plane)
    below.push(...crossing)
    above.push(...crossing)
  }
  return [below, above]
}

/** The point where an edge meets a plane, the same whichever way the edge runs. */
function cross(polygon: Polygon, a: number, b: number, axis: number, plane: number): number[] {
  const swapped = isAfter(polygon, a, b)
  const from = swapped ? b : a
  const to = swapped ? a : b
  const t = (plane - polygon[from + axis]) / (polygon[to + axis] - polygon[from + axis])
  const point = Array.from(
    { length: cornerSize },
    (_, i) => polygon[from + i] + t * (polygon[to + i] - polygon[from + i]),
  )
  point[axis] = plane
  return point
}

function isAfter(polygon: Polygon, a: number, b: number): boolean {
  for (let axis = 0; axis < 3; axis++)
    if (polygon[a + axis] !== polygon[b + axis]) return polygon[a + axis] > polygon[b + axis]
  return false
}

/** Appends a convex polygon as triangles around its first corner; answers how many. */
function addFan(soup: Polygon, polygon: Polygon): number {
  let added = 0
  for (let at = cornerSize; at + cornerSize < polygon.length; at += cornerSize) {
    if (fanArea(polygon, at, at + cornerSize) <= noArea) continue
    for (const corner of [0, at, at + cornerSize]) for (let i = 0; i < cornerSize; i++) soup.push(polygon[corner + i])
    added++
  }
  return added
}

function fanArea(p: Polygon, b: number, c: number): number {
  const [ux, uy, uz] = [p[b] - p[0], p[b + 1] - p[1], p[b + 2] - p[2]]
  const [vx, vy, vz] = [p[c] - p[0], p[c + 1] - p[1], p[c + 2] - p[2]]
  const [x, y, z] = [uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx]
  return Math.sqrt(x * x + y * y + z * z) / 2
}

function readTriangle({ positions, normals, uvs, indices }: Geometry, at: number): Polygon {
  const out: Polygon = []
  for (let corner = 0; corner < 3; corner++) {
    const vertex = indices[at + corner]
    out.push(positions[3 * vertex], positions[3 * vertex + 1], positions[3 * vertex + 2])
    out.push(normals[3 * vertex], normals[3 * vertex + 1], normals[3 * vertex + 2])
    out.push(uvs ? uvs[2 * vertex] : 0, uvs ? uvs[2 * vertex + 1] : 0)
  }
  return out
}

function fromSoup(corners: Polygon, withUvs: boolean): Geometry {
  const count = corners.length / cornerSize
  const out = {
    positions: new Float64Array(3 * count),
    normals: new Float32Array(3 * count),
    uvs: withUvs ? new Float32Array(2 * count) : null,
    indices: Uint32Array.from(Array(count).keys()),
  }
  for (let vertex = 0, at = 0; vertex < count; vertex++, at += cornerSize) {
    for (let axis = 0; axis < 3; axis++) {
      out.positions[3 * vertex + axis] = corners[at + axis]
      out.normals[3 * vertex + axis] = corners[at + 3 + axis]
    }
    if (!out.uvs) continue
    out.uvs[2 * vertex] = corners[at + 6]
    out.uvs[2 * vertex + 1] = corners[at + 7]
  }
  return out
}
