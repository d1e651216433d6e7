import type { SectionTable } from '../blobs/sectionBlob'
import { boxStride, emptyBox, growBox } from '../math/box'

/** The baked octree over some of the placed roots: boxes of these rows alone, so that a search passes by all that others fill. */
export interface RowIndex {
  readonly table: SectionTable
  /** By row. */
  readonly included: Uint8Array
  /** By node of the table's octree: their bounds, metres; empty where it has none of them. */
  readonly nodeBox: Float64Array
}

export function createRowIndex(table: SectionTable, includes: (row: number) => boolean): RowIndex {
  const included = new Uint8Array(table.rootCount)
  for (let row = 0; row < table.rootCount; row++) included[row] = includes(row) ? 1 : 0
  const nodeBox = new Float64Array(boxStride * table.nodeCountTotal)
  for (let node = table.nodeCountTotal - 1; node >= 0; node--) {
    emptyBox(nodeBox, boxStride * node)
    const { nodeChildCount, nodeFirstChild, nodeStart, nodeCount } = table
    for (let i = 0; i < nodeChildCount[node]; i++)
      growBox(nodeBox, boxStride * node, nodeBox, boxStride * (nodeFirstChild[node] + i))
    if (nodeChildCount[node] > 0) continue
    for (let row = nodeStart[node]; row < nodeStart[node] + nodeCount[node]; row++)
      if (included[row]) growBox(nodeBox, boxStride * node, table.bounds, boxStride * row)
  }
  return { table, included, nodeBox }
}
