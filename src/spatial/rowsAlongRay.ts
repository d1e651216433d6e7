import { boxStride } from '../math/box'
import type { RowIndex } from './rowIndex'

/** A ray on its way through an index: nodes and rows that it enters, the next one on top. Reused from ray to ray. */
export interface RayWalk {
  depth: number
  /** Node, or −1 − row. */
  readonly stack: Int32Array
  /** Metres along the ray at which it enters them, 0 inside. */
  readonly entry: Float64Array
  /** 1 ÷ direction, and where the nearer and the farther sides of boxes are measured from: xyz each. */
  readonly ray: Float64Array
  /** Entry of the row that `nextRow` answered last. */
  readonly rowEntry: Float64Array
}

/** Depth of the octree ≤ 16 levels, eight children each, and one leaf's rows on top. */
const mostNodes = 16 * 8

/** Metres by which boxes are taken larger: rounding at a million metres is a thousandth of it. */
export const raySlack = 2 ** -20

/** 1 ÷ nothing: so large that only signs matter, and never 0 × ∞. */
const largest = 1e300

export function createRayWalk({ table }: RowIndex): RayWalk {
  let leafRows = 0
  for (let node = 0; node < table.nodeCountTotal; node++)
    if (table.nodeChildCount[node] === 0) leafRows = Math.max(leafRows, table.nodeCount[node])
  const size = mostNodes + leafRows
  return {
    depth: 0,
    stack: new Int32Array(size),
    entry: new Float64Array(size),
    ray: new Float64Array(9),
    rowEntry: new Float64Array(1),
  }
}

/** Puts a ray (origin xyz, unit direction xyz) at the beginning of its walk; it ends `reach` metres on. */
export function startWalk({ table, nodeBox }: RowIndex, walk: RayWalk, ray: Float64Array, reach: Float64Array): void {
  walk.depth = 0
  for (let axis = 0; axis < 3; axis++) {
    const inverse = Math.max(-largest, Math.min(largest, 1 / ray[3 + axis]))
    const slack = inverse > 0 ? raySlack : -raySlack
    walk.ray[axis] = inverse
    walk.ray[3 + axis] = ray[axis] + slack
    walk.ray[6 + axis] = ray[axis] - slack
  }
  if (table.rootCount > 0) push(walk, 0, nodeBox, 0, reach[0])
}

/**
 * The next row whose bounds the ray enters within `reach`, −1 after the last; `rowEntry` is then where. `reach` may shrink between calls. Nearer
 * nodes come first, and nearer rows within a node.
 */
export function nextRow({ table, included, nodeBox }: RowIndex, walk: RayWalk, reach: Float64Array): number {
  while (walk.depth > 0) {
    const top = --walk.depth
    const item = walk.stack[top]
    if (walk.entry[top] > reach[0]) continue
    if (item < 0) {
      walk.rowEntry[0] = walk.entry[top]
      return -1 - item
    }
    const children = table.nodeChildCount[item]
    const firstChild = table.nodeFirstChild[item]
    for (let child = firstChild; child < firstChild + children; child++) push(walk, child, nodeBox, child, reach[0])
    const end = children > 0 ? 0 : table.nodeStart[item] + table.nodeCount[item]
    for (let row = table.nodeStart[item]; row < end; row++)
      if (included[row]) push(walk, -1 - row, table.bounds, row, reach[0])
    sortFrom(walk, top)
  }
  return -1
}

/** Puts an item on the stack if the ray enters its box within `most` metres. */
function push(walk: RayWalk, item: number, boxes: Float64Array, box: number, most: number): void {
  const { ray } = walk
  const at = boxStride * box
  let entry = 0
  let exit = most
  for (let axis = 0; axis < 3; axis++) {
    const inverse = ray[axis]
    const enters = (boxes[inverse > 0 ? at + axis : at + axis + 3] - ray[3 + axis]) * inverse
    const leaves = (boxes[inverse > 0 ? at + axis + 3 : at + axis] - ray[6 + axis]) * inverse
    if (enters > entry) entry = enters
    if (leaves < exit) exit = leaves
    if (!(entry <= exit)) return
  }
  walk.stack[walk.depth] = item
  walk.entry[walk.depth++] = entry
}

/** Orders what lies on the stack from `start` on, the nearest on top; what enters at the same distance by item, so that it is always the same order. */
function sortFrom({ stack, entry, depth }: RayWalk, start: number): void {
  for (let i = start + 1; i < depth; i++) {
    const item = stack[i]
    const distance = entry[i]
    let at = i
    for (; at > start && (entry[at - 1] < distance || (entry[at - 1] === distance && stack[at - 1] < item)); at--) {
      stack[at] = stack[at - 1]
      entry[at] = entry[at - 1]
    }
    stack[at] = item
    entry[at] = distance
  }
}
