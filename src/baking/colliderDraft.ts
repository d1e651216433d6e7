import { colliderBlobBytes, writeColliderBlob, type ShapeToWrite } from '../blobs/colliderBlob'
import { emptyBox } from '../math/box'
import type { IdHalves } from '../schema/stableId'
import { buildBvh, mostNodes } from './buildBvh'
import { fitsLattice, latticeBox, stepFor, toLattice } from './lattice'

/** One solid thing, in world metres. */
export interface SolidShape {
  readonly id: IdHalves
  /** Null for a mesh; a box has its triangles as well. */
  readonly box: SolidBox | null
  readonly positions: ArrayLike<number>
  readonly indices: ArrayLike<number>
}

/** A box that may be turned. */
export interface SolidBox {
  readonly centre: readonly [number, number, number]
  readonly half: readonly [number, number, number]
  /** Unit quaternion xyzw. */
  readonly rotation: readonly [number, number, number, number]
}

/** Solid things of one section on their lattice: all but the tree. */
export interface ColliderDraft {
  readonly origin: readonly [number, number, number]
  readonly step: number
  readonly positions: Uint16Array
  readonly indices: Uint32Array
  readonly shapeOf: Uint32Array
  readonly shapes: readonly ShapeToWrite[]
  /** min xyz, max xyz of the triangles as stored, world metres. */
  readonly box: Float64Array
}

/**
 * Rounds shapes to one lattice of whole steps from the world's zero, so that every corner moves by half a step per axis at most and
 * equal corners of neighbouring sections stay equal. Triangles of which two corners meet are dropped: their neighbours close the gap. Thin
 * ones that only fall into a line stay, or a ray could pass between theirs. Null where nothing is left.
 * @param step metres, a power of two; a coarser one is taken where 16 bits do not reach.
 */
export function draftCollider(shapes: readonly SolidShape[], step: number): ColliderDraft | null {
  const world = boxAround(shapes)
  const fitting = fittingStep(world, step)
  const low = [0, 1, 2].map((axis) => toLattice(world[axis], fitting))
  const soup = weldShapes(shapes, fitting, low)
  if (soup.indices.length === 0) return null
  const origin = low.map((steps) => steps * fitting) as [number, number, number]
  return {
    origin,
    step: fitting,
    positions: Uint16Array.from(soup.positions),
    indices: Uint32Array.from(soup.indices),
    shapeOf: Uint32Array.from(soup.shapeOf),
    shapes: soup.shapes.map(({ id, box }) => ({ id, box: box && boxNumbers(box, origin) })),
    box: latticeBox(world, fitting),
  }
}

function boxAround(shapes: readonly SolidShape[]): Float64Array {
  const box = new Float64Array(6)
  emptyBox(box, 0)
  for (const { positions } of shapes)
    for (let at = 0; at < positions.length; at++) {
      const axis = at % 3
      box[axis] = Math.min(box[axis], positions[at])
      box[axis + 3] = Math.max(box[axis + 3], positions[at])
    }
  return box
}

function fittingStep(box: Float64Array, least: number): number {
  let step = Math.max(least, ...[0, 1, 2].map((axis) => stepFor(box[axis + 3] - box[axis])))
  while (!fitsLattice(latticeBox(box, step), step)) step *= 2
  return step
}

interface Soup {
  readonly positions: number[]
  readonly indices: number[]
  readonly shapeOf: number[]
  /** Those with a triangle left. */
  readonly shapes: SolidShape[]
}

/** Equal lattice points are one vertex, whatever shape they come from. */
function weldShapes(shapes: readonly SolidShape[], step: number, low: readonly number[]): Soup {
  const soup: Soup = { positions: [], indices: [], shapeOf: [], shapes: [] }
  const vertices = new Map<number, number>()
  const vertexAt = (positions: ArrayLike<number>, at: number) => {
    const point = [0, 1, 2].map((axis) => toLattice(positions[at + axis], step) - low[axis])
    const key = (point[2] * 0x1_0000 + point[1]) * 0x1_0000 + point[0]
    const known = vertices.get(key)
    if (known !== undefined) return known
    vertices.set(key, vertices.size)
    soup.positions.push(...point)
    return vertices.size - 1
  }
  for (const shape of shapes) {
    const { positions, indices } = shape
    for (let at = 0; at < indices.length; at += 3) {
      const [a, b, c] = [0, 1, 2].map((corner) => vertexAt(positions, 3 * indices[at + corner]))
      if (a === b || b === c || c === a) continue
      if (soup.shapes.at(-1) !== shape) soup.shapes.push(shape)
      soup.indices.push(a, b, c)
      soup.shapeOf.push(soup.shapes.length - 1)
    }
  }
  return soup
}

const boxNumbers = ({ centre, half, rotation }: SolidBox, origin: readonly number[]) => [
  ...centre.map((value, axis) => value - origin[axis]),
  ...half,
  ...rotation,
]

/** Builds the tree and writes the payload. */
export function encodeCollider(draft: ColliderDraft): ArrayBuffer {
  const { nodes, order } = buildBvh(draft.positions, draft.indices)
  const indices = new Uint32Array(draft.indices.length)
  const shapeOf = new Uint32Array(order.length)
  order.forEach((triangle, i) => {
    for (let corner = 0; corner < 3; corner++) indices[3 * i + corner] = draft.indices[3 * triangle + corner]
    shapeOf[i] = draft.shapeOf[triangle]
  })
  return writeColliderBlob({ ...draft, indices, shapeOf, nodes })
}

/** An upper bound of the payload's bytes, before there is a tree. */
export function mostColliderBytes({ positions, shapeOf, shapes }: ColliderDraft): number {
  return colliderBlobBytes({
    vertices: positions.length / 3,
    triangles: shapeOf.length,
    shapes: shapes.length,
    boxes: shapes.filter(({ box }) => box).length,
    nodes: mostNodes(shapeOf.length),
  })
}
