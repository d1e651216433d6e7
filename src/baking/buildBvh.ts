import { deepestNode, largestTriangleCount, leafLink, nodeBoxStride, nodeLinkStride } from '../blobs/colliderTree'
import { invariant } from '../errors'
import { bestSplit, leastSide, medianSplit } from './bvhSplits'

/** A tree of boxes over triangles on a lattice. */
export interface Bvh {
  /** Four 32-bit words a node, depth first; see `colliderTree`. */
  readonly nodes: Uint32Array
  /** Triangles in the order of the leaves. */
  readonly order: Uint32Array
}

/** Triangles whose boxes and centres are being divided. */
export interface BvhDraft {
  /** min xyz, max xyz a triangle, steps. */
  readonly boxes: Uint16Array
  readonly order: Uint32Array
  readonly scratch: Uint32Array
}

/**
 * Fewer triangles are a leaf at once, and up to `largestLeaf` where dividing them would not pay. On all that is drawn of the street: 0.44 nodes and 17.3
 * bytes a triangle, 5.0 nodes and 1.8 triangles looked at a ray; with leaves of one or two 0.83, 23.5, 5.2 and 1.1; with up to 16 0.30, 15.0, 4.7 and 2.4.
 */
const leastSplit = 2 * leastSide
const largestLeaf = 8

/** From here on halves are equal, so that the deepest leaf stays in reach whatever the triangles are. */
const balancedDepth = 32

/** Nodes that a tree over so many triangles has at most: only a tree of one leaf has one of fewer than `leastSide`. */
export const mostNodes = (triangles: number): number => Math.max(1, 2 * Math.floor(triangles / leastSide) - 1)

/**
 * Divides triangles by the surface-area heuristic over bins. Whole numbers and exactly rounded operations only: equal input, equal tree.
 */
export function buildBvh(positions: Uint16Array, indices: Uint32Array): Bvh {
  const triangles = indices.length / 3
  invariant(triangles > 0 && triangles < largestTriangleCount, 'a tree has triangles')
  const draft: BvhDraft = {
    boxes: boxesOf(positions, indices),
    order: Uint32Array.from({ length: triangles }, (_, i) => i),
    scratch: new Uint32Array(triangles),
  }
  const nodes = new Uint32Array(nodeLinkStride * mostNodes(triangles))
  const count = addNode(draft, nodes, 0, 0, triangles, 1)
  return { nodes: nodes.slice(0, nodeLinkStride * count), order: draft.order }
}

function boxesOf(positions: Uint16Array, indices: Uint32Array): Uint16Array {
  const boxes = new Uint16Array(2 * indices.length)
  for (let at = 0; at < indices.length; at += 3)
    for (let axis = 0; axis < 3; axis++) {
      const [a, b, c] = [0, 1, 2].map((corner) => positions[3 * indices[at + corner] + axis])
      boxes[2 * at + axis] = Math.min(a, b, c)
      boxes[2 * at + 3 + axis] = Math.max(a, b, c)
    }
  return boxes
}

/** Writes the node of `order[first … end − 1]` and all below it; answers the node after them. */
function addNode(draft: BvhDraft, nodes: Uint32Array, node: number, first: number, end: number, depth: number): number {
  invariant(depth <= deepestNode, 'a tree is in reach of a stack')
  writeBox(draft, new Uint16Array(nodes.buffer), nodeBoxStride * node, first, end)
  const middle = divide(draft, first, end, depth)
  if (middle === first) {
    nodes[nodeLinkStride * node + 3] = leafLink(first, end - first)
    return node + 1
  }
  const right = addNode(draft, nodes, node + 1, first, middle, depth + 1)
  nodes[nodeLinkStride * node + 3] = right
  return addNode(draft, nodes, right, middle, end, depth + 1)
}

function writeBox({ boxes, order }: BvhDraft, out: Uint16Array, at: number, first: number, end: number): void {
  for (let axis = 0; axis < 3; axis++) {
    let low = 0xffff
    let high = 0
    for (let i = first; i < end; i++) {
      low = Math.min(low, boxes[6 * order[i] + axis])
      high = Math.max(high, boxes[6 * order[i] + 3 + axis])
    }
    out[at + axis] = low
    out[at + 3 + axis] = high
  }
}

/** Sorts a run into two halves and answers where the second begins; `first` for a leaf. */
function divide(draft: BvhDraft, first: number, end: number, depth: number): number {
  if (end - first < leastSplit) return first
  const split = depth < balancedDepth ? bestSplit(draft, first, end) : null
  if (end - first <= largestLeaf) return split?.pays ? split.apply() : first
  return split ? split.apply() : medianSplit(draft, first, end)
}
