import { openSectionBlob, sectionName, type SectionTable } from '../../src/blobs/sectionBlob'
import { convertManifest, type ManifestOptions } from '../../src/manifest/convertManifest'
import { readManifest } from '../../src/manifest/readManifest'

export type Json = Record<string, unknown>

/** A tile as an exporter writes it: 20 m wide, 4 m high, around x, z. */
export function tile(id: string, x = 0, z = 0, more: Json = {}): Json {
  return {
    tile_id: id,
    path_relative_to_manifest: `tiles/${id}.glb`,
    file_size_bytes: 1000,
    bounds: { min: [x - 10, 0, z - 10], max: [x + 10, 4, z + 10] },
    center: [x, 2, z],
    ...more,
  }
}

export const scene = (tiles: readonly unknown[], more: Json = {}): Json => ({ version: 3, tiles, ...more })
export const hierarchy = (tiles: readonly unknown[], more: Json = {}) => scene(tiles, { version: 4, ...more })
export const level = (path: string, switchDistance: number, more: Json = {}) => ({
  path,
  switch_distance: switchDistance,
  ...more,
})

export const bytesOf = (json: unknown) =>
  new TextEncoder().encode(typeof json === 'string' ? json : JSON.stringify(json)).buffer as ArrayBuffer

/** Faults as `severity rule tile: got`. */
export const faultsOf = (json: unknown) =>
  readManifest(json).faults.map(({ severity, rule, tile: id, got }) => `${severity} ${rule} ${id || '-'}: ${got}`)

/** The section table of a manifest that opens. */
export function tableOf(json: unknown, options: ManifestOptions = {}): SectionTable {
  const { blob, faults } = convertManifest(bytesOf(json), options)
  if (!blob) throw new Error(JSON.stringify(faults))
  return openSectionBlob(blob)
}

/** A section of a table by name, with its relations by name. */
export function sectionOf(table: SectionTable, name: string) {
  const row = Array.from({ length: table.count }, (_, i) => i).find((i) => sectionName(table, i) === name)
  if (row === undefined) throw new Error(`no section "${name}"`)
  const named = (other: number) => (other < 0 ? null : sectionName(table, other))
  const children = Array.from({ length: table.childCount[row] }, (_, i) => named(table.firstChild[row] + i)!)
  return {
    row,
    parent: named(table.parent[row]),
    children: children.sort(),
    enter: table.enterRadius[row],
    exit: table.exitRadius[row],
    refine: table.refineDistance[row],
    coarsen: table.coarsenDistance[row],
    priority: table.priority[row],
    lane: table.lane[row],
    flags: table.flags[row],
    bounds: [...table.bounds.subarray(6 * row, 6 * row + 6)],
    range: [...(table.rangeBox ?? table.bounds).subarray(6 * row, 6 * row + 6)],
  }
}
