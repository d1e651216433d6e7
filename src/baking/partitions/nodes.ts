import { cellAt, type TreeLeaf } from '../places'
import { joinBoxes, type Item } from './items'

/** A node of what lies above the leaves: the squares over a grid, a quadtree or a kd-tree. */
export interface PartitionNode {
  /** As the manifest has it. */
  readonly id: string
  /** Id of the node above; null for a root. */
  readonly parent: string | null
  /** Metres along the longer of x and z. */
  readonly side: number
  /** Low x, low z, high x, high z where sides are planes that neighbours share; null in a kd-tree, which cuts nothing. */
  readonly square: readonly [number, number, number, number] | null
}

/** A way to cut space: a leaf for each item, and the nodes above all leaves, parents first. */
export interface PartitionTree {
  /** Empty for a grid, whose cells are the leaves. */
  readonly leafOf: ReadonlyMap<Item, TreeLeaf>
  readonly nodes: readonly PartitionNode[]
}

/** A tree while it grows. */
export interface Splitting {
  readonly floor: number
  readonly limits: TreeLimits
  readonly leafOf: Map<Item, TreeLeaf>
  readonly nodes: PartitionNode[]
}

/** Ends a branch: these items are one leaf. */
export function addLeaf({ leafOf, floor, limits }: Splitting, id: string, items: readonly Item[]): void {
  const box = joinBoxes(items.map((item) => item.box))
  const cell = cellAt((box[0] + box[3]) / 2, (box[2] + box[5]) / 2, limits.cell)
  for (const item of items) leafOf.set(item, { id, floor, cell })
}

/** What decides where a tree ends. */
export interface TreeLimits {
  /** Side of a grid cell, metres: no leaf of a quadtree is smaller. */
  readonly cell: number
  /** Triangles above which a leaf is split. */
  readonly leafTriangles: number
  /** Metres from floor to floor; Infinity: one floor. */
  readonly storey: number
}

/** Leaves are at most this many cells along a side, however little they hold: a leaf loads whole. */
export const leafCells = 4

/** Floor of an item, by the height of its middle; 0 is the ground, −1 the first below. */
export function floorOf({ box }: Item, storey: number): number {
  return storey === Infinity ? 0 : Math.floor((box[1] + box[4]) / 2 / storey)
}

/** `F02_Q_0_0_0`: floor, kind of tree, and the way down from its root. Floors below the ground are `F-01`. */
export function nodeId(floor: number, kind: 'Q' | 'K', way: readonly number[]): string {
  const digits = `${floor < 0 ? '-' : ''}${String(Math.abs(floor)).padStart(2, '0')}`
  return ['F' + digits, kind, ...way].join('_')
}

/** Items by floor, lowest first. */
export function byFloor(items: readonly Item[], storey: number): [floor: number, items: Item[]][] {
  const floors = new Map<number, Item[]>()
  for (const item of items) {
    const floor = floorOf(item, storey)
    const known = floors.get(floor)
    if (known) known.push(item)
    else floors.set(floor, [item])
  }
  return [...floors].sort(([a], [b]) => a - b)
}

export const countTriangles = (items: readonly Item[]) => items.reduce((sum, { triangles }) => sum + triangles, 0)
