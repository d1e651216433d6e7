import type { Node as GltfNode } from '@gltf-transform/core'
import type { InstancedMesh } from '@gltf-transform/extensions'
import { determinant } from './geometry'

export const identity: Float64Array = Float64Array.of(1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1)

/** a × b, column-major, 64-bit. */
export function multiply(a: ArrayLike<number>, b: ArrayLike<number>): Float64Array {
  const out = new Float64Array(16)
  for (let column = 0; column < 16; column += 4)
    for (let row = 0; row < 4; row++)
      out[column + row] =
        a[row] * b[column] + a[4 + row] * b[column + 1] + a[8 + row] * b[column + 2] + a[12 + row] * b[column + 3]
  return out
}

/** Translation, rotation (unit quaternion x, y, z, w) and scale as a matrix. */
export function compose(t: ArrayLike<number>, q: ArrayLike<number>, s: ArrayLike<number>): Float64Array {
  const [x, y, z, w] = [q[0], q[1], q[2], q[3]]
  return Float64Array.of(
    (1 - 2 * (y * y + z * z)) * s[0],
    2 * (x * y + w * z) * s[0],
    2 * (x * z - w * y) * s[0],
    0,
    2 * (x * y - w * z) * s[1],
    (1 - 2 * (x * x + z * z)) * s[1],
    2 * (y * z + w * x) * s[1],
    0,
    2 * (x * z + w * y) * s[2],
    2 * (y * z - w * x) * s[2],
    (1 - 2 * (x * x + y * y)) * s[2],
    0,
    t[0],
    t[1],
    t[2],
    1,
  )
}

/** A matrix taken apart again. */
export interface Placement {
  readonly translation: readonly [number, number, number]
  /** x, y, z, w; unit length. */
  readonly rotation: readonly [number, number, number, number]
  readonly scale: readonly [number, number, number]
}

/** How far a matrix may be from translation × rotation × scale before it counts as skewed; relative. */
const skewTolerance = 1e-6

/** Takes a matrix apart; null where it mirrors, flattens or skews, which translation, rotation and positive scale cannot say. */
export function decompose(m: ArrayLike<number>): Placement | null {
  const length = (at: number) => Math.sqrt(m[at] * m[at] + m[at + 1] * m[at + 1] + m[at + 2] * m[at + 2])
  const scale: [number, number, number] = [length(0), length(4), length(8)]
  const r = Float64Array.from({ length: 9 }, (_, i) => m[4 * Math.floor(i / 3) + (i % 3)] / scale[Math.floor(i / 3)])
  const dot = (a: number, b: number) => r[a] * r[b] + r[a + 1] * r[b + 1] + r[a + 2] * r[b + 2]
  const skew = Math.abs(dot(0, 3)) + Math.abs(dot(3, 6)) + Math.abs(dot(0, 6))
  const turn =
    r[0] * (r[4] * r[8] - r[5] * r[7]) - r[3] * (r[1] * r[8] - r[2] * r[7]) + r[6] * (r[1] * r[5] - r[2] * r[4])
  if (!(skew < skewTolerance) || !(turn > 0)) return null
  return { translation: [m[12], m[13], m[14]], rotation: quaternion(r), scale }
}

/**
 * The nearest to a matrix that translation, rotation and scale can say: a mirroring one has a negative x scale, a skewed one loses its skew,
 * and an axis scaled to nothing keeps a right angle to the others.
 */
export function nearestPlacement(m: ArrayLike<number>): Placement {
  const mirrored = determinant(m) < 0
  const axis = (at: number) => [m[at], m[at + 1], m[at + 2]]
  const scale = [0, 4, 8].map((at) => Math.hypot(...axis(at)))
  const x = unitOr(mirrored ? axis(0).map((value) => -value) : axis(0), [1, 0, 0])
  const y = unitOr(without(axis(4), x), unitOr(without(Math.abs(x[1]) < 0.9 ? [0, 1, 0] : [0, 0, 1], x), [0, 1, 0]))
  const z = [x[1] * y[2] - x[2] * y[1], x[2] * y[0] - x[0] * y[2], x[0] * y[1] - x[1] * y[0]]
  return {
    translation: [m[12], m[13], m[14]],
    rotation: quaternion([...x, ...y, ...z]),
    scale: [mirrored ? -scale[0] : scale[0], scale[1], scale[2]],
  }
}

/** What of a vector stands at a right angle to a unit vector. */
function without(v: readonly number[], unit: readonly number[]): number[] {
  const along = v[0] * unit[0] + v[1] * unit[1] + v[2] * unit[2]
  return v.map((value, i) => value - along * unit[i])
}

function unitOr(v: readonly number[], otherwise: readonly number[]): readonly number[] {
  const length = Math.hypot(...v)
  return length > 0 && length < Infinity ? v.map((value) => value / length) : otherwise
}

/** Unit quaternion of a 3×3 rotation, by the largest of its four parts (Shepperd, 1978). */
function quaternion(r: ArrayLike<number>): [number, number, number, number] {
  const squares = [1 + r[0] - r[4] - r[8], 1 - r[0] + r[4] - r[8], 1 - r[0] - r[4] + r[8], 1 + r[0] + r[4] + r[8]]
  const largest = squares.indexOf(Math.max(...squares))
  const [xy, yz, zx] = [r[1] + r[3], r[5] + r[7], r[6] + r[2]]
  const [wx, wy, wz] = [r[5] - r[7], r[6] - r[2], r[1] - r[3]]
  const rows = [
    [squares[0], xy, zx, wx],
    [xy, squares[1], yz, wy],
    [zx, yz, squares[2], wz],
    [wx, wy, wz, squares[3]],
  ]
  const q = rows[largest]
  const norm = Math.sqrt(q[0] * q[0] + q[1] * q[1] + q[2] * q[2] + q[3] * q[3])
  return [q[0] / norm, q[1] / norm, q[2] / norm, q[3] / norm]
}

/** World matrices of a node's instances: one, or as many as EXT_mesh_gpu_instancing says. */
export function instanceMatrices(node: GltfNode, world: Float64Array): Float64Array[] {
  const instances = node.getExtension<InstancedMesh>('EXT_mesh_gpu_instancing')
  if (!instances) return [world]
  const read = (semantic: string, missing: number[]) => {
    const accessor = instances.getAttribute(semantic)
    return (i: number) => (accessor ? accessor.getElement(i, [] as number[]) : missing)
  }
  const count = instances.listAttributes()[0]?.getCount() ?? 0
  const [t, q, s] = [read('TRANSLATION', [0, 0, 0]), read('ROTATION', [0, 0, 0, 1]), read('SCALE', [1, 1, 1])]
  return Array.from({ length: count }, (_, i) => multiply(world, compose(t(i), q(i), s(i))))
}
