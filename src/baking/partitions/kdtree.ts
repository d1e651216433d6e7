import { compareText, type TreeLeaf } from '../places'
import { joinBoxes, type Item } from './items'
import {
  addLeaf,
  byFloor,
  countTriangles,
  leafCells,
  nodeId,
  type PartitionNode,
  type PartitionTree,
  type Splitting,
  type TreeLimits,
} from './nodes'

/**
 * A kd-tree a floor: items are halved at the median of their middles, along the longer axis of these, until a half holds few triangles and is
 * at most `leafCells` wide. 0 is the lower half. Nothing is cut for it, and an item is in one leaf only, so boxes of leaves may overlap.
 */
export function kdtree(items: readonly Item[], limits: TreeLimits): PartitionTree {
  const leafOf = new Map<Item, TreeLeaf>()
  const nodes: PartitionNode[] = []
  for (const [floor, some] of byFloor(items, limits.storey)) split(some, [], { floor, limits, leafOf, nodes })
  return { leafOf, nodes }
}

function split(items: readonly Item[], way: readonly number[], splitting: Splitting): void {
  const { floor, limits, nodes } = splitting
  const id = nodeId(floor, 'K', way)
  const box = joinBoxes(items.map((item) => item.box))
  const side = Math.max(box[3] - box[0], box[5] - box[2])
  const few = countTriangles(items) <= limits.leafTriangles && side <= leafCells * limits.cell
  if (few || items.length === 1) {
    addLeaf(splitting, id, items)
    return
  }
  const parent = way.length > 0 ? nodeId(floor, 'K', way.slice(0, -1)) : null
  nodes.push({ id, parent, side, square: null })
  const sorted = sortAlong(items, longerAxis(items))
  const middle = sorted.length >> 1
  split(sorted.slice(0, middle), [...way, 0], splitting)
  split(sorted.slice(middle), [...way, 1], splitting)
}

const middleOf = ({ box }: Item, axis: number) => (box[axis] + box[axis + 3]) / 2

function longerAxis(items: readonly Item[]): 0 | 2 {
  const middles = joinBoxes(items.map((item) => [0, 1, 2, 0, 1, 2].map((axis) => middleOf(item, axis))))
  return middles[5] - middles[2] > middles[3] - middles[0] ? 2 : 0
}

/** Ties by the other axis and by path: an order that does not depend on the order of the file's nodes. Pieces of one part keep theirs. */
function sortAlong(items: readonly Item[], axis: 0 | 2): Item[] {
  return [...items].sort(
    (a, b) =>
      middleOf(a, axis) - middleOf(b, axis) ||
      middleOf(a, 2 - axis) - middleOf(b, 2 - axis) ||
      compareText(a.part.path, b.part.path),
  )
}
