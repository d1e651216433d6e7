import { fail } from '../errors'
import { formatStableId, type IdHalves } from '../schema/stableId'

/**
 * Which section each baked entity of a world lives in: ids sorted as 64-bit numbers, found by halving. 12 bytes an entity, opened in place.
 * This file owns the byte layout; docs/formats.md is its page. Nothing of a usual tick reads it: it is for opening saves.
 */
export const entityIndexMagic = 0x49_4e_52_54 // 'TRNI' in little-endian
export const entityIndexVersion = 1

const headerWords = 4

/** An opened index: views into the caller's buffer. */
export interface EntityIndex {
  readonly count: number
  /** Halves of the stable ids, rising by high, then by low. */
  readonly high: Uint32Array
  readonly low: Uint32Array
  /** Row of the section whose payload holds the entity. */
  readonly row: Uint32Array
}

/** Where one entity was baked to. */
export interface EntityPlace {
  readonly id: IdHalves
  readonly row: number
}

/**
 * Writes the index of a world; places in any order give the same bytes.
 * @throws TerraneError 'argument' for an id that is there twice.
 */
export function writeEntityIndex(places: readonly EntityPlace[]): ArrayBuffer {
  const sorted = [...places].sort((a, b) => a.id[1] - b.id[1] || a.id[0] - b.id[0])
  const buffer = new ArrayBuffer((headerWords + 3 * sorted.length) * 4)
  new Uint32Array(buffer).set([entityIndexMagic, entityIndexVersion, sorted.length, buffer.byteLength])
  const { high, low, row } = viewColumns(buffer, sorted.length)
  sorted.forEach((place, i) => {
    low[i] = place.id[0]
    high[i] = place.id[1]
    row[i] = place.row
    if (i > 0 && low[i] === low[i - 1] && high[i] === high[i - 1])
      fail('argument', `two entities with the id ${formatStableId(place.id)}`, 'ids of their own', 'Rename one.')
  })
  return buffer
}

/**
 * Opens an index in place and checks it once, to the byte; nothing is copied.
 * @param sections rows of the table it belongs to.
 * @throws TerraneError 'blob-foreign', 'blob-newer', 'blob-truncated' or 'blob-corrupt', naming what was found.
 */
export function openEntityIndex(buffer: ArrayBuffer, sections: number): EntityIndex {
  const count = readHeader(buffer)
  const index = { count, ...viewColumns(buffer, count) }
  checkOrder(index)
  for (let i = 0; i < count; i++)
    if (index.row[i] >= sections)
      fail('blob-corrupt', `an entity in section row ${index.row[i]}`, `a row below ${sections}`, rebake)
  return index
}

/** Row of the section that an entity was baked to, −1 where the world does not have it. */
export function findBakedRow({ count, high, low, row }: EntityIndex, idLow: number, idHigh: number): number {
  let [first, end] = [0, count]
  while (first < end) {
    const middle = (first + end) >>> 1
    if (high[middle] < idHigh || (high[middle] === idHigh && low[middle] < idLow)) first = middle + 1
    else end = middle
  }
  return first < count && high[first] === idHigh && low[first] === idLow ? row[first] : -1
}

function viewColumns(buffer: ArrayBuffer, count: number): Omit<EntityIndex, 'count'> {
  const column = (i: number) => new Uint32Array(buffer, (headerWords + i * count) * 4, count)
  return { high: column(0), low: column(1), row: column(2) }
}

const rebake = 'Bake the world again with this version of terrane.'

function readHeader(buffer: ArrayBuffer): number {
  if (buffer.byteLength < headerWords * 4)
    fail('blob-truncated', `an entity index of ${buffer.byteLength} bytes`, `at least ${headerWords * 4}`, rebake)
  const [magic, version, count, bytes] = new Uint32Array(buffer, 0, headerWords)
  if (magic !== entityIndexMagic)
    fail(
      'blob-foreign',
      `a file that begins with 0x${magic.toString(16)}`,
      `an entity index (0x${entityIndexMagic.toString(16)})`,
      'Point at the entities file that world.json names.',
    )
  if (version !== entityIndexVersion)
    fail(
      version > entityIndexVersion ? 'blob-newer' : 'blob-foreign',
      `entity index version ${version}`,
      `version ${entityIndexVersion}`,
      version > entityIndexVersion ? 'Update terrane, or bake with the older one.' : rebake,
    )
  if (bytes !== buffer.byteLength)
    fail('blob-truncated', `an entity index of ${buffer.byteLength} bytes`, `${bytes} as its header says`, rebake)
  if (bytes !== (headerWords + 3 * count) * 4)
    fail('blob-corrupt', `an entity index of ${bytes} bytes`, `${(headerWords + 3 * count) * 4} for ${count}`, rebake)
  return count
}

function checkOrder({ count, high, low }: EntityIndex): void {
  for (let i = 1; i < count; i++)
    if (high[i] < high[i - 1] || (high[i] === high[i - 1] && low[i] <= low[i - 1]))
      fail('blob-corrupt', `entity ${formatStableId([low[i], high[i]])} out of order`, 'ids that rise', rebake)
}
