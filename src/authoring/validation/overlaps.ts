import { boxStride, emptyBox, growBox } from '../../math/box'
import { createOctree, insertBox, visitPassing } from '../../spatial/octree'
import type { SectionFacts } from './facts'

/** Overlap that nobody means: bounds are rounded outward to a lattice of millimetres, walls meet. Metres. */
export const forgivenOverlap = 0.01

/** Pairs at most: a world where everything lies in one place has millions, and says the same with the first thousand. */
export const overlapLimit = 1000

export interface OverlapPair {
  readonly first: number
  readonly second: number
  /** Metres of the thinnest side of what both cover; 0 for flat boxes in one plane. */
  readonly depth: number
}

export interface Overlaps {
  readonly pairs: readonly OverlapPair[]
  /** There are more than `overlapLimit`. */
  readonly more: boolean
  /** Boxes that were compared: the cost, about n log n. */
  readonly compared: number
}

/**
 * Pairs of boxes that share more than `allowed` metres, each once. Every box is asked for in an octree of those before it, so that only what is near
 * is compared: 100,000 cells of a grid are 4 million comparisons, where every pair would be 5 billion.
 */
export function findOverlaps(
  sections: readonly SectionFacts[],
  members: readonly number[],
  allowed: number,
  related: (a: number, b: number) => boolean,
): Overlaps {
  const boxes = new Float64Array(boxStride * members.length)
  members.forEach((index, i) => boxes.set(sections[index].bounds as readonly number[], boxStride * i))
  const octree = createOctree(...cubeAround(boxes))
  const pairs: OverlapPair[] = []
  const counter = { compared: 0, more: false }
  for (let i = 0; i < members.length && !counter.more; i++) {
    visitPassing(
      octree,
      (others, at) => {
        counter.compared++
        return touches(boxes, boxStride * i, others, at)
      },
      (other) => {
        const depth = depthOf(boxes, boxStride * other, boxStride * i, allowed)
        if (depth === null || counter.more || related(members[other], members[i])) return
        if (pairs.length === overlapLimit) counter.more = true
        else pairs.push({ first: members[other], second: members[i], depth })
      },
    )
    insertBox(octree, boxes, boxStride * i)
  }
  return { pairs, ...counter }
}

/** A cube that holds every centre. */
function cubeAround(boxes: Float64Array): [origin: [number, number, number], size: number] {
  const all = new Float64Array(boxStride)
  emptyBox(all, 0)
  for (let at = 0; at < boxes.length; at += boxStride) growBox(all, 0, boxes, at)
  const size = Math.max(all[3] - all[0], all[4] - all[1], all[5] - all[2], 1)
  return [[all[0], all[1], all[2]], size]
}

function touches(a: Float64Array, at: number, b: Float64Array, from: number): boolean {
  for (let axis = 0; axis < 3; axis++)
    if (a[at + axis] > b[from + 3 + axis] || b[from + axis] > a[at + 3 + axis]) return false
  return true
}

/**
 * The thinnest side of what two boxes share, or null where they share no more than is allowed. A flat box (ground, water) counts along its flat axis
 * where it lies inside the other, or in one plane with another flat one.
 */
function depthOf(boxes: Float64Array, a: number, b: number, allowed: number): number | null {
  const forgiven = Math.max(allowed, forgivenOverlap)
  let depth = Infinity
  let flat = true
  for (let axis = 0; axis < 3; axis++) {
    const low = Math.max(boxes[a + axis], boxes[b + axis])
    const high = Math.min(boxes[a + 3 + axis], boxes[b + 3 + axis])
    const [sizeA, sizeB] = [boxes[a + 3 + axis] - boxes[a + axis], boxes[b + 3 + axis] - boxes[b + axis]]
    if (sizeA <= forgivenOverlap || sizeB <= forgivenOverlap) {
      if (!sharesPlane(boxes, a + axis, b + axis, Math.max(sizeA, sizeB) <= forgivenOverlap)) return null
      continue
    }
    if (high - low <= forgiven) return null
    depth = Math.min(depth, high - low)
    flat = false
  }
  return flat || depth === Infinity ? 0 : depth
}

/** Along an axis where at least one of two boxes is flat: inside the other, not on its face; two flat ones in one plane. */
function sharesPlane(boxes: Float64Array, a: number, b: number, bothFlat: boolean): boolean {
  const inside = Math.min(boxes[a + 3], boxes[b + 3]) - Math.max(boxes[a], boxes[b])
  if (bothFlat) return inside >= -forgivenOverlap
  const [thin, thick] = boxes[a + 3] - boxes[a] < boxes[b + 3] - boxes[b] ? [a, b] : [b, a]
  return boxes[thin] - boxes[thick] > forgivenOverlap && boxes[thick + 3] - boxes[thin + 3] > forgivenOverlap
}
