import { describe, expect, it } from 'vitest'
import { createHandles, handleOf } from '../../src/entities/handles'
import { createRandom } from '../worlds'

describe('handles', () => {
  for (const seed of [1, 2, 3])
    it(`are one for each id, dense and for ever, seed ${seed}`, () => {
      const random = createRandom(seed)
      const handles = createHandles(16)
      const known = new Map<string, number>()
      // Few low halves: ids that fall on the same slot must not be mixed up.
      const half = () => (random.chance(0.5) ? random.whole(0, 30) : random.whole(0, 0xffff_ffff))
      for (let i = 0; i < 20_000; i++) {
        const [low, high] = [half(), half()]
        const key = `${low} ${high}`
        const handle = handleOf(handles, low, high)
        if (handle !== (known.get(key) ?? known.size + 1)) throw new Error(`${key} got ${handle}`)
        known.set(key, handle)
      }
      expect(handles.count).toBe(known.size)
      const wrong = [...known].filter(([key, handle]) => `${handles.low[handle]} ${handles.high[handle]}` !== key)
      expect(wrong).toEqual([])
      expect(handles.slots.filter((slot) => slot !== 0).length).toBe(known.size)
    })

  it('take the id 0 like any other', () => {
    const handles = createHandles(16)
    expect(handleOf(handles, 0, 0)).toBe(1)
    expect(handleOf(handles, 0, 1)).toBe(2)
    expect(handleOf(handles, 0, 0)).toBe(1)
  })

  it('keep their live entities when their arrays grow', () => {
    const handles = createHandles(16)
    for (let i = 1; i <= 1_000; i++) {
      const handle = handleOf(handles, i, 7)
      handles.eid[handle] = 10 * i
    }
    for (let handle = 1; handle <= 1_000; handle++) expect(handles.eid[handle]).toBe(10 * handle)
  })
})
