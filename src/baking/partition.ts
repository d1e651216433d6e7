import type { BakeScene, Part } from './bakeScene'
import { cutAtCells, type CutSum } from './cutAtCells'
import { splitVertices } from './weld'
import { placedBox, placeGeometry, type Geometry } from './geometry'
import { cellAt, comparePlaces, placeKey, placeOf, type Cell, type Place } from './places'

/** What one mesh section will hold, before anything is merged. */
export interface Group extends Place {
  /** Parts that are here whole. */
  readonly whole: PlacedPart[]
  /** Pieces of parts that were cut, in world space. */
  readonly pieces: Piece[]
}

/** A part with the box of each of its surfaces. */
export interface PlacedPart {
  readonly part: Part
  /** World box by surface of its mesh, metres. */
  readonly boxes: readonly Float64Array[]
}

/** Triangles in world space. */
export interface Piece {
  readonly look: number
  readonly geometry: Geometry
  readonly box: Float64Array
}

export interface Partition {
  readonly groups: readonly Group[]
  readonly cuts: CutSum
}

/**
 * Distributes parts: those under a radius of their own to sections of their own, the others to cells of a square grid in x and z
 * by their centre, or cut at the cell borders where they are larger than a cell. Dynamic parts are never cut.
 */
export function partitionGrid(scene: BakeScene, cell: number): Partition {
  const groups = new Map<string, Group>()
  const cuts: CutSum = { cut: 0, pieces: 0 }
  for (const part of scene.parts) {
    const surfaces = scene.meshes[part.mesh].surfaces
    if (surfaces.length === 0) continue
    const placed = { part, boxes: surfaces.map(({ geometry }) => placedBox(geometry, part.matrix)) }
    const box = joinBoxes(placed.boxes)
    if (part.owner !== null) groupOf(groups, part, null).whole.push(placed)
    else if (part.dynamic || (box[3] - box[0] <= cell && box[5] - box[2] <= cell))
      groupOf(groups, part, cellAt((box[0] + box[3]) / 2, (box[2] + box[5]) / 2, cell)).whole.push(placed)
    else cutPart(scene, part, cell, cuts, groups)
  }
  return { groups: [...groups.values()].sort(comparePlaces), cuts }
}

function cutPart(scene: BakeScene, part: Part, cell: number, cuts: CutSum, groups: Map<string, Group>): void {
  for (const { look, geometry } of scene.meshes[part.mesh].surfaces)
    for (const { cellX, cellZ, geometry: piece } of cutAtCells(placeGeometry(geometry, part.matrix), cell, cuts)) {
      if (piece.indices.length === 0) continue
      for (const geometry of splitVertices(piece))
        groupOf(groups, part, [cellX, cellZ]).pieces.push({ look, geometry, box: placedBox(geometry, null) })
    }
}

function groupOf(groups: Map<string, Group>, part: Part, cell: Cell | null): Group {
  const place = placeOf(part, cell)
  const group = groups.get(placeKey(place)) ?? { ...place, whole: [], pieces: [] }
  groups.set(placeKey(place), group)
  return group
}

export function joinBoxes(boxes: readonly Float64Array[]): Float64Array {
  const out = Float64Array.of(Infinity, Infinity, Infinity, -Infinity, -Infinity, -Infinity)
  for (const box of boxes)
    for (let axis = 0; axis < 3; axis++) {
      out[axis] = Math.min(out[axis], box[axis])
      out[axis + 3] = Math.max(out[axis + 3], box[axis + 3])
    }
  return out
}
