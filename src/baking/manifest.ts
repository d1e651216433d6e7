import { Lane, SectionFlag } from '../blobs/sectionBlob'
import { defaultLane, type SectionRecord } from '../blobs/sectionRecord'
import { levelHysteresis } from '../manifest/distances'
import type { Bytes } from '../memory/meter'
import type { BakePlan } from './plan'
import type { PlannedSection } from './plannedSection'

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

/** A section, and all that a manifest says of it. */
interface Entry
  extends PlacedPayload, Pick<PlannedSection, 'record' | 'triangles' | 'draws' | 'entities' | 'tile' | 'bucket'> {
  /** In the section blob. */
  readonly row: number
  /** The coarser picture that it refines. */
  coarser: Entry | null
  /** Something finer refines it; some of that is a level itself. */
  refined: boolean
  overLevels: boolean
}

type Json = Record<string, unknown>

interface Writing {
  readonly rowOf: readonly number[]
  /** Of the world, metres. */
  readonly enterRadius: number
  /** Levels that several tiles list are described in full by the first. */
  readonly described: Set<Entry>
}

const modes = { grid: 'uniform_grid', quadtree: 'quadtree_floor', kdtree: 'kdtree_floor' } as const

/**
 * The manifest for people and other tools, in the fields of spec T-1, and with what else `readManifest` needs to make the same section table of it: content hash,
 * bytes and row of each section. Tiles are drawn places that nothing finer replaces, in row order, with the levels above them; version 3 where they lie
 * on a grid and say nothing of floors, nodes or tiers. Shared images and figures, and places of other kinds, are listed beside them.
 */
export function writeManifest(
  plan: BakePlan,
  payloads: readonly PlacedPayload[],
  rowOf: readonly number[],
): Uint8Array {
  const entries = listEntries(plan, payloads, rowOf)
  const writing: Writing = { rowOf, enterRadius: plan.settings.enterRadius, described: new Set() }
  const drawn = entries.filter(({ record, bucket }) => record.kind === 'mesh' && !isPlaceless(record) && !bucket)
  const tiles = drawn.filter(({ refined }) => !refined)
  const bucket = entries.find((entry) => entry.bucket)
  const { interiorZone: zone } = plan.about
  const hierarchical = plan.settings.partition !== 'grid' || tiles.some(({ tile }) => tile && saysHierarchy(tile))
  const { focuses, terrane } = describeWorld(plan)
  const manifest = {
    version: hierarchical ? 4 : 3,
    partitioning_mode: modes[plan.settings.partition],
    tile_size: plan.settings.cell,
    streaming_defaults: { streaming_radius: plan.settings.enterRadius, priority: 0 },
    range_box: tiles.some(({ record }) => record.rangeBox) ? 'center' : 'bounds',
    ...(zone && { interior_zone: boxOf(zone) }),
    ...(bucket && { shared_bucket: describeBucket(writing, bucket) }),
    tiles: tiles.map((entry) => describeTile(writing, entry, hierarchical)),
    shared_assets: entries
      .filter(({ record }) => isPlaceless(record))
      .map((entry) => ({ asset_id: entry.record.name, kind: entry.record.kind, ...describeFile(writing, entry) })),
    other_sections: entries
      .filter(({ record }) => record.kind !== 'mesh' && !isPlaceless(record))
      .map((entry) => describeOther(writing, entry)),
    focuses,
    ...terrane,
  }
  return new TextEncoder().encode(`${JSON.stringify(manifest, null, 1)}\n`)
}

/** In row order, linked to what they refine. */
function listEntries(plan: BakePlan, payloads: readonly PlacedPayload[], rowOf: readonly number[]): Entry[] {
  const entries = plan.sections.map(({ record, triangles, draws, entities, tile, bucket }, i): Entry => {
    const more = { triangles, draws, ...(entities && { entities }), ...(tile && { tile }), ...(bucket && { bucket }) }
    return { record, ...more, row: rowOf[i], coarser: null, refined: false, overLevels: false, ...payloads[i] }
  })
  for (const entry of entries) {
    const { parent } = entry.record
    if (parent === undefined) continue
    entry.coarser = entries[parent]
    entries[parent].refined = true
  }
  for (const { coarser, refined } of entries) if (coarser && refined) coarser.overLevels = true
  return entries.sort((a, b) => a.row - b.row)
}

const isPlaceless = ({ flags = 0 }: SectionRecord) => (flags & SectionFlag.Placeless) !== 0

type TileFacts = NonNullable<PlannedSection['tile']>

const saysHierarchy = ({ nodeId, tier, interior }: TileFacts) => Boolean(nodeId ?? tier) || interior

/** The radii of a tile with levels are those at which the level above hands over to it. */
function describeTile(writing: Writing, entry: Entry, hierarchical: boolean): Json {
  const { record, tile, coarser } = entry
  const levels = listLevels(entry)
  const { enterRadius, exitRadius = 0 } = record
  const { refineDistance = 0, coarsenDistance = 0 } = coarser?.record ?? {}
  const [streaming, unload] = refineDistance > 0 ? [refineDistance, coarsenDistance] : [enterRadius, exitRadius]
  return {
    tile_id: record.name,
    ...describePlace(record),
    streaming_radius: Math.fround(streaming) || writing.enterRadius,
    ...(unload > 0 && { unload_radius: Math.fround(unload) }),
    ...(hierarchical && tile && describeFacts(tile)),
    ...(Number(record.metadata?.prefetch_radius) > 0 && { prefetch_radius: record.metadata?.prefetch_radius }),
    ...describeFile(writing, entry),
    hlod_levels: levels.filter(({ what }) => what === 'hlod').map((level) => describeLevel(writing, entry, level)),
    lod_levels: levels.filter(({ what }) => what === 'lod').map((level) => describeLevel(writing, entry, level)),
  }
}

function describeFacts({ floor, nodeId, tier, interior }: TileFacts): Json {
  return {
    ...(floor !== undefined && { floor_id: floor }),
    ...(nodeId && { quadtree_node_id: nodeId }),
    ...(tier && { semantic_tier: tier }),
    interior,
  }
}

interface Level {
  readonly entry: Entry
  readonly what: 'lod' | 'hlod'
  /** Metres. */
  readonly switchDistance: number
}

/** The pictures above a tile, finer ones first. Each begins where what is below it ends: tiles at their radius, levels going out (T-13). */
function listLevels(tile: Entry): Level[] {
  const levels: Level[] = []
  for (let entry = tile.coarser; entry; entry = entry.coarser) {
    const { record } = entry
    const refine = Math.fround(record.refineDistance ?? 0)
    const switchDistance = entry.overLevels ? refine / levelHysteresis : refine
    levels.push({ entry, what: record.lane === Lane.Detail ? 'lod' : 'hlod', switchDistance })
  }
  return levels
}

function describeLevel(writing: Writing, tile: Entry, { entry, what, switchDistance }: Level): Json {
  const { record, path, offset } = entry
  const where = { path, ...(offset !== null && { byte_offset: offset }) }
  const place = { ...where, section_id: record.name, switch_distance: switchDistance }
  if (writing.described.has(entry)) return place
  writing.described.add(entry)
  const { path_relative_to_manifest: _, ...file } = describeFile(
    writing,
    entry,
    what === 'lod' ? Lane.Detail : Lane.Proxy,
  )
  const { center: __, priority, bounds } = describePlace(record)
  return {
    ...place,
    bounds,
    ...(priority !== (tile.record.priority ?? 0) && { priority }),
    ...file,
    refine_distance: Math.fround(record.refineDistance ?? 0),
    ...(record.coarsenDistance && { coarsen_distance: Math.fround(record.coarsenDistance) }),
    ...(entry.coarser ? {} : outerRange(record)),
  }
}

function outerRange({ enterRadius, exitRadius = 0 }: SectionRecord): Json {
  return {
    ...(enterRadius > 0 && { enter_radius: Math.fround(enterRadius) }),
    ...(exitRadius > 0 && { exit_radius: Math.fround(exitRadius) }),
  }
}

function describeOther(writing: Writing, entry: Entry): Json {
  const { record, entities } = entry
  const { enterRadius, exitRadius = 0 } = record
  return {
    section_id: record.name,
    kind: record.kind,
    ...describePlace(record),
    streaming_radius: enterRadius,
    ...(exitRadius > 0 && { unload_radius: exitRadius }),
    ...describeFile(writing, entry),
    ...(entities && { entities: entities.length }),
  }
}

/** The centre is what distance is measured to, where that is a point. */
function describePlace({ bounds, rangeBox = bounds, priority = 0 }: SectionRecord) {
  const center = [0, 1, 2].map((axis) => (rangeBox[axis] + rangeBox[axis + 3]) / 2)
  return { bounds: boxOf(bounds), center, priority }
}

const boxOf = (box: SectionRecord['bounds']) => ({ min: box.slice(0, 3), max: box.slice(3) })

function describeBucket(writing: Writing, entry: Entry): Json {
  const { record } = entry
  return {
    tile_id: record.name,
    bounds: boxOf(record.bounds),
    ...describeFile(writing, entry),
    ...outerRange(record),
  }
}

/** The payload, and of the section what is not as usual. */
function describeFile({ rowOf }: Writing, entry: Entry, usualLane?: number): Json {
  const { path, offset, hash, bytes, size, row, record, triangles, draws } = entry
  const { stage = 0, layer = 1, flags = 0, error = 0, costMs = 0, metadata, attachedTo, requires = [] } = record
  const lane = defaultLane(record)
  const ownFlags = flags & ~SectionFlag.Placeless
  return {
    path_relative_to_manifest: path,
    ...(offset !== null && { byte_offset: offset }),
    file_size_bytes: bytes,
    content_hash: hash,
    cpu_bytes: size.cpuBytes,
    gpu_bytes: size.gpuBytes,
    ...(triangles > 0 && { triangles, draws }),
    row,
    requires: requires.map((section) => rowOf[section]),
    ...(attachedTo !== undefined && { attached_to: rowOf[attachedTo] }),
    ...(stage !== 0 && { stage }),
    ...(lane !== (usualLane ?? defaultLane({ ...record, lane: undefined })) && { lane }),
    ...(layer !== 1 && { layer }),
    ...(ownFlags !== 0 && { flags: ownFlags }),
    ...(error !== 0 && { error }),
    ...(costMs !== 0 && { cost_ms: costMs }),
    ...(metadata && Object.keys(metadata).length > 0 && { metadata }),
  }
}

/** Authored focuses, and under `terrane` what the section blob says of the world as a whole. */
function describeWorld({ about }: BakePlan): { focuses: Json[]; terrane: Json } {
  const { focuses = [], layers, layerModes = [], layerOverlaps = [], components = [], metadata = {} } = about
  const { focusSettings = [], profiles = {} } = about
  const terrane = {
    ...(layers && { layers }),
    ...(layerModes.length > 0 && { layer_modes: layerModes }),
    ...(layerOverlaps.length > 0 && { layer_overlaps: layerOverlaps }),
    ...(focusSettings.length > 0 && { focus_settings: focusSettings }),
    ...(Object.keys(profiles).length > 0 && { profiles }),
    ...(components.length > 0 && { components }),
    ...(Object.keys(metadata).length > 0 && { metadata }),
  }
  return {
    focuses: focuses.map(({ name, position, radiusScale }) => ({ name, position, radius_scale: radiusScale ?? 1 })),
    terrane: Object.keys(terrane).length > 0 ? { terrane } : {},
  }
}
