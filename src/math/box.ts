/**
 * Boxes are six consecutive 64-bit floats, min xyz then max xyz, inside a larger array: `boxes[at .. at + 5]`.
 * Metres, y up. An empty box has min = +Infinity and max = -Infinity.
 */
export type Boxes = Float64Array

export const boxStride = 6

export function emptyBox(out: Boxes, at: number): void {
  out[at] = out[at + 1] = out[at + 2] = Infinity
  out[at + 3] = out[at + 4] = out[at + 5] = -Infinity
}

/** out[at] becomes the union of itself and other[from]. */
export function growBox(out: Boxes, at: number, other: ArrayLike<number>, from: number): void {
  for (let axis = 0; axis < 3; axis++) {
    out[at + axis] = Math.min(out[at + axis], other[from + axis])
    out[at + 3 + axis] = Math.max(out[at + 3 + axis], other[from + 3 + axis])
  }
}

/** Squared distance from a point to the box, 0 inside. Only exactly rounded operations: equal on every machine. */
export function squaredDistanceToBox(boxes: Boxes, at: number, x: number, y: number, z: number): number {
  const dx = x < boxes[at] ? boxes[at] - x : x > boxes[at + 3] ? x - boxes[at + 3] : 0
  const dy = y < boxes[at + 1] ? boxes[at + 1] - y : y > boxes[at + 4] ? y - boxes[at + 4] : 0
  const dz = z < boxes[at + 2] ? boxes[at + 2] - z : z > boxes[at + 5] ? z - boxes[at + 5] : 0
  return dx * dx + dy * dy + dz * dz
}
