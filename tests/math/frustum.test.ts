import { mat4 } from 'gl-matrix'
import { describe, expect, it } from 'vitest'
import { Side, createFrustum, sideOfBox, writeFrustum } from '../../src/math/frustum'
import { hashFraction } from '../../src/math/hash'

const frustum = createFrustum()
const viewProjection = mat4.perspective(mat4.create(), Math.PI / 2, 1, 1, 100)
writeFrustum(frustum, viewProjection)
const unit = [-1, -1, -1, 1, 1, 1]
const side = (x: number, y: number, z: number, box = unit) => sideOfBox(frustum, box, [x, y, z])

describe('a frustum of 90 degrees, 1 to 100 m, along −z', () => {
  it('has what is ahead inside and what is elsewhere outside', () => {
    expect(side(0, 0, -50)).toBe(Side.Inside)
    for (const [x, y, z] of [
      [0, 0, 50],
      [0, 0, -102],
      [0, 0, 1],
      [60, 0, -50],
      [-60, 0, -50],
      [0, 60, -50],
      [0, -60, -50],
    ])
      expect(side(x, y, z)).toBe(Side.Outside)
  })

  it('has what reaches over a plane crossing', () => {
    for (const [x, y, z] of [
      [0, 0, -100],
      [0, 0, -1],
      [50, 0, -50],
      [0, -50, -50],
    ])
      expect(side(x, y, z)).toBe(Side.Crossing)
  })

  it('never calls a box outside that holds a point in clip space, nor inside one with a corner out of it (seed 7)', () => {
    const clip = (x: number, y: number, z: number) => {
      const [cx, cy, cz, cw] = [0, 1, 2, 3].map(
        (row) =>
          viewProjection[row] * x +
          viewProjection[4 + row] * y +
          viewProjection[8 + row] * z +
          viewProjection[12 + row],
      )
      return Math.abs(cx) <= cw && Math.abs(cy) <= cw && Math.abs(cz) <= cw
    }
    for (let at = 0; at < 5000; at++) {
      const [x, y, z] = [0, 1, 2].map((axis) => (hashFraction(7, at, axis) - 0.5) * 200)
      const half = hashFraction(7, at, 3) * 20
      const corners = Array.from({ length: 8 }, (_, corner) =>
        clip(x + (corner & 1 ? half : -half), y + (corner & 2 ? half : -half), z + (corner & 4 ? half : -half)),
      )
      const found = side(x, y, z, [-half, -half, -half, half, half, half])
      if (corners.some(Boolean) || clip(x, y, z)) expect(found).not.toBe(Side.Outside)
      if (corners.every(Boolean)) expect(found).toBe(Side.Inside)
      else expect(found).not.toBe(Side.Inside)
    }
  })
})
