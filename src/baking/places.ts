import type { Settings } from '../authoring/settings'
import { isInterior } from '../authoring/tiers'
import type { MetadataValues } from '../blobs/metadataColumns'

/** Column and row of a cell of the grid. */
export type Cell = readonly [x: number, z: number]

/** Leaf of a quadtree or kd-tree, by the id that the manifest has (`F02_Q_0_0_0`, `F02_K_0_1_0`). */
export interface TreeLeaf {
  readonly id: string
  /** 0 is the ground. */
  readonly floor: number
  /** A cell of the grid that its middle is in: metadata is looked up there. */
  readonly cell: Cell
}

/** Where things are that stream together: a cell of the grid, a leaf of a tree, or a node with a radius of its own. Each kind of payload there is a section. */
export interface Place {
  readonly name: string
  readonly settings: Settings
  /** Null for a place of its own, and for a leaf. */
  readonly cell: Cell | null
  /** Where the world is partitioned by trees. */
  readonly leaf?: TreeLeaf
  /** What all sections here say of themselves. */
  readonly metadata?: MetadataValues
}

/** Things of one place that differ in layer, priority or pinning stream apart: each combination is a place. `cell` where there is no owner. */
export function placeOf(
  { settings, owner }: { readonly settings: Settings; readonly owner: string | null },
  cell: Cell | null,
): Place {
  return { name: (cell ? `cell_${cell[0]}_${cell[1]}` : owner) + variantOf(settings), settings, cell }
}

/** The same in a leaf of a tree. */
export function placeInLeaf(settings: Settings, leaf: TreeLeaf): Place {
  return { name: leaf.id + variantOf(settings), settings, cell: null, leaf }
}

/** The same for two things exactly where they are in one place. */
export const placeKey = ({ name, cell, leaf }: Place) => `${cell ? 'cell' : leaf ? 'leaf' : 'own'} ${name}`

/** Path of the node whose radius makes a place of its own. */
export const ownerOf = ({ name, settings }: Place) => name.slice(0, name.length - variantOf(settings).length)

/** The cell that a point is in. */
export const cellAt = (x: number, z: number, size: number): Cell => [Math.floor(x / size), Math.floor(z / size)]

function variantOf(settings: Settings): string {
  const { layer, priority, alwaysLoaded, tier, interior } = settings
  const layerPart = layer && layer !== 'base' ? `@${layer}` : ''
  const inside = interior === undefined || interior === isInterior({ tier }) ? '' : interior ? '~inside' : '~outside'
  return layerPart + (priority ? `^${priority}` : '') + (tier ? `~${tier}` : '') + inside + (alwaysLoaded ? '!' : '')
}

/** Leaves of trees by id, cells row by row, then places of their own by name: an order that does not depend on the order of the file's nodes. */
export function comparePlaces(a: Place, b: Place): number {
  if (a.cell && b.cell) return a.cell[1] - b.cell[1] || a.cell[0] - b.cell[0] || compareText(a.name, b.name)
  return rankOf(a) - rankOf(b) || compareText(a.name, b.name)
}

const rankOf = ({ cell, leaf }: Place) => (leaf ? 0 : cell ? 1 : 2)

/** By UTF-16 units: the same on every machine, unlike `localeCompare`. */
export const compareText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
