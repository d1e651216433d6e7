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
 * Tiles come in row order. Shared images are listed beside them.
 */
export function writeManifest(
  plan: BakePlan,
  payloads: readonly PlacedPayload[],
  rowOf: readonly number[],
): Uint8Array {
  const entries = plan.sections.map(({ record, triangles, draws }, i) => ({
    record,
    triangles,
    draws,
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
      .filter(({ record }) => record.kind === 'mesh')
      .map((entry) => ({
        ...tileOf(entry.record),
        ...fileOf(entry),
        triangles: entry.triangles,
        draws: entry.draws,
        requires: (entry.record.requires ?? []).map((image) => rowOf[image]),
        hlod_levels: [],
        lod_levels: [],
      })),
    shared_assets: entries
      .filter(({ record }) => record.kind !== 'mesh')
      .map((entry) => ({ asset_id: entry.record.name, kind: entry.record.kind, ...fileOf(entry) })),
    focuses: (plan.about.focuses ?? []).map(({ name, position, radiusScale }) => ({
      name,
      position,
      radius_scale: radiusScale ?? 1,
    })),
  }
  return new TextEncoder().encode(`${JSON.stringify(manifest, null, 1)}\n`)
}

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

function tileOf({ name, bounds, enterRadius, exitRadius, priority }: Entry['record']) {
  const min = bounds.slice(0, 3)
  const max = bounds.slice(3)
  return {
    tile_id: name,
    bounds: { min, max },
    center: min.map((low, axis) => (low + max[axis]) / 2),
    streaming_radius: enterRadius,
    ...(exitRadius ? { unload_radius: exitRadius } : {}),
    priority: priority ?? 0,
  }
}
