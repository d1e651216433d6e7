import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findBakedRow, openEntityIndex, writeEntityIndex, type EntityPlace } from '../../src/blobs/entityIndex'
import { TerraneError } from '../../src/errors'
import { createRandom } from '../worlds'

const most = 0xffff_ffff
const u32 = fc.integer({ min: 0, max: most })
const places = fc.uniqueArray(fc.record({ id: fc.tuple(u32, u32), row: fc.integer({ min: 0, max: 99 }) }), {
  selector: ({ id }) => id.join(),
})

/** Two halves at the ends of their range: signed arithmetic would mix them up. */
const few: EntityPlace[] = [
  { id: [most, 0], row: 3 },
  { id: [0, most], row: 1 },
  { id: [most, most], row: 0 },
  { id: [0, 0x8000_0000], row: 2 },
  { id: [0, 0], row: 3 },
]

describe('an entity index', () => {
  it('finds every id that was written, and no other', () => {
    const check = (list: EntityPlace[], [low, high]: [number, number]) => {
      const index = openEntityIndex(writeEntityIndex(list), 100)
      for (const { id, row } of list) expect(findBakedRow(index, ...id)).toBe(row)
      const place = list.find(({ id }) => id[0] === low && id[1] === high)
      expect(findBakedRow(index, low, high)).toBe(place?.row ?? -1)
    }
    fc.assert(fc.property(places, fc.tuple(u32, u32), check))
  })

  it('holds ids whose halves are at the ends of their range', () => {
    const index = openEntityIndex(writeEntityIndex(few), 4)
    expect(few.map(({ id }) => findBakedRow(index, ...id))).toEqual(few.map(({ row }) => row))
    expect(findBakedRow(index, 1, 0)).toBe(-1)
    expect(findBakedRow(index, most - 1, most)).toBe(-1)
  })

  it('is opened in place, 12 bytes an entity', () => {
    const buffer = writeEntityIndex(few)
    expect(buffer.byteLength).toBe(16 + 12 * few.length)
    expect(openEntityIndex(buffer, 4).row.buffer).toBe(buffer)
  })

  it('may be empty', () => {
    const index = openEntityIndex(writeEntityIndex([]), 0)
    expect([index.count, findBakedRow(index, 0, 0)]).toEqual([0, -1])
  })

  it('has the same bytes whatever the order of its places', () => {
    const random = createRandom(7)
    const shuffled = [...few].sort(() => random.fraction() - 0.5)
    expect(new Uint8Array(writeEntityIndex(shuffled))).toEqual(new Uint8Array(writeEntityIndex(few)))
  })

  it('refuses to be written with one id twice', () => {
    expect(() => writeEntityIndex([few[0], few[1], few[0]])).toThrow(
      'two entities with the id 00000000ffffffff; expected ids of their own. Rename one. [argument]',
    )
  })
})

describe('opening an entity index refuses', () => {
  const changed = (word: number, value: number) => {
    const buffer = writeEntityIndex(few)
    new Uint32Array(buffer)[word] = value
    return buffer
  }
  const grown = () => {
    const words = new Uint32Array(5 + 3 * few.length)
    words.set(new Uint32Array(changed(3, words.byteLength)))
    return words.buffer
  }

  it.each([
    ['nothing', new ArrayBuffer(0), 'blob-truncated', 'an entity index of 0 bytes'],
    ['a header that is cut off', writeEntityIndex(few).slice(0, 12), 'blob-truncated', 'an entity index of 12 bytes'],
    ['another file', changed(0, 0x12345678), 'blob-foreign', 'a file that begins with 0x12345678'],
    ['a newer version', changed(1, 2), 'blob-newer', 'entity index version 2'],
    ['a version that never was', changed(1, 0), 'blob-foreign', 'entity index version 0'],
    ['a missing end', writeEntityIndex(few).slice(0, 40), 'blob-truncated', 'an entity index of 40 bytes'],
    ['a count that does not fit', changed(2, 4), 'blob-corrupt', 'an entity index of 76 bytes'],
    ['bytes left over', grown(), 'blob-corrupt', 'an entity index of 80 bytes'],
    ['ids out of order', changed(4, 9), 'blob-corrupt', 'out of order'],
    ['one id twice', changed(10, 0), 'blob-corrupt', 'entity 0000000000000000 out of order'],
    ['a row past the table', changed(18, 4), 'blob-corrupt', 'an entity in section row 4'],
  ])('%s', (_, buffer, code, got) => {
    const error = thrownBy(() => openEntityIndex(buffer, 4))
    expect(error).toBeInstanceOf(TerraneError)
    expect(error).toMatchObject({ code, message: expect.stringContaining(got) })
    expect(error.message).not.toContain('\n')
  })

  it('or finds some difference in every byte that is not an id or a row', () => {
    for (let byte = 0; byte < 16; byte++) {
      const buffer = writeEntityIndex(few)
      new Uint8Array(buffer)[byte] ^= 0x40
      expect(() => openEntityIndex(buffer, 4), `byte ${byte}`).toThrow(TerraneError)
    }
  })
})

function thrownBy(call: () => unknown): Error {
  try {
    call()
  } catch (error) {
    return error as Error
  }
  throw new Error('nothing was thrown')
}
