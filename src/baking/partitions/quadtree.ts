import type { TreeLeaf } from '../places'
import type { Item } from './items'
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

/** A square of cells. */
interface Square {
  readonly x: number
  readonly z: number
  /** Cells along a side, a power of two. */
  readonly size: number
}

/**
 * A quadtree a floor, all over one square of cells. A square is a leaf where it holds few triangles and is at most `leafCells` wide, or where it is
 * one cell. Quarters are numbered 0 … 3: 1 for the higher x, 2 for the higher z; empty ones are not there.
 */
export function quadtree(items: readonly Item[], limits: TreeLimits): PartitionTree {
  const leafOf = new Map<Item, TreeLeaf>()
  const nodes: PartitionNode[] = []
  const whole = squareAround(items)
  for (const [floor, some] of byFloor(items, limits.storey)) split(some, whole, [], { floor, limits, leafOf, nodes })
  return { leafOf, nodes }
}

function split(items: readonly Item[], square: Square, way: readonly number[], splitting: Splitting): void {
  const { floor, limits, nodes } = splitting
  const id = nodeId(floor, 'Q', way)
  if (isLeaf(items, square, limits)) {
    addLeaf(splitting, id, items)
    return
  }
  nodes.push(nodeOf(id, square, way.length > 0 ? nodeId(floor, 'Q', way.slice(0, -1)) : null, limits.cell))
  const half = square.size / 2
  for (let quarter = 0; quarter < 4; quarter++) {
    const x = square.x + (quarter & 1) * half
    const z = square.z + (quarter >> 1) * half
    const inside = items.filter(({ cell }) => holds({ x, z, size: half }, cell))
    if (inside.length > 0) split(inside, { x, z, size: half }, [...way, quarter], splitting)
  }
}

const isLeaf = (items: readonly Item[], { size }: Square, { leafTriangles }: TreeLimits) =>
  size === 1 || (size <= leafCells && countTriangles(items) <= leafTriangles)

const holds = ({ x, z, size }: Square, [cellX, cellZ]: Item['cell']) =>
  cellX >= x && cellX < x + size && cellZ >= z && cellZ < z + size

function nodeOf(id: string, { x, z, size }: Square, parent: string | null, cell: number): PartitionNode {
  const side = size * cell
  return { id, parent, side, square: [x * cell, z * cell, x * cell + side, z * cell + side] }
}

/** The smallest square of 2^n cells from the lowest cell on that holds all items. */
function squareAround(items: readonly Item[]): Square {
  const [x, z, toX, toZ] = items.reduce(
    ([lowX, lowZ, highX, highZ], { cell: [cellX, cellZ] }) => [
      Math.min(lowX, cellX),
      Math.min(lowZ, cellZ),
      Math.max(highX, cellX),
      Math.max(highZ, cellZ),
    ],
    [Infinity, Infinity, -Infinity, -Infinity],
  )
  let size = 1
  while (size <= Math.max(toX - x, toZ - z)) size *= 2
  return { x, z, size }
}
