import type { SectionTable } from '../blobs/sectionBlob'
import { listAncestors, parseNodeId } from '../manifest/nodeId'
import { emptyBox, growBox } from '../math/box'
import { metadataOf } from './interiors'

/**
 * The regions of a hierarchical scene: every node of its quadtrees or kd-trees that lies above another, with the union of the bounds of all
 * tiles under it (T-9). Read once when a world opens, whichever way ids are spelled.
 */
export interface Regions {
  readonly count: number
  /** min xyz, max xyz of each, metres. */
  readonly boxes: Float64Array
  /** The region around it, −1 for none. */
  readonly parent: Int32Array
  /** By table row: the nearest region above the tile's node, −1 for none. */
  readonly above: Int32Array
}

/** Null for uniform grids, and where no node lies above another. */
export function indexRegions(table: SectionTable): Regions | null {
  const ids = table.info.hierarchical ? metadataOf(table, 'quadtree_node_id') : null
  if (ids === null) return null
  const names = nameRegions(table)
  if (names.index.size === 0) return null
  const count = names.index.size
  const above = new Int32Array(table.count)
  for (let row = 0; row < table.count; row++) above[row] = names.above[ids[row]]
  const boxes = new Float64Array(6 * count)
  for (let region = 0; region < count; region++) emptyBox(boxes, 6 * region)
  for (let row = 0; row < table.count; row++) if (above[row] >= 0) growBox(boxes, 6 * above[row], table.bounds, 6 * row)
  // Regions are named from the root down: whatever lies in another comes after it.
  for (let region = count - 1; region >= 0; region--)
    if (names.parent[region] >= 0) growBox(boxes, 6 * names.parent[region], boxes, 6 * region)
  return { count, boxes, parent: Int32Array.from(names.parent), above }
}

/** Names are few beside rows: each is read once. */
function nameRegions({ info }: SectionTable) {
  const index = new Map<string, number>()
  const parent: number[] = []
  const above = info.metadataTexts.map((text) => {
    const node = parseNodeId(text)
    return node === null ? -1 : addRegions(listAncestors(node).reverse())
  })
  function addRegions(keys: readonly string[]): number {
    let last = -1
    for (const key of keys) {
      if (!index.has(key)) {
        index.set(key, parent.length)
        parent.push(last)
      }
      last = index.get(key)!
    }
    return last
  }
  return { index, parent, above }
}
