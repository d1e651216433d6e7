import { boxStride } from '../math/box'
import type { RowIndex } from './rowIndex'

/** A ray on its way through an index: nodes and rows that it enters, the next one on top. Reused from ray to ray. */
export interface RayWalk {
  depth: number
  /** Node, or −1 − row. */
  readonly stack: Int32Array
  /** Metres along the ray at which it enters them, 0 inside. */
  readonly entry: Float64Array
  /** Entry of the row that `nextRow` answered last. */
  readonly rowEntry: Float64Array
}

/** Depth of the octree ≤ 16 levels, eight children each, and one leaf's rows on top. */
const mostNodes = 16 * 8

/** Metres by which boxes are taken larger: rounding at a million metres is a thousandth of it. */
export const raySlack = 2 ** -20

export function createRayWalk({ table }: RowIndex): RayWalk {
  let leafRows = 0
  for (let node = 0; node < table.nodeCountTotal; node++)
    if (table.nodeChildCount[node] === 0) leafRows = Math.max(leafRows, table.nodeCount[node])
  const size = mostNodes + leafRows
  return { depth: 0, stack: new Int32Array(size), entry: new Float64Array(size), rowEntry: new Float64Array(1) }
}

/** Puts a ray (origin xyz, unit direction xyz, metres) at the beginning of its walk. */
export function startWalk(index: RowIndex, walk: RayWalk, ray: Float64Array, reach: Float64Array): void {
  walk.depth = 0
  if (index.table.rootCount > 0) push(walk, 0, index.nodeBox, 0, ray, reach)
}

/**
 * The next row whose bounds the ray enters within `reach`, −1 after the last; `rowEntry` is then where. `reach` may shrink between calls. Nearer
 * nodes come first, and nearer rows within a node.
 */
export function nextRow(index: RowIndex, walk: RayWalk, ray: Float64Array, reach: Float64Array): number {
  const { table, included, nodeBox } = index
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
    for (let child = firstChild; child < firstChild + children; child++) push(walk, child, nodeBox, child, ray, reach)
    const end = children > 0 ? 0 : table.nodeStart[item] + table.nodeCount[item]
    for (let row = table.nodeStart[item]; row < end; row++)
      if (included[row]) push(walk, -1 - row, table.bounds, row, ray, reach)
    sortFrom(walk, top)
  }
  return -1
}

/** Puts an item on the stack if the ray enters its box. */
function push(
  walk: RayWalk,
  item: number,
  boxes: Float64Array,
  box: number,
  ray: Float64Array,
  reach: Float64Array,
): void {
  let entry = 0
  let exit = reach[0]
  for (let axis = 0; axis < 3; axis++) {
    const low = boxes[boxStride * box + axis] - raySlack - ray[axis]
    const high = boxes[boxStride * box + 3 + axis] + raySlack - ray[axis]
    const part = ray[3 + axis]
    if (part === 0) {
      if (low > 0 || high < 0) return
      continue
    }
    entry = Math.max(entry, (part > 0 ? low : high) / part)
    exit = Math.min(exit, (part > 0 ? high : low) / part)
  }
  if (!(entry <= exit)) return
  walk.stack[walk.depth] = item
  walk.entry[walk.depth++] = entry
}

/** Orders what lies on the stack from `start` on, the nearest on top; what enters at the same distance by item, so that it is always the same order. */
function sortFrom({ stack, entry, depth }: RayWalk, start: number): void {
  for (let i = start + 1; i < depth; i++) {
    const [item, distance] = [stack[i], entry[i]]
    let at = i
    for (; at > start && (entry[at - 1] < distance || (entry[at - 1] === distance && stack[at - 1] < item)); at--) {
      stack[at] = stack[at - 1]
      entry[at] = entry[at - 1]
    }
    stack[at] = item
    entry[at] = distance
  }
}
