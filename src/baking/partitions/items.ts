import type { BakeScene, Part } from '../bakeScene'
import { cutAtCells, type CutSum } from '../cutAtCells'
import { placedBox, placeGeometry, triangleCount, type Geometry } from '../geometry'
import { cellAt, type Cell } from '../places'
import { splitVertices } from '../weld'

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

/** What is distributed over places: a part that stays whole, or a piece of one that was cut. */
export interface Item {
  readonly part: Part
  /** Null: the part stays whole. */
  readonly piece: Piece | null
  readonly boxes: readonly Float64Array[]
  /** Min xyz, max xyz, world metres. */
  readonly box: Float64Array
  /** Of the grid, by its middle; of a piece, the cell that it was cut for. */
  readonly cell: Cell
  readonly triangles: number
}

/**
 * Everything that is drawn where it stands, in the order of the file's nodes: parts that are not larger than a cell, dynamic ones and those
 * with a radius of their own whole, others cut at the cell borders.
 */
export function listItems(scene: BakeScene, cell: number): { readonly items: Item[]; readonly cuts: CutSum } {
  const cuts: CutSum = { cut: 0, pieces: 0 }
  const items: Item[] = []
  for (const part of scene.parts) {
    const { surfaces } = scene.meshes[part.mesh]
    if (surfaces.length === 0) continue
    const boxes = surfaces.map(({ geometry }) => placedBox(geometry, part.matrix))
    const box = joinBoxes(boxes)
    const small = box[3] - box[0] <= cell && box[5] - box[2] <= cell
    if (part.owner === null && !part.dynamic && !small) items.push(...cutPart(scene, part, cell, cuts))
    else {
      const triangles = surfaces.reduce((sum, { geometry }) => sum + triangleCount(geometry), 0)
      const middle = cellAt((box[0] + box[3]) / 2, (box[2] + box[5]) / 2, cell)
      items.push({ part, piece: null, boxes, box, cell: middle, triangles })
    }
  }
  return { items, cuts }
}

function cutPart(scene: BakeScene, part: Part, cell: number, cuts: CutSum): Item[] {
  const items: Item[] = []
  for (const { look, geometry } of scene.meshes[part.mesh].surfaces)
    for (const { cellX, cellZ, geometry: cut } of cutAtCells(placeGeometry(geometry, part.matrix), cell, cuts)) {
      if (cut.indices.length === 0) continue
      for (const geometry of splitVertices(cut)) {
        const box = placedBox(geometry, null)
        const piece = { look, geometry, box }
        items.push({ part, piece, boxes: [box], box, cell: [cellX, cellZ], triangles: triangleCount(geometry) })
      }
    }
  return items
}

/** The box around boxes; inside out where there are none. */
export function joinBoxes(boxes: readonly ArrayLike<number>[]): Float64Array {
  const out = Float64Array.of(Infinity, Infinity, Infinity, -Infinity, -Infinity, -Infinity)
  for (const box of boxes)
    for (let axis = 0; axis < 3; axis++) {
      out[axis] = Math.min(out[axis], box[axis])
      out[axis + 3] = Math.max(out[axis + 3], box[axis + 3])
    }
  return out
}
