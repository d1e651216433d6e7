import { describe, expect, it } from 'vitest'
import {
  hasContent,
  openSectionBlob,
  sectionColumnSpecs,
  sectionContent,
  sectionGuid,
  sectionName,
  SectionFlag,
} from '../../src/blobs/sectionBlob'
import { buildSectionBlob } from '../../src/blobs/sectionBlobBuild'
import { defaultLane, type SectionRecord } from '../../src/blobs/sectionRecord'
import { hashFraction } from '../../src/math/hash'
import { rowNamed, someFocuses, variedRecords } from './sectionRecords'

const layers = ['base', 'interiors', 'night', 'event']

describe('a section blob', () => {
  it('gives back every field of every record', () => {
    const records = variedRecords()
    const table = openSectionBlob(buildSectionBlob(records, { focuses: someFocuses, layers }))
    expect(table.count).toBe(records.length)
    expect(table.info).toMatchObject({
      kinds: ['mesh', 'texture'],
      layers,
      focusNames: ['gate', 'tower'],
      components: [],
      layerModes: [],
    })
    expect([...table.focusPoint]).toEqual([1.5, 2, -5.4e6, 1, -7, 80, 3, 0.25])
    const rowOf = (index: number) => rowNamed(table, records[index].name, sectionName)
    records.forEach((record, i) => {
      const row = rowOf(i)
      expect([...table.bounds.subarray(6 * row, 6 * row + 6)]).toEqual(record.bounds)
      expect(table.enterRadius[row]).toBe(record.enterRadius)
      expect(table.exitRadius[row]).toBe(record.exitRadius)
      expect(table.refineDistance[row]).toBe(record.refineDistance)
      expect(table.error[row]).toBe(record.error)
      expect(table.costMs[row]).toBe(record.costMs)
      expect(table.priority[row]).toBe(record.priority)
      expect(table.info.kinds[table.kind[row]]).toBe(record.kind)
      expect(table.lane[row]).toBe(defaultLane(record))
      expect([table.stage[row], table.layer[row], table.flags[row]]).toEqual([record.stage, record.layer, record.flags])
      expect([table.cpuBytes[row], table.gpuBytes[row], table.fileBytes[row]]).toEqual([
        record.cpuBytes,
        record.gpuBytes,
        record.fileBytes,
      ])
      expect(table.parent[row]).toBe(record.parent === undefined ? -1 : rowOf(record.parent))
      expect(table.attachedTo[row]).toBe(record.attachedTo === undefined ? -1 : rowOf(record.attachedTo))
      expect(sectionContent(table, row)).toBe(record.content)
      expect(hasContent(table, row)).toBe(record.content !== '')
      const requires = table.requires.subarray(table.requireStart[row], table.requireStart[row + 1])
      expect([...requires]).toEqual((record.requires ?? []).map(rowOf))
    })
  })

  it('has placed roots first, then levels with siblings together, then placeless ones; rank is GUID order', () => {
    const table = openSectionBlob(buildSectionBlob(variedRecords(), { focuses: someFocuses, layers }))
    const placeless = (row: number) => (table.flags[row] & SectionFlag.Placeless) !== 0
    for (let row = 0; row < table.count; row++) {
      expect(row < table.rootCount).toBe(table.parent[row] < 0 && !placeless(row))
      for (let child = table.firstChild[row]; child < table.firstChild[row] + table.childCount[row]; child++)
        expect(table.parent[child]).toBe(row)
      if (row > 0 && placeless(row - 1)) expect(placeless(row)).toBe(true)
    }
    const byRank = Array.from(table.rank.keys()).sort((a, b) => table.rank[a] - table.rank[b])
    const guids = byRank.map((row) => sectionGuid(table, row))
    expect(guids).toEqual([...guids].sort())
  })

  it('has the same bytes whatever the order of the records', () => {
    const records = variedRecords()
    const order = records.map((_, i) => i).sort((a, b) => hashFraction(a, 7) - hashFraction(b, 7))
    const place = new Map(order.map((from, to) => [from, to]))
    const moved = (index: number | undefined) => (index === undefined ? undefined : place.get(index))
    const shuffled = order.map((from): SectionRecord => {
      const { parent, attachedTo, requires, ...rest } = records[from]
      return {
        ...rest,
        parent: moved(parent),
        attachedTo: moved(attachedTo),
        requires: requires?.map((i) => moved(i) as number),
      }
    })
    expect(new Uint8Array(buildSectionBlob(shuffled))).toEqual(new Uint8Array(buildSectionBlob(records)))
  })

  it('opens without copying, and without optional columns', () => {
    const blob = buildSectionBlob(variedRecords(), { focuses: someFocuses, layers })
    const table = openSectionBlob(blob)
    for (const [name, spec] of Object.entries(sectionColumnSpecs)) {
      const column = table[name as keyof typeof sectionColumnSpecs]
      if ('optional' in spec && !('absent' in spec)) expect(column).toBeNull()
      else if (!('optional' in spec)) expect(column?.buffer).toBe(blob)
    }
    expect(table.byteLength).toBe(blob.byteLength)
  })

  it('leaves out columns that nothing in the world uses, and opens them as what they would have held', () => {
    const plain = Array.from({ length: 5 }, (_, i): SectionRecord => {
      return { name: `plain${i}`, bounds: [i, 0, 0, i + 1, 1, 1], enterRadius: 10, kind: 'mesh', content: 'x.glb' }
    })
    const blob = buildSectionBlob(plain)
    const { parent, childCount, exitRadius, requireStart, attachedTo } = openSectionBlob(blob)
    expect([...parent, ...attachedTo]).toEqual(new Array(10).fill(-1))
    expect([...childCount, ...exitRadius, ...requireStart]).toEqual(new Array(16).fill(0))
    const used = buildSectionBlob([{ ...plain[0], exitRadius: 20 }, ...plain.slice(1)])
    expect(used.byteLength - blob.byteLength).toBe(32 + 24)
    expect([...openSectionBlob(used).exitRadius].sort()).toEqual([0, 0, 0, 0, 20])
  })

  it('keeps range boxes and pack offsets beyond 32 bits where a record has them', () => {
    const [first, ...others] = variedRecords()
    const records = [{ ...first, rangeBox: [1, 2, 3, 1, 2, 3] as const, contentOffset: 2 ** 40 + 8 }, ...others]
    const table = openSectionBlob(buildSectionBlob(records))
    const row = rowNamed(table, first.name, sectionName)
    expect([...(table.rangeBox?.subarray(6 * row, 6 * row + 6) ?? [])]).toEqual([1, 2, 3, 1, 2, 3])
    expect(table.contentOffset?.[row]).toBe(2 ** 40 + 8)
    const other = rowNamed(table, others[0].name, sectionName)
    expect([...(table.rangeBox?.subarray(6 * other, 6 * other + 6) ?? [])]).toEqual(others[0].bounds)
    expect(table.contentOffset?.[other]).toBe(0)
  })

  it('may be empty, or hold nothing but shared assets', () => {
    const empty = openSectionBlob(buildSectionBlob([]))
    expect([empty.count, empty.rootCount, empty.nodeCountTotal, empty.focusCount]).toEqual([0, 0, 0, 0])
    const shared = variedRecords().filter(({ kind }) => kind === 'texture')
    const table = openSectionBlob(buildSectionBlob(shared))
    expect([table.count, table.rootCount]).toEqual([shared.length, 0])
  })

  it('has an octree in which every root lies in the boxes of its nodes, with the largest radius below', () => {
    const records = Array.from({ length: 500 }, (_, i): SectionRecord => {
      const [x, z] = [hashFraction(i, 1) * 1e4, hashFraction(i, 2) * 1e4]
      return {
        name: `r${i}`,
        bounds: [x, 0, z, x + 5, 5, z + 5],
        enterRadius: 10 + i,
        exitRadius: i % 2 ? 12 + i : 0,
        kind: 'mesh',
      }
    })
    const table = openSectionBlob(buildSectionBlob(records))
    for (let node = 0; node < table.nodeCountTotal; node++) {
      const box = table.nodeBox.subarray(6 * node, 6 * node + 6)
      for (let row = table.nodeStart[node]; row < table.nodeStart[node] + table.nodeCount[node]; row++) {
        expect(Math.max(table.enterRadius[row], table.exitRadius[row])).toBeLessThanOrEqual(table.nodeReach[node])
        for (let axis = 0; axis < 3; axis++) {
          expect(table.bounds[6 * row + axis]).toBeGreaterThanOrEqual(box[axis])
          expect(table.bounds[6 * row + axis + 3]).toBeLessThanOrEqual(box[axis + 3])
        }
      }
    }
  })
})
