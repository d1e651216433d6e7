import { fail } from '../errors'
import { shapeBoxStride, type ColliderTable } from './colliderBlob'
import {
  deepestNode,
  isLeaf,
  largestTriangleCount,
  leafCount,
  leafFirst,
  nodeBoxStride,
  nodeLinkStride,
} from './colliderTree'

/** What `openColliderBlob` checks beyond the byte layout: every number leads to something that is there, and a ray's walk ends. */
export function checkCollider(table: ColliderTable): void {
  checkLattice(table)
  const { triangleCount, vertexCount, shapeCount, boxes, nodeCount } = table
  if (triangleCount === 0 || triangleCount >= largestTriangleCount)
    refuse(`a collider of ${triangleCount} triangles`, `1 to ${largestTriangleCount - 1}`)
  if (nodeCount === 0) refuse('a collider without nodes', 'a tree over its triangles')
  checkBelow(table.indices, vertexCount, 'a triangle with vertex')
  checkBelow(table.shapeOf, shapeCount, 'a triangle of shape')
  checkBelow(table.shapeBox, boxes.length / shapeBoxStride + 1, 'a shape with box')
  checkBoxes(boxes)
  checkTree(table)
}

function refuse(got: string, wanted: string): never {
  fail('blob-corrupt', got, wanted, 'Bake the world again.')
}

/** Steps from 2⁻²⁴ m to 1,024 m: positions are then exact in 64 bits, as are their differences. */
const [finestStep, coarsestStep] = [2 ** -24, 2 ** 10]

function checkLattice({ origin, step }: ColliderTable): void {
  if (!(step >= finestStep && step <= coarsestStep && Number.isInteger(Math.log2(step))))
    refuse(`a lattice step of ${step} m`, 'a power of two from 2⁻²⁴ to 1,024')
  const steps = Array.from(origin, (metres) => metres / step)
  if (!steps.every(Number.isSafeInteger)) refuse(`an origin at ${origin.join(', ')} m`, `whole steps of ${step} m`)
}

function checkBelow(values: ArrayLike<number>, limit: number, what: string): void {
  for (let i = 0; i < values.length; i++) if (values[i] >= limit) refuse(`${what} ${values[i]}`, `below ${limit}`)
}

function checkBoxes(boxes: Float32Array): void {
  for (let at = 0; at < boxes.length; at += shapeBoxStride) {
    const box = boxes.subarray(at, at + shapeBoxStride)
    if (!box.every(Number.isFinite) || box.subarray(3, 6).some((half) => half < 0))
      refuse(`a box shape of ${box.join(', ')}`, 'finite numbers with half extents ≥ 0')
    const length = Math.hypot(...box.subarray(6))
    if (Math.abs(length - 1) > 1e-3) refuse(`a box shape with a rotation of length ${length}`, 'a unit quaternion')
  }
}

/**
 * Walks the tree once, as rays do: right children follow all of the left ones, leaves hold every triangle once and in order, and every box
 * holds what is below it.
 */
function checkTree(table: ColliderTable): void {
  const { nodeLinks, nodeCount, triangleCount } = table
  const pending: { readonly node: number; readonly depth: number }[] = []
  let triangle = 0
  let depth = 1
  for (let node = 0; node < nodeCount; node++) {
    const link = nodeLinks[nodeLinkStride * node + 3]
    if (isLeaf(link)) {
      triangle = checkLeaf(table, node, triangle)
      const next = pending.pop() ?? { node: nodeCount, depth: 0 }
      if (next.node !== node + 1) refuse(`node ${node + 1} after a leaf`, `node ${next.node}`)
      depth = next.depth
      continue
    }
    depth++
    if (link <= node + 1 || link >= nodeCount || depth > deepestNode)
      refuse(`node ${node} at depth ${depth - 1} with its right child at ${link}`, `a tree of ${deepestNode} levels`)
    checkInside(table, node + 1, node)
    checkInside(table, link, node)
    pending.push({ node: link, depth })
  }
  if (triangle !== triangleCount) refuse(`a tree over ${triangle} triangles`, `all ${triangleCount}`)
}

/** Answers the triangle that the next leaf begins with. */
function checkLeaf(table: ColliderTable, node: number, triangle: number): number {
  const link = table.nodeLinks[nodeLinkStride * node + 3]
  const end = triangle + leafCount(link)
  if (leafFirst(link) !== triangle || end > table.triangleCount)
    refuse(`a leaf of ${leafCount(link)} triangles from ${leafFirst(link)} on`, `the next ones, from ${triangle} on`)
  for (let i = triangle; i < end; i++) checkTriangle(table, node, i)
  return end
}

function checkInside({ nodeBoxes }: ColliderTable, child: number, node: number): void {
  for (let axis = 0; axis < 3; axis++) {
    const [at, above] = [nodeBoxStride * child + axis, nodeBoxStride * node + axis]
    if (nodeBoxes[at] < nodeBoxes[above] || nodeBoxes[at + 3] > nodeBoxes[above + 3])
      refuse(`node ${child} beyond node ${node}`, 'children inside their parent')
  }
}

function checkTriangle({ nodeBoxes, positions, indices }: ColliderTable, node: number, triangle: number): void {
  for (let i = 0; i < 9; i++) {
    const axis = i % 3
    const value = positions[3 * indices[3 * triangle + (i - axis) / 3] + axis]
    if (value < nodeBoxes[nodeBoxStride * node + axis] || value > nodeBoxes[nodeBoxStride * node + 3 + axis])
      refuse(`triangle ${triangle} beyond its leaf, node ${node}`, 'triangles inside their leaf')
  }
}
