import { describe, expect, it } from 'vitest'
import { parseByteRange } from '../../src/server/byteRange'

describe('parseByteRange', () => {
  it.each([
    ['bytes=0-9', 100, { start: 0, end: 9 }],
    ['bytes=90-', 100, { start: 90, end: 99 }],
    ['bytes=90-900', 100, { start: 90, end: 99 }],
    ['bytes=-10', 100, { start: 90, end: 99 }],
    ['bytes=-900', 100, { start: 0, end: 99 }],
    ['bytes=99-99', 100, { start: 99, end: 99 }],
  ])('reads %s of %i bytes', (header, size, range) => expect(parseByteRange(header, size)).toEqual(range))

  it.each([
    ['bytes=100-', 100],
    ['bytes=0-', 0],
    ['bytes=-0', 100],
    ['bytes=-1', 0],
  ])('finds no byte for %s of %i', (header, size) => expect(parseByteRange(header, size)).toBe('unsatisfiable'))

  it.each([undefined, '', 'bytes=', 'bytes=-', 'bytes=5-2', 'bytes=0-1,4-5', 'lines=0-1', 'bytes=a-b'])(
    'leaves %s to the whole file',
    (header) => expect(parseByteRange(header, 100)).toBeNull(),
  )
})
