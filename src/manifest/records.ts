import type { MetadataFields, MetadataValues } from '../blobs/metadataColumns'
import { Lane, SectionFlag } from '../blobs/sectionBlob'
import type { AboutWorld } from '../blobs/sectionBlobBuild'
import type { SectionRecord } from '../blobs/sectionRecord'
import {
  coarserLast,
  levelHysteresis,
  queryCeiling,
  rangePictures,
  type HandOverRange,
  type RangeOptions,
} from './distances'
import type { FaultList } from './faults'
import type { Box, Manifest, ManifestBucket, ManifestFile, ManifestSection, ManifestTile } from './manifest'
import { plantPictures, type Picture } from './pictures'
import { sizesOf } from './sizes'

/** What a scene comes to: what `buildSectionBlob` takes. */
export interface SceneRecords {
  readonly records: readonly SectionRecord[]
  readonly about: AboutWorld
}

/** A box that can still grow. */
type Extent = [number, number, number, number, number, number]
type Extents = Map<Picture, { bounds: Extent; range: Extent }>

/** Turns a manifest into section records (docs/formats.md says which field becomes what). Reports what contradicts itself between tiles. */
export function recordScene(manifest: Manifest, options: RangeOptions, list: FaultList): SceneRecords {
  const pictures = coarserLast(plantPictures(manifest, list)).reverse()
  const ceiling = { ...options, queryCeiling: queryCeiling(manifest, options.queryCeiling) }
  const ranges = rangePictures(pictures)
  const extents = measureExtents(pictures, manifest.rangeBox)
  const places = new Map(pictures.map((picture, i) => [picture, i]))
  const drafts: Draft[] = pictures.map((picture) => ({
    file: picture.file,
    record: recordPicture(picture, places, extents, ranges, ceiling),
  }))
  const { sharedAssets, otherSections } = manifest.own
  for (const file of sharedAssets) drafts.push({ file, record: recordAsset(file) })
  for (const section of otherSections) drafts.push({ file: section, record: recordSection(section) })
  if (manifest.bucket) drafts.push({ file: manifest.bucket, record: recordBucket(manifest, manifest.bucket, ceiling) })
  return { records: relate(drafts), about: aboutScene(manifest) }
}

interface Draft {
  readonly file: ManifestFile
  readonly record: SectionRecord
}

/** Bounds of coarser pictures hold those of finer ones; what distance is measured to likewise: a centre, or the box around several. */
function measureExtents(pictures: readonly Picture[], rangeBox: Manifest['rangeBox']): Extents {
  const extents: Extents = new Map()
  for (let i = pictures.length - 1; i >= 0; i--) {
    const picture = pictures[i]
    const { bounds, center } = picture.tile
    const own = picture.finer.length === 0
    const range: Box = rangeBox === 'center' ? [...center, ...center] : bounds
    const extent = { bounds: extentOf(own ? bounds : null), range: extentOf(own ? range : null) }
    for (const finer of picture.finer) {
      grow(extent.bounds, extents.get(finer)!.bounds)
      grow(extent.range, extents.get(finer)!.range)
    }
    extents.set(picture, extent)
  }
  return extents
}

const extentOf = (box: Box | null): Extent =>
  box ? [...box] : [Infinity, Infinity, Infinity, -Infinity, -Infinity, -Infinity]

function grow(extent: Extent, box: Box): void {
  for (let axis = 0; axis < 3; axis++) {
    extent[axis] = Math.min(extent[axis], box[axis])
    extent[axis + 3] = Math.max(extent[axis + 3], box[axis + 3])
  }
}

const lanes = { tile: Lane.Base, lod: Lane.Detail, hlod: Lane.Proxy } as const

function recordPicture(
  picture: Picture,
  places: Map<Picture, number>,
  extents: Extents,
  ranges: Map<Picture, HandOverRange>,
  options: RangeOptions,
): SectionRecord {
  const { bounds, range } = extents.get(picture)!
  const refined = ranges.get(picture)
  return {
    name: picture.name,
    bounds,
    ...(isSame(bounds, range) ? {} : { rangeBox: range }),
    ...(picture.coarser ? { enterRadius: 0, parent: places.get(picture.coarser) } : outerRange(picture, options)),
    ...(refined && { refineDistance: refined.refine }),
    ...(refined && isWide(refined) && { coarsenDistance: refined.coarsen }),
    priority: picture.tile.priority,
    lane: lanes[picture.what],
    ...recordFile(picture.file),
    metadata: { ...describeTile(picture), ...picture.file.own.metadata },
  }
}

const isSame = (a: Box, b: Box) => a.every((value, i) => value === b[i])

/** Wider than the 0.90 that the engine's settings give. */
const isWide = ({ refine, coarsen }: HandOverRange) => Math.fround(coarsen) > Math.fround(refine / levelHysteresis)

/**
 * Only a root has an outer range: a full tile its own radii, a LOD the query ceiling, and an HLOD that nothing coarser replaces the camera's far plane
 * (T-5). A level's exit follows from the profile (P-3).
 */
function outerRange(
  { what, tile, file }: Picture,
  options: RangeOptions,
): Pick<SectionRecord, 'enterRadius' | 'exitRadius'> {
  if (file.own.enterRadius !== undefined) return exitOf(file.own.enterRadius, file.own.exitRadius ?? 0)
  if (what === 'tile') return exitOf(tile.streamingRadius, tile.unloadRadius)
  return { enterRadius: what === 'lod' ? options.queryCeiling : Math.max(options.queryCeiling, options.farPlane) }
}

const exitOf = (enterRadius: number, exitRadius: number) => ({ enterRadius, ...(exitRadius > 0 && { exitRadius }) })

/** What the file says of a section, whatever it is. */
function recordFile(file: ManifestFile) {
  const { kind = 'mesh', byteOffset, stage, layer, flags, error, costMs, lane } = file.own
  const sizes = sizesOf(file)
  const allFlags = (flags ?? 0) | (sizes.estimated ? SectionFlag.EstimatedSize : 0)
  return {
    kind,
    content: file.path,
    ...(byteOffset !== undefined && { contentOffset: byteOffset }),
    fileBytes: file.fileBytes,
    cpuBytes: sizes.cpuBytes,
    gpuBytes: sizes.gpuBytes,
    ...(lane !== undefined && { lane }),
    ...(stage !== undefined && { stage }),
    ...(layer !== undefined && { layer }),
    ...(allFlags !== 0 && { flags: allFlags }),
    ...(error !== undefined && { error }),
    ...(costMs !== undefined && { costMs }),
  }
}

const nowhere: Box = [0, 0, 0, 0, 0, 0]

function recordAsset(file: ManifestFile): SectionRecord {
  const record = { name: file.own.sectionId ?? file.path, bounds: nowhere, enterRadius: 0, ...recordFile(file) }
  return { ...record, flags: (record.flags ?? 0) | SectionFlag.Placeless }
}

function recordSection(section: ManifestSection): SectionRecord {
  const { bounds, streamingRadius, unloadRadius, priority, own } = section
  const name = own.sectionId ?? section.path
  return {
    name,
    bounds,
    ...exitOf(streamingRadius, unloadRadius),
    priority,
    ...recordFile(section),
    ...(own.metadata && { metadata: own.metadata }),
  }
}

/**
 * The shared bucket: in range wherever anything of the scene may be seen, pinned from the start, so that nothing evicts it and it is there before the
 * first tile.
 */
function recordBucket({ tiles }: Manifest, bucket: ManifestBucket, options: RangeOptions): SectionRecord {
  const scene = extentOf(bucket.bounds)
  for (const tile of tiles) grow(scene, tile.bounds)
  const record = recordFile(bucket)
  return {
    name: bucket.id,
    bounds: bucket.bounds ?? (scene[0] <= scene[3] ? scene : nowhere),
    ...(scene[0] <= scene[3] && { rangeBox: scene }),
    enterRadius: Math.max(options.queryCeiling, options.farPlane),
    ...record,
    flags: (record.flags ?? 0) | SectionFlag.AlwaysLoaded,
  }
}

/** Rows that a file names become records. */
function relate(drafts: readonly Draft[]): SectionRecord[] {
  const byRow = new Map<number, number>()
  drafts.forEach(({ file }, i) => file.own.row !== undefined && byRow.set(file.own.row, i))
  const nameOnce = createNames()
  return drafts.map(({ file: { own }, record }) => ({
    ...record,
    name: nameOnce(record.name),
    ...(own.requires && own.requires.length > 0 && { requires: own.requires.map((row) => byRow.get(row) ?? -1) }),
    ...(own.attachedTo !== undefined && { attachedTo: byRow.get(own.attachedTo) }),
  }))
}

/** Names come from ids and from paths, which may meet: the second gets a number. */
function createNames(): (name: string) => string {
  const taken = new Set<string>()
  return (name) => {
    let free = name
    for (let i = 2; taken.has(free); i++) free = `${name} (${i})`
    taken.add(free)
    return free
  }
}

/** Columns by which gates and games know where a tile belongs, in the manifest's own words. */
const tileFields: MetadataFields = {
  floor_id: 'i8',
  quadtree_node_id: 'text',
  semantic_tier: 'text',
  interior: 'u8',
  prefetch_radius: 'f32',
}

/** A level that several tiles share is inside only where all of them are. */
function describeTile({ tile, finer, what }: Picture): MetadataValues {
  const interior = what === 'hlod' && finer.length > 0 ? finer.every((each) => each.tile.interior) : tile.interior
  return {
    ...(tile.floor !== null && { floor_id: tile.floor }),
    ...(tile.nodeId && { quadtree_node_id: tile.nodeId }),
    ...(tile.tier && { semantic_tier: tile.tier }),
    ...(interior && { interior: 1 }),
    ...(tile.prefetchRadius > 0 && { prefetch_radius: tile.prefetchRadius }),
  }
}

/** Version 4 has the columns of `tileFields` where some tile says something for them. */
function aboutScene({ tiles, own, interiorZone }: Manifest): AboutWorld {
  const said: Record<keyof typeof tileFields, (tile: ManifestTile) => boolean> = {
    floor_id: (tile) => tile.floor !== null,
    quadtree_node_id: (tile) => tile.nodeId !== '',
    semantic_tier: (tile) => tile.tier !== '',
    interior: (tile) => tile.interior,
    prefetch_radius: (tile) => tile.prefetchRadius > 0,
  }
  const used = Object.entries(tileFields).filter(([name]) => tiles.some(said[name]))
  const { layers, layerModes, components, focuses } = own
  return {
    focuses,
    metadata: { ...Object.fromEntries(used), ...own.metadata },
    ...(layers && { layers }),
    ...(layerModes && { layerModes }),
    ...(components && { components }),
    ...(interiorZone && { interiorZone }),
  }
}
