import { expect, test } from 'vitest'
import type { SectionTable } from '../../src/blobs/sectionBlob'
import type { SectionRecord } from '../../src/blobs/sectionRecord'
import { squaredDistanceToBox } from '../../src/math/box'
import { visitRootsInReach } from '../../src/spatial/sectionIndex'
import { createRandom, openRecords, type Random } from '../worlds'

function found(table: SectionTable, x: number, y: number, z: number, scale: number, slack: number): number[] {
  const rows: number[] = []
  visitRootsInReach(table, x, y, z, scale, slack, (row) => rows.push(row))
  return rows.sort((a, b) => a - b)
}

function expected(table: SectionTable, x: number, y: number, z: number, scale: number, slack: number): number[] {
  const ranges = table.rangeBox ?? table.bounds
  const reaches = (row: number) => {
    const radius = table.enterRadius[row] * scale + slack
    return squaredDistanceToBox(ranges, 6 * row, x, y, z) <= radius * radius
  }
  return Array.from({ length: table.rootCount }, (_, row) => row).filter(reaches)
}

/** Boxes of any size around any place; a few coincide, a few are points, a few have a range box of their own. */
function randomRecords(random: Random, count: number, at: number, spread: number): SectionRecord[] {
  const own = random.chance(0.5)
  const records: SectionRecord[] = []
  for (let i = 0; i < count; i++) {
    const twin = i > 0 && random.chance(0.1)
    const low = [0, 1, 2].map(() => at + random.between(-spread, spread))
    const size = random.pick([0, 1, spread / 10, spread])
    const bounds = twin
      ? records[i - 1].bounds
      : ([...low, ...low.map((value) => value + random.between(0, size))] as unknown as SectionRecord['bounds'])
    const centre = [0, 1, 2].map((axis) => (bounds[axis] + bounds[axis + 3]) / 2)
    records.push({
      name: `${i}`,
      bounds,
      rangeBox: own && random.chance(0.5) ? ([...centre, ...centre] as unknown as SectionRecord['bounds']) : undefined,
      enterRadius: random.between(0.01, spread / random.pick([1, 10, 100])),
      kind: 'mesh',
      content: `${i}`,
    })
  }
  return records
}

for (const [place, at, spread] of [
  ['around the origin', 0, 500],
  ['far to the negative', -1e6, 2000],
  ['at 10,000,000 m', 1e7, 300],
  ['at 10^12 m', 1e12, 1e9],
] as const)
  for (const seed of [1, 2, 3])
    test(`finds exactly what a scan of all roots finds, ${place} (seed ${seed})`, () => {
      const random = createRandom(seed)
      const table = openRecords(randomRecords(random, random.whole(1, 400), at, spread))
      let hits = 0
      for (let i = 0; i < 300; i++) {
        const [x, y, z] = [0, 1, 2].map(() => at + random.between(-1.5 * spread, 1.5 * spread))
        const scale = random.pick([1, 0.5, 3])
        const slack = random.pick([0, 16, spread / 20])
        const rows = found(table, x, y, z, scale, slack)
        expect(rows).toEqual(expected(table, x, y, z, scale, slack))
        hits += rows.length
      }
      expect(hits).toBeGreaterThan(0)
    })

test('finds nothing in an empty table, and the one row of a table of one at any distance within reach', () => {
  expect(found(openRecords([]), 0, 0, 0, 1, 100)).toEqual([])
  const one = openRecords([{ name: 'one', bounds: [0, 0, 0, 1, 1, 1], enterRadius: 10, kind: 'mesh', content: 'one' }])
  expect(found(one, 0.5, 0.5, 0.5, 1, 0)).toEqual([0])
  expect(found(one, 11, 0.5, 0.5, 1, 0)).toEqual([0])
  expect(found(one, 11.01, 0.5, 0.5, 1, 0)).toEqual([])
  expect(found(one, 1e300, 0, 0, 1, 0)).toEqual([])
})
