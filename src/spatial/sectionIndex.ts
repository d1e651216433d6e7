import type { SectionTable } from '../blobs/sectionBlob'
import { squaredDistanceToBox } from '../math/box'

/** Depth of the octree ≤ 16 levels, eight children each: the stack never holds more. Proved by `mortonBits`. */
const stack = new Int32Array(16 * 8)

/**
 * Calls `visit(row)` for every placed root whose enter radius × scale + slack reaches the point, nearest subtrees in no
 * particular order. Reads the baked octree in place; allocates nothing.
 */
export function visitRootsInReach(
  table: SectionTable,
  x: number,
  y: number,
  z: number,
  scale: number,
  slack: number,
  visit: (row: number) => void,
): void {
  if (table.rootCount === 0) return
  const ranges = table.rangeBox ?? table.bounds
  let depth = 0
  stack[depth++] = 0
  while (depth > 0) {
    const node = stack[--depth]
    if (!reaches(table.nodeBox, 6 * node, x, y, z, table.nodeReach[node] * scale + slack)) continue
    const children = table.nodeChildCount[node]
    for (let child = 0; child < children; child++) stack[depth++] = table.nodeFirstChild[node] + child
    if (children > 0) continue
    const end = table.nodeStart[node] + table.nodeCount[node]
    for (let row = table.nodeStart[node]; row < end; row++)
      if (reaches(ranges, 6 * row, x, y, z, table.enterRadius[row] * scale + slack)) visit(row)
  }
}

function reaches(boxes: Float64Array, at: number, x: number, y: number, z: number, radius: number): boolean {
  return squaredDistanceToBox(boxes, at, x, y, z) <= radius * radius
}
