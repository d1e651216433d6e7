import { describe, expect, it } from 'vitest'
import { powerOfTwoWithin, resample } from '../../src/render/resample'
import { forSlices, groupSteps, sliceBytes } from '../../src/render/upload'

describe('slices', () => {
  it.each([
    [0, 4],
    [5, 4],
    [sliceBytes, 4],
    [sliceBytes * 3 + 12, 4],
    [sliceBytes * 2, 3000],
    [sliceBytes * 5, sliceBytes * 2],
  ])('of %i bytes in units of %i cover everything once, cut at whole units', (length, unit) => {
    let covered = 0
    forSlices(length, unit, (start, end) => {
      expect(start).toBe(covered)
      expect(start % unit).toBe(0)
      expect(end - start).toBeLessThanOrEqual(Math.max(sliceBytes, unit))
      covered = end
    })
    expect(covered).toBe(length)
  })
})

describe('grouped steps', () => {
  it('run everything once, in order, with the same bytes, and leave large ones alone', () => {
    const ran: number[] = []
    const sizes = [...Array.from({ length: 50 }, () => 1000), 1 << 20, 0, 1 << 20, 5]
    const groups = groupSteps(sizes.map((bytes, at) => ({ bytes, run: () => void ran.push(at) })))
    for (const group of groups) group.run()
    expect(ran).toEqual(sizes.map((_, at) => at))
    expect(groups.reduce((sum, group) => sum + group.bytes, 0)).toBe(sizes.reduce((sum, bytes) => sum + bytes))
    expect(groups.length).toBeLessThan(10)
    for (const group of groups) expect(group.bytes).toBeLessThanOrEqual(1 << 20)
  })
})

describe('resampling', () => {
  it('goes down to powers of two, never up, and no further than the device takes', () => {
    expect([1, 2, 3, 100, 1024, 1025].map((length) => powerOfTwoWithin(length, 512))).toEqual([1, 2, 2, 64, 512, 512])
  })

  it('averages what a texel covers', () => {
    const pixels = new Uint8Array([0, 0, 0, 255, 100, 0, 0, 255, 200, 40, 0, 255])
    const image = {
      kind: 'texture',
      width: 3,
      height: 1,
      pixels,
    } as const
    expect([...(resample(image, 1, 1) as Uint8Array)]).toEqual([100, 13, 0, 255])
    expect(resample(image, 3, 1)).toBe(pixels)
  })
})
