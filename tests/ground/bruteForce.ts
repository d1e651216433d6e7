import type { ColliderTable } from '../../src/blobs/colliderBlob'

export interface Line {
  readonly origin: readonly number[]
  /** Of unit length. */
  readonly direction: readonly number[]
}

const cross = (a: readonly number[], b: readonly number[]) => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
]
const dot = (a: readonly number[], b: readonly number[]) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
const minus = (a: readonly number[], b: readonly number[]) => [a[0] - b[0], a[1] - b[1], a[2] - b[2]]

/** Corners of a triangle in world metres. */
export function cornersOf({ positions, indices, origin, step }: ColliderTable, triangle: number): number[][] {
  return [0, 1, 2].map((corner) => {
    const at = 3 * indices[3 * triangle + corner]
    return [0, 1, 2].map((axis) => origin[axis] + positions[at + axis] * step)
  })
}

/**
 * Every triangle that a line crosses, with its distance: by Möller and Trumbore's solution of three equations, not by the shear that the engine uses.
 * `sure` is how far inside the line is, in barycentric parts: at 0 the line crosses an edge, and two ways of rounding may differ.
 */
export function crossings(table: ColliderTable, { origin, direction }: Line) {
  const found: { triangle: number; distance: number; sure: number }[] = []
  for (let triangle = 0; triangle < table.triangleCount; triangle++) {
    const [a, b, c] = cornersOf(table, triangle)
    const [u, v] = [minus(b, a), minus(c, a)]
    const p = cross(direction, v)
    const determinant = dot(u, p)
    if (determinant === 0) continue
    const s = minus(origin, a)
    const q = cross(s, u)
    const [first, second] = [dot(s, p) / determinant, dot(direction, q) / determinant]
    const sure = Math.min(first, second, 1 - first - second)
    if (sure >= -1e-9) found.push({ triangle, distance: dot(v, q) / determinant, sure })
  }
  return found.sort((a, b) => a.distance - b.distance)
}
