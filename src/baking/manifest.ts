import { SectionFlag } from '../blobs/sectionBlob'
import type { Bytes } from '../memory/meter'
import type { BakePlan } from './plan'

/** Where a section's payload came to lie. */
export interface PlacedPayload {
  /** First 16 hex digits of SHA-256. */
  readonly hash: string
  readonly bytes: number
  /** Decoded. */
  readonly size: Bytes
  /** Relative to the world's root. */
  readonly path: string
  /** Byte in that file, for packs; null: the payload is the file. */
  readonly offset: number | null
}

/**
 * The readable manifest: version 3, a uniform grid (spec T-1), plus content hash, bytes and row of each section in the section blob.
 * Tiles are drawn places, in row order. Shared images and figures, and places of other kinds, are listed beside them.
 */
export function writeManifest(
  plan: BakePlan,
  payloads: readonly PlacedPayload[],
  rowOf: readonly number[],
): Uint8Array {
  const rowsOf = (requires: readonly number[] = []) => requires.map((section) => rowOf[section])
  const entries = plan.sections.map(({ record, triangles, draws, entities, level }, i) => ({
    record,
    triangles,
    draws,
    entities,
    level,
    row: rowOf[i],
    ...payloads[i],
  }))
  entries.sort((a, b) => a.row - b.row)
  const manifest = {
    version: 3,
    partitioning_mode: 'uniform_grid',
    tile_size: plan.settings.cell,
    streaming_defaults: { streaming_radius: plan.settings.enterRadius, priority: 0 },
    tiles: entries
      .filter(({ record, level }) => record.kind === 'mesh' && !isPlaceless(record) && !level)
      .map((entry) => ({
        tile_id: entry.record.name,
        ...placeOf(entry.record),
        ...fileOf(entry),
        triangles: entry.triangles,
        draws: entry.draws,
        requires: rowsOf(entry.record.requires),
        hlod_levels: [],
        lod_levels: [],
      })),
    shared_assets: entries
      .filter(({ record }) => isPlaceless(record))
      .map((entry) => ({
        asset_id: entry.record.name,
        kind: entry.record.kind,
        ...fileOf(entry),
        ...(entry.record.requires && { requires: rowsOf(entry.record.requires) }),
      })),
    other_sections: entries
      .filter(({ record }) => record.kind !== 'mesh' && !isPlaceless(record))
      .map((entry) => ({
        section_id: entry.record.name,
        kind: entry.record.kind,
        ...placeOf(entry.record),
        ...fileOf(entry),
        ...(entry.entities && { entities: entry.entities.length }),
        requires: rowsOf(entry.record.requires),
      })),
    focuses: (plan.about.focuses ?? []).map(({ name, position, radiusScale }) => ({
      name,
      position,
      radius_scale: radiusScale ?? 1,
    })),
  }
  return new TextEncoder().encode(`${JSON.stringify(manifest, null, 1)}\n`)
}

const isPlaceless = ({ flags = 0 }: Entry['record']) => (flags & SectionFlag.Placeless) !== 0

type Entry = PlacedPayload & { readonly record: BakePlan['sections'][number]['record']; readonly row: number }

function fileOf({ path, offset, hash, bytes, size, row }: Entry) {
  return {
    path_relative_to_manifest: path,
    ...(offset === null ? {} : { byte_offset: offset }),
    file_size_bytes: bytes,
    content_hash: hash,
    cpu_bytes: size.cpuBytes,
    gpu_bytes: size.gpuBytes,
    row,
  }
}

function placeOf({ bounds, enterRadius, exitRadius, priority }: Entry['record']) {
  const min = bounds.slice(0, 3)
  const max = bounds.slice(3)
  return {
    bounds: { min, max },
    center: min.map((low, axis) => (low + max[axis]) / 2),
    streaming_radius: enterRadius,
    ...(exitRadius ? { unload_radius: exitRadius } : {}),
    priority: priority ?? 0,
  }
}
