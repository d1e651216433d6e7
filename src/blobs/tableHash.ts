import { mix32 } from '../math/hash'
import type { SectionTable } from './sectionBlob'

/**
 * 64-bit hash of an opened section blob, 16 hex digits: worlds with one hash are the same world. Two FNV-1a streams over 32-bit words; a blob is
 * whole words long. About a millisecond for each megabyte, so it is for reports and recordings, not for frames.
 */
export function hashTable(table: SectionTable): string {
  const words = new Uint32Array(table.bounds.buffer, 0, table.byteLength >>> 2)
  let low = 0x811c9dc5
  let high = 0xc9dc5118
  for (let i = 0; i < words.length; i++) {
    low = Math.imul(low ^ words[i], 0x01000193)
    high = Math.imul(high ^ words[i] ^ (low >>> 15), 0x01000193)
  }
  const hex = (value: number) => value.toString(16).padStart(8, '0')
  return hex(mix32(high ^ low)) + hex(mix32(low ^ words.length))
}
