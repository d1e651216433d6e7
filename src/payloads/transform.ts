/** A column-major 4×4 matrix in 64-bit: gl-matrix computes in 32, which loses millimetres far from the origin. */
export type Matrix64 = Float64Array

/** translation × rotation × scale; the rotation is a quaternion x, y, z, w and need not be of length 1. */
export function composeMatrix(t: ArrayLike<number>, r: ArrayLike<number>, s: ArrayLike<number>): Matrix64 {
  return composeInto(new Float64Array(16), [t[0], t[1], t[2], r[0], r[1], r[2], r[3], s[0], s[1], s[2]], 0)
}

/** The same from ten numbers that begin at `from[at]`, into a matrix that is there. */
export function composeInto(out: Matrix64, from: ArrayLike<number>, at: number): Matrix64 {
  const x = from[at + 3]
  const y = from[at + 4]
  const z = from[at + 5]
  const w = from[at + 6]
  const sx = from[at + 7]
  const sy = from[at + 8]
  const sz = from[at + 9]
  const n = x * x + y * y + z * z + w * w
  const k = n > 0 ? 2 / n : 0
  out[0] = (1 - k * (y * y + z * z)) * sx
  out[1] = k * (x * y + w * z) * sx
  out[2] = k * (x * z - w * y) * sx
  out[4] = k * (x * y - w * z) * sy
  out[5] = (1 - k * (x * x + z * z)) * sy
  out[6] = k * (y * z + w * x) * sy
  out[8] = k * (x * z + w * y) * sz
  out[9] = k * (y * z - w * x) * sz
  out[10] = (1 - k * (x * x + y * y)) * sz
  out[12] = from[at]
  out[13] = from[at + 1]
  out[14] = from[at + 2]
  out[3] = out[7] = out[11] = 0
  out[15] = 1
  return out
}

/** a × b: b is applied first. */
export function multiplyMatrices(a: Matrix64, b: Matrix64): Matrix64 {
  const out = new Float64Array(16)
  for (let column = 0; column < 16; column += 4)
    for (let row = 0; row < 4; row++)
      out[column + row] =
        a[row] * b[column] + a[4 + row] * b[column + 1] + a[8 + row] * b[column + 2] + a[12 + row] * b[column + 3]
  return out
}

/** Whether the matrix mirrors: its upper 3×3 has a negative determinant. */
export function mirrors(m: ArrayLike<number>): boolean {
  const a = m[0] * (m[5] * m[10] - m[6] * m[9])
  const b = m[4] * (m[1] * m[10] - m[2] * m[9])
  const c = m[8] * (m[1] * m[6] - m[2] * m[5])
  return a - b + c < 0
}

/** Grows `box` (min xyz, max xyz) by the box that a matrix makes of another one. */
export function growByTransformed(box: Float64Array, m: ArrayLike<number>, inner: ArrayLike<number>): void {
  for (let row = 0; row < 3; row++) {
    let low = m[12 + row]
    let high = low
    for (let axis = 0; axis < 3; axis++) {
      const a = m[4 * axis + row] * inner[axis]
      const b = m[4 * axis + row] * inner[3 + axis]
      low += Math.min(a, b)
      high += Math.max(a, b)
    }
    box[row] = Math.min(box[row], low)
    box[3 + row] = Math.max(box[3 + row], high)
  }
}
