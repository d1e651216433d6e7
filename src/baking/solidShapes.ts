import type { BakeScene, NotCarried, SceneCollider } from './bakeScene'
import type { SolidBox, SolidShape } from './colliderDraft'
import { isSkewed } from './entityTransform'
import { placedBox, placeGeometry, placePoint, type Geometry } from './geometry'
import { nearestPlacement } from './matrices'
import { joinBoxes } from './partition'

/** One collider in world metres: a box, or all the triangles of its mesh. A box that its parents skew is a mesh of its twelve triangles. */
export function solidShape(scene: BakeScene, collider: SceneCollider): SolidShape {
  return collider.shape === 'box' ? boxShape(scene, collider) : meshShape(scene, collider)
}

/** Colliders that say box and cannot be one. */
export function listSkewedBoxes({ colliders }: BakeScene): NotCarried[] {
  return colliders
    .filter(({ shape, matrix }) => shape === 'box' && isSkewed(matrix))
    .map(({ path }) => ({ node: path, what: 'box: its place is skewed, so it collides as a mesh' }))
}

function meshShape({ colliderMeshes }: BakeScene, { id, mesh, matrix }: SceneCollider): SolidShape {
  const positions: number[] = []
  const indices: number[] = []
  for (const { geometry } of colliderMeshes[mesh].surfaces) {
    const placed = placeGeometry(geometry, matrix)
    const first = positions.length / 3
    for (const index of placed.indices) indices.push(first + index)
    for (const value of placed.positions) positions.push(value)
  }
  return { id, box: null, positions, indices }
}

function boxShape({ colliderMeshes }: BakeScene, { id, mesh, matrix }: SceneCollider): SolidShape {
  const box = joinBoxes(colliderMeshes[mesh].surfaces.map(({ geometry }) => placedBox(geometry, null)))
  const positions: number[] = []
  const corner = new Float64Array(3)
  for (let i = 0; i < 8; i++) {
    const local = [0, 1, 2].map((axis) => box[axis + (i & (1 << axis) ? 3 : 0)])
    placePoint(corner, local, 0, matrix)
    positions.push(...corner)
  }
  return { id, box: isSkewed(matrix) ? null : turnedBox(box, matrix), positions, indices: boxTriangles }
}

/** Corner i is at the far side along x, y, z where bits 0, 1, 2 of i are set. Outward, counter-clockwise. */
const boxTriangles = [
  ...[0, 4, 6, 0, 6, 2, 1, 3, 7, 1, 7, 5],
  ...[0, 1, 5, 0, 5, 4, 2, 6, 7, 2, 7, 3],
  ...[0, 2, 3, 0, 3, 1, 4, 5, 7, 4, 7, 6],
]

function turnedBox(box: Float64Array, matrix: Float64Array): SolidBox {
  const { rotation, scale } = nearestPlacement(matrix)
  const centre = new Float64Array(3)
  placePoint(
    centre,
    [0, 1, 2].map((axis) => (box[axis] + box[axis + 3]) / 2),
    0,
    matrix,
  )
  const half = (axis: number) => Math.abs(scale[axis]) * ((box[axis + 3] - box[axis]) / 2)
  return { centre: [centre[0], centre[1], centre[2]], half: [half(0), half(1), half(2)], rotation }
}

/** Triangles of a shape as the cutter takes them; it carries normals, which nobody reads here. */
export function asGeometry({ positions, indices }: SolidShape): Geometry {
  const normals = new Float32Array(positions.length)
  return { positions: Float64Array.from(positions), normals, uvs: null, indices: Uint32Array.from(indices) }
}
