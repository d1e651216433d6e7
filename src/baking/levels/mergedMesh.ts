import type { Surface } from '../bakeScene'
import type { Batch } from '../batches'
import { placeGeometry, placedBox, triangleCount, vertexCount, type Geometry } from '../geometry'
import type { InstanceSet } from '../instances'
import { toLattice } from '../lattice'
import { compose } from '../matrices'
import type { Piece } from '../partitions/items'
import { splitVertices, weld } from '../weld'

/** World metres, on the lattice. */
export type Origin = readonly [x: number, y: number, z: number]

/** Triangles of many looks as one mesh: what is simplified together stays together at its seams. */
export interface MergedMesh {
  readonly origin: Origin
  /** xyz, metres from the origin; on the lattice, so equal points of different tiles are equal to the bit. */
  readonly positions: Float32Array
  /** Unit xyz a vertex. */
  readonly normals: Float32Array
  /** uv a vertex; zeros where its look samples nothing. */
  readonly uvs: Float32Array
  /** Index of the look, by vertex: triangles never mix looks. */
  readonly looks: Uint32Array
  readonly indices: Uint32Array
}

export const trianglesIn = ({ indices }: MergedMesh) => indices.length / 3

/** Surfaces of a mesh with a look each. */
interface Placed {
  readonly look: number
  readonly geometry: Geometry
  /** To world metres; null: already there. */
  readonly matrix: ArrayLike<number> | null
}

/** Everything that a draft merges and instances, in place. */
export function mergeDraft(
  { batches, instances }: { readonly batches: readonly Batch[]; readonly instances: readonly InstanceSet[] },
  origin: Origin,
  step: number,
): MergedMesh {
  const merged = batches.flatMap(({ look, sources }) =>
    sources.map(({ geometry, matrix }): Placed => ({ look, geometry, matrix })),
  )
  const copies = instances.flatMap(({ surfaces, placements }) =>
    placements.flatMap(({ translation, rotation, scale }) => {
      const matrix = compose(translation, rotation, scale)
      return surfaces.map(({ look, geometry }): Placed => ({ look, geometry, matrix }))
    }),
  )
  return mergePlaced([...merged, ...copies], origin, step)
}

/** Surfaces in their own space, positions as they are. */
export function mergeSurfaces(surfaces: readonly Surface[]): MergedMesh {
  return mergePlaced(
    surfaces.map((surface) => ({ ...surface, matrix: null })),
    [0, 0, 0],
    0,
  )
}

/** Vertices that are equal once rounded are one; looks in order of their numbers. A step of 0 rounds nothing. */
function mergePlaced(placed: readonly Placed[], origin: Origin, step: number): MergedMesh {
  const byLook = new Map<number, Placed[]>()
  for (const one of placed) {
    const known = byLook.get(one.look)
    if (known) known.push(one)
    else byLook.set(one.look, [one])
  }
  const looks = [...byLook.keys()].sort((a, b) => a - b)
  return concat(
    looks.map((look) => ({ look, geometry: weld(concatPlaced(byLook.get(look) ?? [], origin, step)) })),
    origin,
  )
}

function concatPlaced(placed: readonly Placed[], origin: Origin, step: number): Geometry {
  const vertices = placed.reduce((sum, { geometry }) => sum + vertexCount(geometry), 0)
  const out = {
    positions: new Float32Array(3 * vertices),
    normals: new Float32Array(3 * vertices),
    uvs: new Float32Array(2 * vertices),
    indices: new Uint32Array(placed.reduce((sum, { geometry }) => sum + geometry.indices.length, 0)),
  }
  let [vertex, corner] = [0, 0]
  for (const { geometry, matrix } of placed) {
    const { positions, normals, uvs, indices } = placeGeometry(geometry, matrix)
    for (let i = 0; i < positions.length; i++)
      out.positions[3 * vertex + i] = rounded(positions[i], step) - origin[i % 3]
    // As the payload stores them: what will be equal then is equal now.
    for (let i = 0; i < normals.length; i++) out.normals[3 * vertex + i] = Math.round(normals[i] * 127) / 127
    if (uvs) out.uvs.set(uvs, 2 * vertex)
    for (let i = 0; i < indices.length; i++) out.indices[corner + i] = indices[i] + vertex
    vertex += positions.length / 3
    corner += indices.length
  }
  return out
}

const rounded = (metres: number, step: number) => (step === 0 ? metres : toLattice(metres, step) * step)

function concat(parts: readonly Surface[], origin: Origin): MergedMesh {
  const vertices = parts.reduce((sum, { geometry }) => sum + vertexCount(geometry), 0)
  const mesh = createMesh(vertices, 3 * parts.reduce((sum, { geometry }) => sum + triangleCount(geometry), 0), origin)
  let [vertex, corner] = [0, 0]
  for (const { look, geometry } of parts) {
    mesh.positions.set(geometry.positions, 3 * vertex)
    mesh.normals.set(geometry.normals, 3 * vertex)
    if (geometry.uvs) mesh.uvs.set(geometry.uvs, 2 * vertex)
    mesh.looks.fill(look, vertex, vertex + vertexCount(geometry))
    for (let i = 0; i < geometry.indices.length; i++) mesh.indices[corner + i] = geometry.indices[i] + vertex
    vertex += vertexCount(geometry)
    corner += geometry.indices.length
  }
  return mesh
}

function createMesh(vertices: number, corners: number, origin: Origin): MergedMesh {
  return {
    origin,
    positions: new Float32Array(3 * vertices),
    normals: new Float32Array(3 * vertices),
    uvs: new Float32Array(2 * vertices),
    looks: new Uint32Array(vertices),
    indices: new Uint32Array(corners),
  }
}

/** Meshes of neighbours as one, around another origin. Points that were equal in the world are equal still. */
export function joinMeshes(meshes: readonly MergedMesh[], origin: Origin): MergedMesh {
  const surfaces = meshes.flatMap((mesh) => {
    const shift = mesh.origin.map((value, axis) => value - origin[axis])
    const positions = mesh.positions.map((value, i) => value + shift[i % 3])
    return surfacesOf({ ...mesh, positions, origin: [0, 0, 0] })
  })
  return { ...mergeSurfaces(surfaces), origin }
}

/** Its triangles look by look, positions as they are. */
export function surfacesOf(mesh: MergedMesh): Surface[] {
  const corners = new Map<number, number[]>()
  for (let at = 0; at < mesh.indices.length; at += 3) {
    const look = mesh.looks[mesh.indices[at]]
    const list = corners.get(look) ?? []
    list.push(mesh.indices[at], mesh.indices[at + 1], mesh.indices[at + 2])
    corners.set(look, list)
  }
  const { positions, normals, uvs } = mesh
  return [...corners]
    .sort(([a], [b]) => a - b)
    .map(([look, list]) => ({
      look,
      geometry: weld({ positions, normals, uvs, indices: Uint32Array.from(list) }),
    }))
}

/** Its triangles as pieces in the world, small enough for 16-bit indices; `textured` says by look whether uvs are kept. */
export function piecesOf(mesh: MergedMesh, textured: (look: number) => boolean): Piece[] {
  return surfacesOf(mesh).flatMap(({ look, geometry }) =>
    splitVertices(geometry).map((part) => {
      const positions = Float64Array.from(part.positions, (value, i) => value + mesh.origin[i % 3])
      const placed = { ...part, positions, uvs: textured(look) ? part.uvs : null }
      return { look, geometry: placed, box: placedBox(placed, null) }
    }),
  )
}

/** A mesh of some of its triangles, vertices that none of them uses dropped. */
export function withTriangles(mesh: MergedMesh, indices: Uint32Array): MergedMesh {
  const newOf = new Int32Array(mesh.looks.length).fill(-1)
  const kept: number[] = []
  const renamed = indices.map((vertex) => {
    if (newOf[vertex] < 0) newOf[vertex] = kept.push(vertex) - 1
    return newOf[vertex]
  })
  return gatherVertices(mesh, kept, renamed)
}

/** Some vertices, or some more than once, under new indices. */
export function gatherVertices(mesh: MergedMesh, vertices: readonly number[], indices: Uint32Array): MergedMesh {
  const out = createMesh(vertices.length, 0, mesh.origin)
  for (let to = 0; to < vertices.length; to++) {
    const from = vertices[to]
    for (let axis = 0; axis < 3; axis++) {
      out.positions[3 * to + axis] = mesh.positions[3 * from + axis]
      out.normals[3 * to + axis] = mesh.normals[3 * from + axis]
    }
    out.uvs[2 * to] = mesh.uvs[2 * from]
    out.uvs[2 * to + 1] = mesh.uvs[2 * from + 1]
    out.looks[to] = mesh.looks[from]
  }
  return { ...out, indices }
}
