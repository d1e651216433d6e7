import type { ColliderTable } from '../blobs/colliderBlob'
import type { Engine } from '../engine'
import { createRowIndex, type RowIndex } from '../spatial/rowIndex'
import { createRayWalk, type RayWalk } from '../spatial/rowsAlongRay'
import { createRowList, type RowList } from '../spatial/rowsNear'

/** What one world knows of its colliders. */
export interface GroundWorld {
  readonly index: RowIndex
  readonly walk: RayWalk
  /** Colliders that have entered, by table row. */
  readonly resident: Map<number, ColliderTable>
  /** A height above every collider, metres. */
  readonly ceiling: number
  readonly floors: FloorWatch
}

/** Which floors the game knows to be missing, and what was looked at last. */
export interface FloorWatch {
  /** Metres; null: by speed. */
  readonly radius: number | null
  /** Rows that the game has been told of, with the tick at which they were last near and missing. */
  readonly announced: Map<number, number>
  /** x, y, z and radius by focus index. */
  readonly seenFocus: Float64Array
  /** Events written, and layers visible. */
  seenEvents: number
  seenLayers: number
  readonly near: RowList
}

export function createGround({ table, focuses }: Engine, floorRadius: number | null): GroundWorld {
  const kind = table.info.kinds.indexOf('collider')
  const index = createRowIndex(table, (row) => table.kind[row] === kind)
  const top = table.nodeCountTotal > 0 ? index.nodeBox[4] : -Infinity
  return {
    index,
    walk: createRayWalk(index),
    resident: new Map(),
    ceiling: top > -Infinity ? Math.ceil(top) + 1 : 0,
    floors: {
      radius: floorRadius,
      announced: new Map(),
      seenFocus: new Float64Array(4 * focuses.capacity).fill(NaN),
      seenEvents: -1,
      seenLayers: 0,
      near: createRowList(),
    },
  }
}
