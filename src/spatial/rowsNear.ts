import { boxStride, squaredDistanceToBox } from '../math/box'
import type { RowIndex } from './rowIndex'

/** Rows that a search found; reused from search to search, and grown to the largest. */
export interface RowList {
  count: number
  rows: Int32Array
  /** Squared distance from the point to each one's bounds, metres². */
  squared: Float64Array
}

export function createRowList(): RowList {
  return { count: 0, rows: new Int32Array(64), squared: new Float64Array(64) }
}

/** Depth of the octree ≤ 16 levels, eight children each. */
const stack = new Int32Array(16 * 8)

/** Fills the list with every row of the index within `radius` of the point, in the order of the octree. */
export function findRowsNear(
  { table, included, nodeBox }: RowIndex,
  x: number,
  y: number,
  z: number,
  radius: number,
  out: RowList,
): void {
  out.count = 0
  if (table.rootCount === 0) return
  const limit = radius * radius
  let depth = 0
  stack[depth++] = 0
  while (depth > 0) {
    const node = stack[--depth]
    if (!(squaredDistanceToBox(nodeBox, boxStride * node, x, y, z) <= limit)) continue
    const children = table.nodeChildCount[node]
    for (let child = 0; child < children; child++) stack[depth++] = table.nodeFirstChild[node] + child
    const end = children > 0 ? 0 : table.nodeStart[node] + table.nodeCount[node]
    for (let row = table.nodeStart[node]; row < end; row++) {
      if (!included[row]) continue
      const squared = squaredDistanceToBox(table.bounds, boxStride * row, x, y, z)
      if (squared <= limit) add(out, row, squared)
    }
  }
}

function add(out: RowList, row: number, squared: number): void {
  if (out.count === out.rows.length) grow(out)
  out.rows[out.count] = row
  out.squared[out.count++] = squared
}

function grow(out: RowList): void {
  const { rows, squared } = out
  out.rows = new Int32Array(2 * rows.length)
  out.rows.set(rows)
  out.squared = new Float64Array(2 * squared.length)
  out.squared.set(squared)
}
