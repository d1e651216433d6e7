import { hasComponent } from 'bitecs'
import { SectionFlag, type SectionTable } from '../blobs/sectionBlob'
import { findStore } from '../entities/stores'
import { boxStride } from '../math/box'
import { Transform } from '../schema/builtIn'
import type { EntityRef } from '../schema/fields'
import { createRowIndex, type RowIndex } from '../spatial/rowIndex'
import { homeOf, type WorldState } from './worldState'

/** Depth of the octree ≤ 16 levels, eight children each. */
const stack = new Int32Array(16 * 8)

/** Where something stands, metres; height is of no account for who owns it. */
export interface Spot {
  readonly x: number
  readonly z: number
  /** Mask of the data layer that it belongs to: sections of others do not take it. */
  readonly layer: number
}

/** Where an entity stands, null for one without a Transform. */
export function spotOf(state: WorldState, eid: number): Spot | null {
  const { entities } = state
  const transform = findStore(entities, Transform)
  if (!hasComponent(entities.ecs, eid, transform)) return null
  const [x, z] = [transform.x[eid] as number, transform.z[eid] as number]
  return { x, z, layer: layerOf(state, entities.tracked.handle[eid] as EntityRef, entities.tracked.owner[eid]) }
}

/** Mask of the layer that everything is in which names none. */
export const baseLayer = 1

/** Layer of its owner, else of its home, else the base layer. */
export function layerOf(state: WorldState, handle: EntityRef, owner: number): number {
  const row = owner >= 0 ? owner : homeOf(state, handle)
  return row >= 0 ? state.engine.table.layer[row] : baseLayer
}

/** Metres from the spot to a section's box, seen from above; 0 inside, NaN for a spot that is nowhere. */
export function distanceTo({ engine }: WorldState, row: number, { x, z }: Spot): number {
  const { bounds } = engine.table
  return Math.sqrt(squaredFromAbove(bounds, boxStride * row, x, z))
}

/**
 * The entity section in whose box a spot lies, −1 for none. Of several, the one that is not always loaded, then the one with the larger ground (a cell before a
 * place of its own), then the first by GUID.
 */
export function findPlace(state: WorldState, spot: Spot): number {
  const { table, included, nodeBox } = indexOf(state)
  let best = -1
  let depth = 0
  if (table.rootCount > 0) stack[depth++] = 0
  while (depth > 0) {
    const node = stack[--depth]
    if (squaredFromAbove(nodeBox, boxStride * node, spot.x, spot.z) !== 0) continue
    const children = table.nodeChildCount[node]
    for (let child = 0; child < children; child++) stack[depth++] = table.nodeFirstChild[node] + child
    const end = children > 0 ? 0 : table.nodeStart[node] + table.nodeCount[node]
    for (let row = table.nodeStart[node]; row < end; row++) {
      if (!included[row] || table.layer[row] !== spot.layer) continue
      if (squaredFromAbove(table.bounds, boxStride * row, spot.x, spot.z) !== 0) continue
      if (best < 0 || comesBefore(state, row, best)) best = row
    }
  }
  return best
}

/** The nearest section of its layer whose entities are in the world, −1 for none. */
export function findNearest(state: WorldState, spot: Spot): number {
  const { table } = state.engine
  let [best, least] = [-1, Infinity]
  for (const row of state.entered.keys()) {
    if (table.layer[row] !== spot.layer) continue
    const distance = distanceTo(state, row, spot)
    if (distance < least || (distance === least && comesBefore(state, row, best))) [best, least] = [row, distance]
  }
  return best
}

function comesBefore({ engine: { table } }: WorldState, row: number, other: number): boolean {
  const always = (each: number) => table.flags[each] & SectionFlag.AlwaysLoaded
  const order = always(row) - always(other) || groundOf(table, other) - groundOf(table, row)
  return (order || table.rank[row] - table.rank[other]) < 0
}

/** Square metres. */
function groundOf({ bounds }: SectionTable, row: number): number {
  const at = boxStride * row
  return (bounds[at + 3] - bounds[at]) * (bounds[at + 5] - bounds[at + 2])
}

function squaredFromAbove(boxes: Float64Array, at: number, x: number, z: number): number {
  const dx = Math.max(boxes[at] - x, 0, x - boxes[at + 3])
  const dz = Math.max(boxes[at + 2] - z, 0, z - boxes[at + 5])
  return dx * dx + dz * dz
}

function indexOf(state: WorldState): RowIndex {
  const { table } = state.engine
  const kind = table.info.kinds.indexOf('entities')
  return (state.places ??= createRowIndex(table, (row) => table.kind[row] === kind))
}
