import { describe, expect, it } from 'vitest'
import { composeMatrix, multiplyMatrices } from '../../src/payloads/transform'
import { writePlaced, writePlacedBox } from '../../src/render/copyMatrices'
import { createRandom, type Random } from '../worlds'

/** A matrix that turns, scales (mirrors, too) and moves. */
function anyMatrix(random: Random, reach: number): Float64Array {
  const three = (size: number) => [0, 0, 0].map(() => random.between(-size, size))
  return composeMatrix(three(reach), [...three(1), random.between(-1, 1)], three(3))
}

const seeds = [1, 2, 3, 4, 5, 6, 7, 8]

describe('matrices of copies', () => {
  it.each(seeds)('are the product of both, with the copy where it stands to the camera (seed %i)', (seed) => {
    const random = createRandom(seed)
    const copy = anyMatrix(random, 5e6)
    const local = new Float32Array([...anyMatrix(random, 1), ...anyMatrix(random, 50)])
    const [x, y, z] = [1.5, -20, 300]
    const out = new Float32Array(32)
    writePlaced(out, 16, copy, local, 16, x, y, z)
    const atCamera = copy.slice()
    atCamera.set([x, y, z], 12)
    const whole = multiplyMatrices(atCamera, Float64Array.from(local.subarray(16)))
    expect([...out.subarray(16)]).toEqual([...Float32Array.from(whole)])
    expect(out.subarray(0, 16).every((value) => value === 0)).toBe(true)
  })

  it.each(seeds)('make boxes that hold every corner and touch one on each side (seed %i)', (seed) => {
    const random = createRandom(seed)
    const copy = anyMatrix(random, 5e6)
    const box = [-3, -1, -2, random.between(0, 4), 5, 0.5]
    const out = new Float32Array(6)
    writePlacedBox(out, copy, box)
    for (let axis = 0; axis < 3; axis++) {
      const corners = Array.from({ length: 8 }, (_, corner) =>
        [0, 1, 2].reduce((sum, from) => sum + copy[from * 4 + axis] * box[from + ((corner >> from) & 1) * 3], 0),
      )
      expect(out[axis]).toBeCloseTo(Math.min(...corners), 4)
      expect(out[axis + 3]).toBeCloseTo(Math.max(...corners), 4)
    }
  })
})
