import { MeshoptSimplifier, type SimplifierFlags } from 'meshoptimizer/simplifier'
import { gatherVertices, trianglesIn, withTriangles, type MergedMesh } from './mergedMesh'

export interface SimplifyOptions {
  /** Largest error, metres. */
  readonly error: number
  /** Triangles at most: where the error alone leaves more, it grows until they fit. */
  readonly triangles?: number
  /** 'open': edges that only one triangle has stay as they are. By vertex: those with a 1 stay. */
  readonly lock?: 'open' | Uint8Array
  /** Drops what is smaller than the error altogether. */
  readonly prune?: boolean
}

export interface Simplified {
  readonly mesh: MergedMesh
  /** Metres, what it did to normals and textures included: see `attributesOf`. */
  readonly error: number
}

/** A normal that turns by a right angle counts as this share of the error, and a texture that slides by a metre as this many metres. */
const normalShare = 0.5
const slideShare = 0.5

/**
 * Fewer triangles within an error (meshoptimizer: quadrics with attributes; Garland and Heckbert 1997, Hoppe 1999). Vertices stay where they were or go,
 * so what is left lies on the lattice. Edges where normals or textures break may collapse too, at the price of what that does to them (of a town of boxes, half of what is left otherwise
 * goes); where looks meet they may not, so no triangle has two. What is smaller than the error altogether stays as it is: a place that shows something always does.
 */
export async function simplify(mesh: MergedMesh, options: SimplifyOptions): Promise<Simplified> {
  await MeshoptSimplifier.ready
  if (mesh.indices.length === 0) return { mesh, error: 0 }
  const { triangles: most = Infinity } = options
  const result = simplifyTo(mesh, options, 0, options.error)
  const count = trianglesIn(result.mesh)
  if (count === 0 && trianglesIn(mesh) <= most) return { mesh, error: 0 }
  return count > 0 && count <= most ? result : simplifyBeyond(mesh, options, most)
}

/** Growth of the error while there are too many triangles, and the share of the mesh's size where it ends: by then pruning leaves nothing. */
const growth = 1.4
const largestShare = 1 / 8

/** Raises the error until the triangles fit; what no error makes fit is sketched. */
function simplifyBeyond(mesh: MergedMesh, options: SimplifyOptions, most: number): Simplified {
  const largest = MeshoptSimplifier.getScale(mesh.positions, 3) * largestShare
  for (let error = options.error * growth; error < largest; error *= growth) {
    const result = simplifyTo(mesh, options, most, error)
    const count = trianglesIn(result.mesh)
    if (count > 0 && count <= most) return result
  }
  return sketch(mesh, most)
}

/** Stops at a number of triangles, or at the error. */
function simplifyTo(
  mesh: MergedMesh,
  { error, lock, prune }: SimplifyOptions,
  triangles: number,
  limit: number,
): Simplified {
  const flags: SimplifierFlags[] = ['ErrorAbsolute', 'Permissive']
  if (lock === 'open') flags.push('LockBorder')
  if (prune) flags.push('Prune')
  const [indices, reached] = MeshoptSimplifier.simplifyWithAttributes(
    mesh.indices,
    mesh.positions,
    3,
    attributesOf(mesh, error),
    attributeCount,
    new Array<number>(attributeCount).fill(1 / MeshoptSimplifier.getScale(mesh.positions, 3)),
    locks(mesh, lock instanceof Uint8Array ? lock : null),
    3 * triangles,
    limit,
    flags,
  )
  return { mesh: withTriangles(mesh, indices), error: reached }
}

/** By vertex, as meshoptimizer reads them: 1 stays, 2 keeps what breaks there. */
const [stays, keepsBreaks] = [1, 2]

function locks({ positions, looks }: MergedMesh, lock: Uint8Array | null): Uint8Array {
  const samePlace = MeshoptSimplifier.generatePositionRemap(positions, 3)
  const out = new Uint8Array(looks.length)
  const mixed = new Uint8Array(looks.length)
  looks.forEach((look, vertex) => {
    if (look !== looks[samePlace[vertex]]) mixed[samePlace[vertex]] = 1
  })
  for (let vertex = 0; vertex < out.length; vertex++)
    out[vertex] = lock?.[vertex] ? stays : mixed[samePlace[vertex]] ? keepsBreaks : 0
  return out
}

/** The last resort for what has no topology to speak of: a coarse sketch by position alone, its error as large as it is. */
function sketch(mesh: MergedMesh, triangles: number): Simplified {
  const scale = MeshoptSimplifier.getScale(mesh.positions, 3)
  const [indices, reached] = MeshoptSimplifier.simplifySloppy(mesh.indices, mesh.positions, 3, null, 3 * triangles, 1)
  return { mesh: unmix(withTriangles(mesh, indices)), error: reached * scale }
}

/** Gives triangles of several looks the look of their first corner, and one point of its texture. */
function unmix(mesh: MergedMesh): MergedMesh {
  const vertices = [...mesh.looks.keys()]
  const likes = [...vertices]
  const indices = mesh.indices.slice()
  for (let at = 0; at < indices.length; at += 3)
    for (const corner of [at + 1, at + 2]) {
      if (mesh.looks[indices[corner]] === mesh.looks[indices[at]]) continue
      likes.push(indices[at])
      indices[corner] = vertices.push(indices[corner]) - 1
    }
  const out = gatherVertices(mesh, vertices, indices)
  likes.forEach((like, vertex) => {
    out.looks[vertex] = mesh.looks[like]
    out.uvs.set(mesh.uvs.subarray(2 * like, 2 * like + 2), 2 * vertex)
  })
  return out
}

const attributeCount = 5

/**
 * Normals and texture coordinates in metres, so that their error adds to that of the positions: a normal by a share of the error that is asked for, a texture by how far
 * it slides over the surface.
 */
function attributesOf(mesh: MergedMesh, error: number): Float32Array {
  const perUv = metresPerUv(mesh)
  const out = new Float32Array(attributeCount * mesh.looks.length)
  for (let vertex = 0, at = 0; vertex < mesh.looks.length; vertex++, at += attributeCount) {
    for (let axis = 0; axis < 3; axis++) out[at + axis] = mesh.normals[3 * vertex + axis] * error * normalShare
    const slide = slideShare * (perUv.get(mesh.looks[vertex]) ?? 0)
    out[at + 3] = mesh.uvs[2 * vertex] * slide
    out[at + 4] = mesh.uvs[2 * vertex + 1] * slide
  }
  return out
}

/** Metres on the surface for one unit of texture, by look: the square root of area over area. */
export function metresPerUv({ positions, uvs, looks, indices }: MergedMesh): Map<number, number> {
  const sums = new Map<number, { surface: number; texture: number }>()
  for (let at = 0; at < indices.length; at += 3) {
    const [a, b, c] = [indices[at], indices[at + 1], indices[at + 2]]
    const sum = sums.get(looks[a]) ?? { surface: 0, texture: 0 }
    sum.surface += areaOf(positions, a, b, c)
    sum.texture += Math.abs(
      (uvs[2 * b] - uvs[2 * a]) * (uvs[2 * c + 1] - uvs[2 * a + 1]) -
        (uvs[2 * c] - uvs[2 * a]) * (uvs[2 * b + 1] - uvs[2 * a + 1]),
    )
    sums.set(looks[a], sum)
  }
  const metres = ({ surface, texture }: { surface: number; texture: number }) =>
    texture > 0 ? Math.sqrt(surface / texture) : 0
  return new Map([...sums].map(([look, sum]) => [look, metres(sum)]))
}

/** Twice the area of a triangle. */
export function areaOf(p: Float32Array, a: number, b: number, c: number): number {
  const [ux, uy, uz] = [p[3 * b] - p[3 * a], p[3 * b + 1] - p[3 * a + 1], p[3 * b + 2] - p[3 * a + 2]]
  const [vx, vy, vz] = [p[3 * c] - p[3 * a], p[3 * c + 1] - p[3 * a + 1], p[3 * c + 2] - p[3 * a + 2]]
  const [x, y, z] = [uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx]
  return Math.sqrt(x * x + y * y + z * z)
}
