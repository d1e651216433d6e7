/**
 * Writes a copy's matrix times one of its row's into `out`, 64-bit in, 32-bit out, with the copy at (x, y, z): its place relative to
 * the camera, or zero where an offset brings that. Both are affine.
 */
export function writePlaced(
  out: Float32Array,
  at: number,
  copy: ArrayLike<number>,
  local: ArrayLike<number>,
  localAt: number,
  x: number,
  y: number,
  z: number,
): void {
  for (let column = 0; column < 16; column += 4) {
    const a = local[localAt + column]
    const b = local[localAt + column + 1]
    const c = local[localAt + column + 2]
    const last = column === 12
    out[at + column] = copy[0] * a + copy[4] * b + copy[8] * c + (last ? x : 0)
    out[at + column + 1] = copy[1] * a + copy[5] * b + copy[9] * c + (last ? y : 0)
    out[at + column + 2] = copy[2] * a + copy[6] * b + copy[10] * c + (last ? z : 0)
    out[at + column + 3] = last ? 1 : 0
  }
}

/** Writes the box around what a copy's matrix makes of a local one, relative to the copy's place: min xyz, max xyz. */
export function writePlacedBox(out: Float32Array, copy: ArrayLike<number>, box: ArrayLike<number>): void {
  for (let axis = 0; axis < 3; axis++) {
    let low = 0
    let high = 0
    for (let from = 0; from < 3; from++) {
      const a = copy[4 * from + axis] * box[from]
      const b = copy[4 * from + axis] * box[3 + from]
      low += Math.min(a, b)
      high += Math.max(a, b)
    }
    out[axis] = low
    out[axis + 3] = high
  }
}
