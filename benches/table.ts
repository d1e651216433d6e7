import { buildSectionBlob } from '../src/blobs/sectionBlobBuild'
import type { SectionRecord } from '../src/blobs/sectionRecord'

/** Metres a side of a cell, and the enter radius: about 160 m across; see the `desired` column. */
export const cellMetres = 16
export const enterMetres = 104

/** The blob of a flat square world of `count` sections. */
export function makeGridBlob(count: number): ArrayBuffer {
  const side = Math.round(Math.sqrt(count))
  const records: SectionRecord[] = []
  for (let i = 0; i < side * side; i++) {
    const x = (i % side) * cellMetres
    const z = Math.floor(i / side) * cellMetres
    records.push({
      name: `${i % side},${Math.floor(i / side)}`,
      bounds: [x, 0, z, x + cellMetres, 8, z + cellMetres],
      enterRadius: enterMetres,
      kind: 'mesh',
      content: `payloads/${i}.glb`,
      cpuBytes: 20_000,
      gpuBytes: 80_000,
      fileBytes: 30_000,
    })
  }
  return buildSectionBlob(records)
}
