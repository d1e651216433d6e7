import type { Settings } from '../authoring/settings'
import type { MetadataValues } from '../blobs/metadataColumns'

/** Column and row of a cell of the grid. */
export type Cell = readonly [x: number, z: number]

/** Where things are that stream together: a cell of the grid, or a node with a radius of its own. Each kind of payload there is a section. */
export interface Place {
  readonly name: string
  readonly settings: Settings
  /** Null for a place of its own. */
  readonly cell: Cell | null
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

/** The same for two things exactly where they are in one place. */
export const placeKey = ({ name, cell }: Place) => `${cell ? 'cell' : 'own'} ${name}`

/** Path of the node whose radius makes a place of its own. */
export const ownerOf = ({ name, settings }: Place) => name.slice(0, name.length - variantOf(settings).length)

/** The cell that a point is in. */
export const cellAt = (x: number, z: number, size: number): Cell => [Math.floor(x / size), Math.floor(z / size)]

function variantOf({ layer, priority, alwaysLoaded }: Settings): string {
  const layerPart = layer && layer !== 'base' ? `@${layer}` : ''
  return layerPart + (priority ? `^${priority}` : '') + (alwaysLoaded ? '!' : '')
}

/** Cells row by row, then places of their own by name: an order that does not depend on the order of the file's nodes. */
export function comparePlaces(a: Place, b: Place): number {
  if (a.cell && b.cell) return a.cell[1] - b.cell[1] || a.cell[0] - b.cell[0] || compareText(a.name, b.name)
  return a.cell ? -1 : b.cell ? 1 : compareText(a.name, b.name)
}

/** By UTF-16 units: the same on every machine, unlike `localeCompare`. */
export const compareText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
