import { describe, expect, it } from 'vitest'
import { formatStableId, idOfKey, idOfPath, parseStableId } from '../../src/schema/stableId'
import { createRandom } from '../worlds'

describe('a stable id', () => {
  it('follows from source and path alone, and never changes between versions', () => {
    expect(formatStableId(idOfPath('town.glb', 'house/door'))).toMatchInlineSnapshot(`"8d62c1a42f35bebc"`)
    expect(formatStableId(idOfKey('town.glb', 'door'))).toMatchInlineSnapshot(`"c6cf7cec095e4fbc"`)
  })

  it('differs by source, by path and by key', () => {
    const ids = [
      idOfPath('town.glb', 'house/door'),
      idOfPath('city.glb', 'house/door'),
      idOfPath('town.glb', 'house/door.001'),
      idOfKey('town.glb', 'house/door'),
    ]
    expect(new Set(ids.map(formatStableId)).size).toBe(4)
  })

  it('is 16 hex digits and back, seed 41', () => {
    const random = createRandom(41)
    for (let i = 0; i < 1000; i++) {
      const id = [random.whole(0, 0xffff_ffff), random.whole(0, i % 2 ? 15 : 0xffff_ffff)] as const
      const written = formatStableId(id)
      expect(written).toMatch(/^[0-9a-f]{16}$/)
      expect(parseStableId(written)).toEqual(id)
    }
  })

  it('is not any text', () => {
    for (const wrong of ['', '0123', '0123456789ABCDEF', '0123456789abcdeg', '0123456789abcdef0'])
      expect(() => parseStableId(wrong)).toThrow(/stable id .*16 lower-case hex digits.*\[argument\]/)
  })

  it('is one of 200,000 different ones in a file of 200,000 nodes', () => {
    const ids = new Set<string>()
    for (let i = 0; i < 200_000; i++) ids.add(formatStableId(idOfPath('city.glb', `district.${i % 40}/lamp.${i}`)))
    expect(ids.size).toBe(200_000)
  })
})
