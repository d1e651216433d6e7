import type { BakeScene } from './bakeScene'
import type { CutSum } from './cutAtCells'
import { gridTree } from './partitions/grid'
import { listItems, type Item, type Piece, type PlacedPart } from './partitions/items'
import { kdtree } from './partitions/kdtree'
import type { PartitionNode, PartitionTree, TreeLimits } from './partitions/nodes'
import { quadtree } from './partitions/quadtree'
import { comparePlaces, placeInLeaf, placeKey, placeOf, type Place, type TreeLeaf } from './places'

export type { Piece, PlacedPart } from './partitions/items'
export { joinBoxes } from './partitions/items'

export const partitions = ['grid', 'quadtree', 'kdtree'] as const
export type PartitionName = (typeof partitions)[number]

/** What one mesh section will hold, before anything is merged. */
export interface Group extends Place {
  /** Parts that are here whole. */
  readonly whole: PlacedPart[]
  /** Pieces of parts that were cut, in world space. */
  readonly pieces: Piece[]
}

export interface Partition {
  readonly groups: readonly Group[]
  /** What lies above the leaves, parents first. */
  readonly nodes: readonly PartitionNode[]
  readonly cuts: CutSum
}

/**
 * Distributes what is drawn: parts under a radius of their own to places of their own, the others to cells of a square grid, or to leaves of a tree. What is
 * larger than a cell is cut at the cell borders, whatever the partition: leaves of a quadtree are made of whole cells, and pieces of a cut part
 * are items of a kd-tree.
 */
export function partitionScene(scene: BakeScene, partition: PartitionName, limits: TreeLimits): Partition {
  const { items, cuts } = listItems(scene, limits.cell)
  const placed = items.filter(({ part }) => part.owner === null)
  const { leafOf, nodes } = divide(placed, partition, limits)
  const groups = new Map<string, Group>()
  for (const item of items) add(groupAt(groups, placeOfItem(item, leafOf.get(item))), item)
  return { groups: [...groups.values()].sort(comparePlaces), nodes, cuts }
}

function divide(items: readonly Item[], partition: PartitionName, limits: TreeLimits): PartitionTree {
  if (partition === 'quadtree') return quadtree(items, limits)
  if (partition === 'kdtree') return kdtree(items, limits)
  const cells = items.map(({ cell }) => cell)
  return { leafOf: new Map(), nodes: cells.length > 0 ? gridTree(cells, limits.cell) : [] }
}

function placeOfItem({ part, cell }: Item, leaf: TreeLeaf | undefined): Place {
  return leaf ? placeInLeaf(part.settings, leaf) : placeOf(part, part.owner === null ? cell : null)
}

function groupAt(groups: Map<string, Group>, place: Place): Group {
  const group = groups.get(placeKey(place)) ?? { ...place, whole: [], pieces: [] }
  groups.set(placeKey(place), group)
  return group
}

function add({ whole, pieces }: Group, { part, piece, boxes }: Item): void {
  if (piece) pieces.push(piece)
  else whole.push({ part, boxes })
}
