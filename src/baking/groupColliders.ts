import type { BakeScene, SceneCollider } from './bakeScene'
import type { SolidShape } from './colliderDraft'
import { cutAtCells } from './cutAtCells'
import { placedBox } from './geometry'
import { cellAt, comparePlaces, placeKey, placeOf, type Cell, type Place } from './places'
import { asGeometry, solidShape } from './solidShapes'

/** What one collider section will hold, by the ids of its shapes. */
export interface ColliderGroup extends Place {
  readonly shapes: SolidShape[]
}

/**
 * Distributes colliders as meshes are: those under a radius of their own to sections of their own, the others whole to the cell of their centre, or cut at
 * the cell borders where they are larger than a cell; a box that is cut becomes a mesh in each cell.
 */
export function groupColliders(scene: BakeScene, cell: number): ColliderGroup[] {
  const groups = new Map<string, ColliderGroup>()
  const add = (collider: SceneCollider, at: Cell | null, shape: SolidShape) => {
    const place = placeOf(collider, at)
    const group = groups.get(placeKey(place)) ?? { ...place, shapes: [] }
    groups.set(placeKey(place), group)
    group.shapes.push(shape)
  }
  for (const collider of orderById(scene.colliders)) {
    const shape = solidShape(scene, collider)
    const box = placedBox(asGeometry(shape), null)
    if (collider.owner !== null) add(collider, null, shape)
    else if (box[3] - box[0] <= cell && box[5] - box[2] <= cell)
      add(collider, cellAt((box[0] + box[3]) / 2, (box[2] + box[5]) / 2, cell), shape)
    else
      for (const { cellX, cellZ, geometry } of cutAtCells(asGeometry(shape), cell, { cut: 0, pieces: 0 }))
        if (geometry.indices.length > 0) add(collider, [cellX, cellZ], { ...geometry, id: shape.id, box: null })
  }
  return [...groups.values()].sort(comparePlaces)
}

/** An order that does not depend on the order of the file's nodes. */
function orderById(colliders: readonly SceneCollider[]): SceneCollider[] {
  return [...colliders].sort((a, b) => a.id[1] - b.id[1] || a.id[0] - b.id[0])
}
