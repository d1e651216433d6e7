import type { ColliderTable } from '../blobs/colliderBlob'
import { deepestNode, isLeaf, leafCount, leafFirst, nodeBoxStride, nodeLinkStride } from '../blobs/colliderTree'
import { contact, inverse, ray, reach } from './ray'

/** Steps by which boxes are taken larger: more than rounding can move a ray, less than matters. */
const slack = 1 / 64

/** Nodes that wait, with the distance in steps at which the ray enters them. Trees are no deeper. */
const stack = new Int32Array(deepestNode)
const stackEntry = new Float64Array(deepestNode)

/** The ray in the lattice of one collider; numbers of each axis in turn. */
const near = new Float64Array(3)
const far = new Float64Array(3)
const inverses = new Float64Array(3)
/** Word of a node's box that is the nearer side along each axis. */
const nearSide = new Int32Array(3)

/** For the triangle test: origin and shear along the axes kx, ky, kz, kz the one of the direction's largest part. */
const axes = new Int32Array(3)
const origins = new Float64Array(3)
const shears = new Float64Array(3)

/**
 * The nearest triangle that the ray meets, −1 for none; then `reach` is its distance. Both faces of a triangle are solid.
 *
 * Boxes nearest first. A corner is seen from the ray's origin along the ray, by a shear that is the same for all triangles that have it, and the sign of each
 * edge's product is never wrong, only 0 where it is too close to tell; 0 counts as inside. So triangles that share an edge or a corner leave no gap
 * (the watertight test of Woop, Benthin and Wald, 2013, in 64 bits).
 */
export function castCollider(table: ColliderTable): number {
  const { nodeLinks, step } = table
  enterLattice(table)
  let found = -1
  let depth = 0
  stack[depth] = 0
  stackEntry[depth++] = entryOf(table.nodeBoxes, 0, reach[0] / step)
  while (depth > 0) {
    depth--
    if (stackEntry[depth] > reach[0] / step) continue
    let node = stack[depth]
    let link = nodeLinks[nodeLinkStride * node + 3]
    while (!isLeaf(link)) {
      const most = reach[0] / step
      const left = entryOf(table.nodeBoxes, node + 1, most)
      const right = entryOf(table.nodeBoxes, link, most)
      if (left > most && right > most) break
      const leftFirst = left <= right
      if (left <= most && right <= most) {
        stack[depth] = leftFirst ? link : node + 1
        stackEntry[depth++] = leftFirst ? right : left
      }
      node = leftFirst ? node + 1 : link
      link = nodeLinks[nodeLinkStride * node + 3]
    }
    if (!isLeaf(link)) continue
    const end = leafFirst(link) + leafCount(link)
    for (let triangle = leafFirst(link); triangle < end; triangle++) if (meets(table, triangle)) found = triangle
  }
  return found
}

function enterLattice({ origin, step }: ColliderTable): void {
  for (let axis = 0; axis < 3; axis++) {
    const start = (ray[axis] - origin[axis]) / step
    const turn = inverse(ray[3 + axis])
    const ahead = turn > 0
    inverses[axis] = turn
    near[axis] = start + (ahead ? slack : -slack)
    far[axis] = start - (ahead ? slack : -slack)
    nearSide[axis] = ahead ? axis : axis + 3
  }
  const z = longestAxis()
  for (let i = 0; i < 3; i++) {
    const axis = (z + 1 + i) % 3
    axes[i] = axis
    origins[i] = (ray[axis] - origin[axis]) / step
    shears[i] = i < 2 ? ray[3 + axis] / ray[3 + z] : 1 / ray[3 + z]
  }
}

function longestAxis(): number {
  const [x, y, z] = [Math.abs(ray[3]), Math.abs(ray[4]), Math.abs(ray[5])]
  return x > y ? (x > z ? 0 : 2) : y > z ? 1 : 2
}

/** Steps along the ray at which it enters a node's box, 0 inside; Infinity where it misses it within `most`. */
function entryOf(nodeBoxes: Uint16Array, node: number, most: number): number {
  const at = nodeBoxStride * node
  let entry = 0
  let exit = most
  for (let axis = 0; axis < 3; axis++) {
    const side = nearSide[axis]
    const enters = (nodeBoxes[at + side] - near[axis]) * inverses[axis]
    const leaves = (nodeBoxes[at + 2 * axis + 3 - side] - far[axis]) * inverses[axis]
    if (enters > entry) entry = enters
    if (leaves < exit) exit = leaves
  }
  return entry <= exit ? entry : Infinity
}

/** Whether the ray meets a triangle nearer than `reach`, which then is its distance. */
function meets({ positions, indices, step }: ColliderTable, triangle: number): boolean {
  const [kx, ky, kz] = [axes[0], axes[1], axes[2]]
  const [ox, oy, oz] = [origins[0], origins[1], origins[2]]
  const [sx, sy] = [shears[0], shears[1]]
  const a = 3 * indices[3 * triangle]
  const b = 3 * indices[3 * triangle + 1]
  const c = 3 * indices[3 * triangle + 2]
  const az = positions[a + kz] - oz
  const bz = positions[b + kz] - oz
  const cz = positions[c + kz] - oz
  const ax = positions[a + kx] - ox - sx * az
  const ay = positions[a + ky] - oy - sy * az
  const bx = positions[b + kx] - ox - sx * bz
  const by = positions[b + ky] - oy - sy * bz
  const cx = positions[c + kx] - ox - sx * cz
  const cy = positions[c + ky] - oy - sy * cz
  const u = cx * by - cy * bx
  const v = ax * cy - ay * cx
  const w = bx * ay - by * ax
  if ((u < 0 || v < 0 || w < 0) && (u > 0 || v > 0 || w > 0)) return false
  const distance = ((u * az + v * bz + w * cz) * shears[2] * step) / (u + v + w)
  if (!(distance >= -contact && distance < reach[0])) return false
  reach[0] = Math.max(0, distance)
  return true
}
