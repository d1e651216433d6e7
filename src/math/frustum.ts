/** Six planes (left, right, bottom, top, near, far), each a, b, c, d with a point inside where a·x + b·y + c·z + d ≥ 0. */
export type Frustum = Float64Array

export function createFrustum(): Frustum {
  return new Float64Array(24)
}

/**
 * Writes the planes of a column-major view-projection matrix with OpenGL depth (−w … w), in the space the matrix takes
 * points from. The planes are not normalized: only signs are asked for. (Gribb and Hartmann 2001: rows added to the last row.)
 */
export function writeFrustum(out: Frustum, viewProjection: ArrayLike<number>): void {
  for (let plane = 0; plane < 6; plane++) {
    const row = plane >> 1
    const sign = plane % 2 === 0 ? 1 : -1
    for (let column = 0; column < 4; column++)
      out[plane * 4 + column] = viewProjection[column * 4 + 3] + sign * viewProjection[column * 4 + row]
  }
}

/** Where a box stands to a frustum. Outside is certain; a box near a corner may be called Crossing though it is outside. */
export enum Side {
  Outside = 0,
  Crossing = 1,
  Inside = 2,
}

/** The side of a box (min xyz, max xyz) that is moved by `offset`: an array, as numbers that are handed on are allocated. */
export function sideOfBox(frustum: Frustum, box: ArrayLike<number>, offset: ArrayLike<number>): Side {
  const x = offset[0]
  const y = offset[1]
  const z = offset[2]
  let side: Side = Side.Inside
  for (let plane = 0; plane < 24; plane += 4) {
    const a = frustum[plane]
    const b = frustum[plane + 1]
    const c = frustum[plane + 2]
    const base = a * x + b * y + c * z + frustum[plane + 3]
    const farX = a >= 0 ? 3 : 0
    const farY = b >= 0 ? 4 : 1
    const farZ = c >= 0 ? 5 : 2
    if (base + a * box[farX] + b * box[farY] + c * box[farZ] < 0) return Side.Outside
    const nearest = a * box[3 - farX] + b * box[5 - farY] + c * box[7 - farZ]
    if (base + nearest < 0) side = Side.Crossing
  }
  return side
}
