import { describe, expect, it } from 'vitest'
import { spreadColours } from '../../src/baking/levels/spread'
import { createRandom } from '../worlds'

const side = 32

/** A few rectangles of one colour each, on black. */
function paintSome(seed: number) {
  const random = createRandom(seed)
  const [texels, painted] = [new Uint8Array(4 * side * side), new Uint8Array(side * side)]
  for (let i = 0; i < 3; i++) {
    const [x, y, size] = [4 * random.whole(0, 5), 4 * random.whole(0, 5), 4 * random.whole(1, 2)]
    const colour = [random.whole(90, 255), random.whole(90, 255), random.whole(90, 255), 255]
    for (let row = y; row < y + size; row++)
      for (let column = x; column < x + size; column++) {
        texels.set(colour, 4 * (row * side + column))
        painted[row * side + column] = 1
      }
  }
  return { texels, painted }
}

describe('what nothing was painted on', () => {
  it.each([1, 2, 3])('takes colours of what was, so that no mip is darker than what it shows (seed %i)', (seed) => {
    const { texels, painted } = paintSome(seed)
    const before = texels.slice()
    const seen = [...painted.keys()].filter((texel) => painted[texel] === 1)
    const least = [0, 1, 2, 3].map((channel) => Math.min(...seen.map((texel) => before[4 * texel + channel])))
    spreadColours(texels, painted, side)
    for (const texel of seen)
      expect(texels.subarray(4 * texel, 4 * texel + 4)).toEqual(before.subarray(4 * texel, 4 * texel + 4))
    texels.forEach((value, i) => expect(value, `seed ${seed}`).toBeGreaterThanOrEqual(least[i % 4]))
  })

  it('stays as it is where nothing was painted at all', () => {
    const texels = new Uint8Array(4 * 16)
    spreadColours(texels, new Uint8Array(16), 4)
    expect(texels.every((value) => value === 0)).toBe(true)
  })
})
