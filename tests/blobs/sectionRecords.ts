import {
  Lane,
  openSectionBlob,
  SectionFlag,
  type SectionColumnName,
  type SectionTable,
} from '../../src/blobs/sectionBlob'
import type { FocusRecord, SectionRecord } from '../../src/blobs/sectionRecord'
import { hashFraction } from '../../src/math/hash'

/** Records that use every field: a forest of roots, refinements, attached and placeless ones. */
export function variedRecords(count = 60): SectionRecord[] {
  const records: SectionRecord[] = []
  for (let i = 0; i < count; i++) {
    const [x, y, z] = [hashFraction(i, 1) * 4000 - 2000, hashFraction(i, 2) * 50, hashFraction(i, 3) * 4000 - 2000]
    const child = i % 5 === 4 ? records.length - 1 : undefined
    const shared = i % 10 === 9
    records.push({
      name: `section ${i} – größer`,
      bounds: shared ? [0, 0, 0, 0, 0, 0] : [x, y, z, x + 10, y + 5, z + 20],
      enterRadius: child === undefined && !shared ? 100 + i : 0,
      exitRadius: i % 3 === 0 && child === undefined && !shared ? 200 + i : 0,
      refineDistance: i % 5 === 3 ? 40 : 0,
      coarsenDistance: i % 5 === 3 ? 60 : 0,
      error: i / 8,
      costMs: i / 4,
      priority: (i % 17) - 8,
      kind: shared ? 'texture' : 'mesh',
      lane: shared ? undefined : Lane.Detail,
      stage: shared ? 0 : 1 + (i % 3),
      layer: 1 << (i % 4),
      flags: shared ? SectionFlag.Placeless : i % 7 === 0 ? SectionFlag.AlwaysLoaded : 0,
      content: i % 11 === 0 ? '' : `payloads/${i}.glb`,
      cpuBytes: 1000 + i,
      gpuBytes: 2 ** 31 + i,
      fileBytes: 77 * i,
      parent: shared ? undefined : child,
      attachedTo: i % 13 === 12 ? 0 : undefined,
    })
  }
  const textures = records.map((_, i) => i).filter((i) => records[i].kind === 'texture')
  return records.map((record, i) =>
    record.kind === 'mesh' && i % 4 === 0 ? { ...record, requires: textures.slice(0, 1 + (i % 3)) } : record,
  )
}

export const someFocuses: readonly FocusRecord[] = [
  { name: 'gate', position: [1.5, 2, -5.4e6] },
  { name: 'tower', position: [-7, 80, 3], radiusScale: 0.25 },
]

/** A copy of a blob in which one element of one column has another value. */
export function patched(blob: ArrayBuffer, column: SectionColumnName, index: number, value: number): ArrayBuffer {
  const copy = blob.slice(0)
  const target = openSectionBlob(copy)[column]
  if (!target) throw new Error(`no column ${column}`)
  target[index] = value
  return copy
}

/** Row of a section by its name. */
export function rowNamed(
  table: SectionTable,
  name: string,
  nameOf: (table: SectionTable, row: number) => string,
): number {
  for (let row = 0; row < table.count; row++) if (nameOf(table, row) === name) return row
  throw new Error(`no section "${name}"`)
}
