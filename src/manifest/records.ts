import type { MetadataValues } from '../blobs/metadataColumns'
import { Lane, SectionFlag } from '../blobs/sectionBlob'
import type { AboutWorld } from '../blobs/sectionBlobBuild'
import type { SectionRecord } from '../blobs/sectionRecord'
import { growExtent, isWide, measurePictures, queryCeiling, type RangeOptions } from './distances'
import type { FaultList } from './faults'
import type { Box, Manifest, ManifestBucket, ManifestFile, ManifestSection } from './manifest'
import { noExtent, plantPictures, type Picture } from './pictures'
import { sizesOf } from './sizes'
import { tileValues, usedTileFields } from './tileColumns'

/** What a scene comes to: what `buildSectionBlob` takes. */
export interface SceneRecords {
  readonly records: readonly SectionRecord[]
  readonly about: AboutWorld
}

type Draft = { -readonly [Name in keyof SectionRecord]: SectionRecord[Name] }

/** Turns a manifest into section records (docs/manifest.md says which field becomes what). Reports what contradicts itself between tiles. */
export function recordScene(manifest: Manifest, options: RangeOptions, list: FaultList): SceneRecords {
  const { own, bucket, rangeBox } = manifest
  const pictures = plantPictures(manifest, list)
  measurePictures(pictures, rangeBox)
  const ceiling = { ...options, queryCeiling: queryCeiling(manifest, options.queryCeiling) }
  const files: ManifestFile[] = pictures.map(({ file }) => file)
  const records = pictures.map((picture) => recordPicture(picture, ceiling))
  files.push(...own.sharedAssets, ...own.otherSections, ...(bucket ? [bucket] : []))
  for (const file of own.sharedAssets) records.push(recordAsset(file))
  for (const section of own.otherSections) records.push(recordSection(section))
  if (bucket) records.push(recordBucket(manifest, bucket, ceiling))
  relate(files, records)
  return { records, about: aboutScene(manifest) }
}

/** What a file says of a section, whatever it is. All records have the same fields in one order: what reads 100,000 of them is then three times as fast. */
function draftOf(name: string, file: ManifestFile, bounds: Box): Draft {
  const { kind = 'mesh', byteOffset, stage, layer, flags = 0, error, costMs, lane, metadata } = file.own
  const { triangles, draws } = file.own
  const { cpuBytes, gpuBytes, estimated } = sizesOf(file)
  return {
    name,
    bounds,
    rangeBox: undefined,
    enterRadius: 0,
    exitRadius: undefined,
    refineDistance: undefined,
    coarsenDistance: undefined,
    error,
    costMs,
    priority: 0,
    kind,
    lane,
    stage,
    layer,
    flags: estimated ? flags | SectionFlag.EstimatedSize : flags,
    content: file.path,
    contentOffset: byteOffset,
    cpuBytes,
    gpuBytes,
    fileBytes: file.fileBytes,
    triangles,
    draws,
    parent: undefined,
    attachedTo: undefined,
    requires: undefined,
    metadata,
  }
}

const lanes = { tile: Lane.Base, lod: Lane.Detail, hlod: Lane.Proxy } as const

function recordPicture(picture: Picture, options: RangeOptions): Draft {
  const { name, file, bounds, range, coarser, what, finer } = picture
  const draft = draftOf(name, file, bounds)
  if (!isSame(bounds, range)) draft.rangeBox = range
  draft.priority = picture.priority
  draft.lane ??= lanes[what]
  draft.metadata = describePicture(picture)
  if (coarser) draft.parent = coarser.place
  if (!coarser) setOuterRange(draft, picture, options)
  if (finer.length === 0) return draft
  draft.refineDistance = picture.refine
  if (isWide(picture)) draft.coarsenDistance = picture.coarsen
  return draft
}

function isSame(a: Box, b: Box): boolean {
  for (let i = 0; i < 6; i++) if (a[i] !== b[i]) return false
  return true
}

/**
 * Only a root has an outer range: a full tile its own radii, a LOD the query ceiling, and an HLOD that nothing coarser replaces the camera's far plane
 * (T-5). A level's exit follows from the profile (P-3).
 */
function setOuterRange(draft: Draft, { what, tile, file }: Picture, options: RangeOptions): Draft {
  const { enterRadius, exitRadius = 0 } = file.own
  if (enterRadius !== undefined) return setRange(draft, enterRadius, exitRadius)
  if (what === 'tile') return setRange(draft, tile.streamingRadius, tile.unloadRadius)
  return setRange(draft, what === 'lod' ? options.queryCeiling : farthest(options), 0)
}

const farthest = (options: RangeOptions) => Math.max(options.queryCeiling, options.farPlane)

function setRange(draft: Draft, enterRadius: number, exitRadius: number): Draft {
  draft.enterRadius = enterRadius
  if (exitRadius > 0) draft.exitRadius = exitRadius
  return draft
}

const nowhere: Box = [0, 0, 0, 0, 0, 0]

function recordAsset(file: ManifestFile): Draft {
  const draft = draftOf(file.own.sectionId ?? file.path, file, nowhere)
  draft.flags! |= SectionFlag.Placeless
  return draft
}

function recordSection(section: ManifestSection): Draft {
  const draft = draftOf(section.own.sectionId ?? section.path, section, section.bounds)
  draft.priority = section.priority
  return setRange(draft, section.streamingRadius, section.unloadRadius)
}

/**
 * The shared bucket: in range wherever anything of the scene may be seen, pinned from the start, so that nothing evicts it and it is there before the
 * first tile.
 */
function recordBucket({ tiles }: Manifest, bucket: ManifestBucket, options: RangeOptions): Draft {
  const scene = noExtent()
  if (bucket.bounds) growExtent(scene, bucket.bounds)
  for (const tile of tiles) growExtent(scene, tile.bounds)
  const somewhere = scene[0] <= scene[3]
  const draft = draftOf(bucket.id, bucket, bucket.bounds ?? (somewhere ? scene : nowhere))
  if (somewhere) draft.rangeBox = scene
  draft.flags! |= SectionFlag.AlwaysLoaded
  return setRange(draft, bucket.own.enterRadius ?? farthest(options), bucket.own.exitRadius ?? 0)
}

/** Gives every record a name of its own, and records for the rows that its file names. */
function relate(files: readonly ManifestFile[], records: readonly Draft[]): void {
  const byRow = new Map<number, number>()
  files.forEach(({ own }, i) => own.row !== undefined && byRow.set(own.row, i))
  const nameOnce = createNames()
  files.forEach(({ own: { requires, attachedTo } }, i) => {
    records[i].name = nameOnce(records[i].name)
    if (requires && requires.length > 0) records[i].requires = requires.map((row) => byRow.get(row) ?? -1)
    if (attachedTo !== undefined) records[i].attachedTo = byRow.get(attachedTo) ?? -1
  })
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

/** Of a tile and its LODs; an HLOD stands for more than one place. */
function describePicture({ tile, what, file }: Picture): MetadataValues | undefined {
  const { metadata } = file.own
  if (what === 'hlod') return metadata
  return metadata ? { ...tileValues(tile), ...metadata } : tileValues(tile)
}

function aboutScene({ tiles, own, interiorZone, mode }: Manifest): AboutWorld {
  const { layers, layerModes, layerOverlaps, focusSettings, profiles, components, focuses } = own
  return {
    focuses,
    metadata: { ...usedTileFields(tiles), ...own.metadata },
    ...(layers && { layers }),
    ...(layerModes && { layerModes }),
    ...(layerOverlaps && { layerOverlaps }),
    ...(focusSettings && { focusSettings }),
    ...(profiles && { profiles }),
    ...(components && { components }),
    ...(interiorZone && { interiorZone }),
    ...(mode !== 'uniform_grid' && { hierarchical: true }),
  }
}
