import { MeshoptSimplifier } from 'meshoptimizer/simplifier'
import { gatherVertices, type MergedMesh } from './mergedMesh'

/** Edges of exactly one triangle, by position: pairs of vertices in the triangle's winding, its inside on the left. Needs the simplifier to be ready. */
export function openEdges({ positions, indices }: MergedMesh): [from: number, to: number][] {
  const samePlace = MeshoptSimplifier.generatePositionRemap(positions, 3)
  const key = (from: number, to: number) => samePlace[from] * samePlace.length + samePlace[to]
  const seen = new Set<number>()
  forEdges(indices, (from, to) => seen.add(key(from, to)))
  const open: [number, number][] = []
  forEdges(indices, (from, to) => {
    if (!seen.has(key(to, from))) open.push([from, to])
  })
  return open
}

function forEdges(indices: Uint32Array, visit: (from: number, to: number) => void): void {
  for (let at = 0; at < indices.length; at += 3)
    for (let corner = 0; corner < 3; corner++) visit(indices[at + corner], indices[at + ((corner + 1) % 3)])
}

/**
 * Open edges along planes at whole cells: where what is larger than a cell was cut, and goes on in the neighbour. Once neighbours are joined, their seam is
 * not open any more.
 */
export function cutEdges(mesh: MergedMesh, cell: number): [from: number, to: number][] {
  return openEdges(mesh).filter(([from, to]) =>
    [0, 2].some((axis) => isOnPlane(mesh, from, axis, cell) && isOnPlane(mesh, to, axis, cell)),
  )
}

/** Metres within which a point is on a plane: half a lattice step and more. */
const tolerance = 1 / 1024

function isOnPlane({ positions, origin }: MergedMesh, vertex: number, axis: number, cell: number): boolean {
  const at = (positions[3 * vertex + axis] + origin[axis]) / cell
  return Math.abs(at - Math.round(at)) * cell <= tolerance
}

/** By vertex: 1 where it lies on a cut edge, and may not move lest the neighbour does not meet it. */
export function lockCuts(mesh: MergedMesh, cell: number): Uint8Array {
  const locked = new Uint8Array(mesh.looks.length)
  const samePlace = MeshoptSimplifier.generatePositionRemap(mesh.positions, 3)
  const places = new Set<number>()
  for (const edge of cutEdges(mesh, cell)) for (const vertex of edge) places.add(samePlace[vertex])
  for (let vertex = 0; vertex < locked.length; vertex++) if (places.has(samePlace[vertex])) locked[vertex] = 1
  return locked
}

/**
 * The mesh with a strip of triangles hanging from its cut edges, that hides what gapes between neighbours of different levels. It faces outwards: across the border
 * it is seen from the front. Edges that are steeper than 45° get none.
 */
export function addSkirts(mesh: MergedMesh, cell: number, depth: number): MergedMesh {
  const edges = cutEdges(mesh, cell).filter(([from, to]) => isFlat(mesh, from, to))
  const hung = new Map<number, number>()
  const indices: number[] = []
  const below = (vertex: number) => {
    const known = hung.get(vertex) ?? mesh.looks.length + hung.size
    hung.set(vertex, known)
    return known
  }
  for (const [from, to] of edges) indices.push(from, below(from), to, to, below(from), below(to))
  return append(mesh, [...hung.keys()], depth, indices)
}

function isFlat({ positions }: MergedMesh, from: number, to: number): boolean {
  const [x, y, z] = [0, 1, 2].map((axis) => positions[3 * to + axis] - positions[3 * from + axis])
  return y * y <= x * x + z * z
}

/** Copies of vertices, lowered, and triangles with them. */
function append(mesh: MergedMesh, vertices: readonly number[], depth: number, corners: readonly number[]): MergedMesh {
  const all = [...mesh.looks.keys(), ...vertices]
  const indices = new Uint32Array(mesh.indices.length + corners.length)
  indices.set(mesh.indices)
  indices.set(corners, mesh.indices.length)
  const out = gatherVertices(mesh, all, indices)
  for (let vertex = mesh.looks.length; vertex < all.length; vertex++) out.positions[3 * vertex + 1] -= depth
  return out
}
