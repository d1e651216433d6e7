import type { ColliderTable } from '../blobs/colliderBlob'
import { deepestNode, isLeaf, leafCount, leafFirst, nodeBoxStride, nodeLinkStride } from '../blobs/colliderTree'
import { contact, inverse, ray, reach } from './ray'

/** Steps by which boxes are taken larger: more than rounding can move a ray, less than matters. */
const slack = 1 / 64

/** Nodes that wait, with the distance in steps at which the ray enters them. Trees are no deeper. */
const stack = new Int32Array(deepestNode)
const stackEntry = new Float64Array(deepestNode)

/** The ray in the lattice of one collider, three numbers each: where the nearer and the farther sides of boxes are measured from, and 1 ÷ direction. */
const near = new Float64Array(3)
const far = new Float64Array(3)
const inverses = new Float64Array(3)

/** For the triangle test: origin along the axes kx, ky, kz, kz being that of the direction's largest part; shear along kx and ky, and 1 ÷ that part. */
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
  enterLattice(table)
  const { nodeBoxes: boxes, nodeLinks, step } = table
  const nx = near[0]
  const ny = near[1]
  const nz = near[2]
  const fx = far[0]
  const fy = far[1]
  const fz = far[2]
  const ix = inverses[0]
  const iy = inverses[1]
  const iz = inverses[2]
  // Words of a box's nearer and farther side along each axis.
  const ax = ix > 0 ? 0 : 3
  const ay = iy > 0 ? 1 : 4
  const az = iz > 0 ? 2 : 5
  const bx = 3 - ax
  const by = 5 - ay
  const bz = 7 - az
  let most = reach[0] / step
  let found = -1
  let depth = 1
  stack[0] = 0
  stackEntry[0] = 0
  while (depth > 0) {
    depth--
    if (stackEntry[depth] > most) continue
    let node = stack[depth]
    for (;;) {
      const link = nodeLinks[nodeLinkStride * node + 3]
      if (isLeaf(link)) {
        const end = leafFirst(link) + leafCount(link)
        for (let triangle = leafFirst(link); triangle < end; triangle++) if (meets(table, triangle)) found = triangle
        most = reach[0] / step
        break
      }
      const left = nodeBoxStride * (node + 1)
      const right = nodeBoxStride * link
      const leftEntry = Math.max(
        0,
        (boxes[left + ax] - nx) * ix,
        (boxes[left + ay] - ny) * iy,
        (boxes[left + az] - nz) * iz,
      )
      const rightEntry = Math.max(
        0,
        (boxes[right + ax] - nx) * ix,
        (boxes[right + ay] - ny) * iy,
        (boxes[right + az] - nz) * iz,
      )
      const leftExit = Math.min(
        most,
        (boxes[left + bx] - fx) * ix,
        (boxes[left + by] - fy) * iy,
        (boxes[left + bz] - fz) * iz,
      )
      const rightExit = Math.min(
        most,
        (boxes[right + bx] - fx) * ix,
        (boxes[right + by] - fy) * iy,
        (boxes[right + bz] - fz) * iz,
      )
      const meetsLeft = leftEntry <= leftExit
      const meetsRight = rightEntry <= rightExit
      if (meetsLeft && meetsRight) {
        const leftFirst = leftEntry <= rightEntry
        stack[depth] = leftFirst ? link : node + 1
        stackEntry[depth++] = leftFirst ? rightEntry : leftEntry
        node = leftFirst ? node + 1 : link
      } else if (meetsLeft) node++
      else if (meetsRight) node = link
      else break
    }
  }
  return found
}

function enterLattice({ origin, step }: ColliderTable): void {
  for (let axis = 0; axis < 3; axis++) {
    const start = (ray[axis] - origin[axis]) / step
    inverses[axis] = inverse(ray[3 + axis])
    near[axis] = inverses[axis] > 0 ? start + slack : start - slack
    far[axis] = inverses[axis] > 0 ? start - slack : start + slack
  }
  const z = longestAxis()
  for (let i = 0; i < 3; i++) {
    const axis = (z + 1 + i) % 3
    axes[i] = axis
    origins[i] = (ray[axis] - origin[axis]) / step
    shears[i] = (i < 2 ? ray[3 + axis] : 1) / ray[3 + z]
  }
}

function longestAxis(): number {
  const x = Math.abs(ray[3])
  const y = Math.abs(ray[4])
  const z = Math.abs(ray[5])
  return x > y ? (x > z ? 0 : 2) : y > z ? 1 : 2
}

/** Whether the ray meets a triangle nearer than `reach`, which then is its distance. */
function meets({ positions, indices, step }: ColliderTable, triangle: number): boolean {
  const kx = axes[0]
  const ky = axes[1]
  const kz = axes[2]
  const a = 3 * indices[3 * triangle]
  const b = 3 * indices[3 * triangle + 1]
  const c = 3 * indices[3 * triangle + 2]
  const az = positions[a + kz] - origins[2]
  const bz = positions[b + kz] - origins[2]
  const cz = positions[c + kz] - origins[2]
  const ax = positions[a + kx] - origins[0] - shears[0] * az
  const ay = positions[a + ky] - origins[1] - shears[1] * az
  const bx = positions[b + kx] - origins[0] - shears[0] * bz
  const by = positions[b + ky] - origins[1] - shears[1] * bz
  const cx = positions[c + kx] - origins[0] - shears[0] * cz
  const cy = positions[c + ky] - origins[1] - shears[1] * cz
  const u = cx * by - cy * bx
  const v = ax * cy - ay * cx
  const w = bx * ay - by * ax
  if ((u < 0 || v < 0 || w < 0) && (u > 0 || v > 0 || w > 0)) return false
  const distance = ((u * az + v * bz + w * cz) * shears[2] * step) / (u + v + w)
  if (!(distance >= -contact && distance < reach[0])) return false
  reach[0] = Math.max(0, distance)
  return true
}
