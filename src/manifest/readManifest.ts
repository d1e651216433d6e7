import type { FocusRecord } from '../blobs/sectionRecord'
import { checkScene } from './checkScene'
import { createFaultList, hasErrors, type FaultList, type ManifestFault } from './faults'
import {
  aDistance,
  aLength,
  aPriority,
  isObject,
  readBox,
  readNumber,
  readPoint,
  readText,
  report,
  says,
  reportUnknown,
  show,
  type JsonObject,
  type Reading,
} from './fields'
import {
  partitioningModes,
  type Manifest,
  type ManifestBucket,
  type ManifestFile,
  type ManifestSection,
  type ManifestTile,
  type PartitioningMode,
} from './manifest'
import { ownSceneKeys, readOwnScene } from './ownFields'
import { readFile, readRadii, readTile, reportVersion, type TileDefaults } from './readTile'

/** T-7's radii in metres, where neither a tile nor the scene says otherwise. */
export const defaultStreamingRadius = 80
export const defaultUnloadRadius = 120

export interface ReadManifest {
  /** null where an error keeps it from being opened. */
  readonly manifest: Manifest | null
  /** Every fault once: errors and warnings in the order of the file. */
  readonly faults: readonly ManifestFault[]
}

const sceneKeys = new Set([
  ...['version', 'partitioning_mode', 'streaming_defaults', 'tiles', 'shared_bucket', 'tile_size', 'interior_zone'],
  ...ownSceneKeys,
])

/** Reads what `JSON.parse` gave (spec T-1). Never throws: what is wrong is in `faults`, all of it, each once. */
export function readManifest(json: unknown): ReadManifest {
  const list = createFaultList()
  const manifest = isObject(json) ? readScene({ list, tile: '', json, path: '' }) : refuseScene(list, json)
  return { manifest: hasErrors(list.faults) ? null : manifest, faults: list.faults }
}

function refuseScene(list: FaultList, json: unknown): null {
  report({ list, tile: '' }, 'error', 'bad-manifest', show(json), 'an object with "version" and "tiles"')
  return null
}

function readScene(reading: Reading): Manifest | null {
  const { json, list } = reading
  const version = readVersion(reading)
  if (version === null) return null
  reportUnknown(reading, sceneKeys, 'the manifest')
  const defaults = readDefaults(reading)
  const tiles = readList(reading, 'tiles', true)
  const manifest: Manifest = {
    version,
    mode: readMode(reading, version),
    tileSize: readNumber(reading, 'tile_size', aLength, 0),
    tiles: readTiles(list, tiles, version, defaults),
    bucket: readBucket(reading),
    interiorZone: readZone(reading, version),
    rangeBox: json.range_box === 'bounds' ? 'bounds' : 'center',
    own: {
      sharedAssets: readAll(reading, 'shared_assets', readAsset),
      otherSections: readAll(reading, 'other_sections', readSection),
      focuses: readAll(reading, 'focuses', readFocus),
      ...readOwnScene(reading),
    },
  }
  checkScene(list, manifest, tiles.length)
  return manifest
}

function readTiles(
  list: FaultList,
  tiles: readonly unknown[],
  version: number,
  defaults: TileDefaults,
): ManifestTile[] {
  const read: ManifestTile[] = []
  for (let i = 0; i < tiles.length; i++) {
    const tile = readTile(list, tiles[i], i, version, defaults)
    if (tile) read.push(tile)
  }
  return read
}

function readVersion(reading: Reading): 3 | 4 | null {
  const { version } = reading.json
  if (version === 3 || version === 4) return version
  const next = typeof version === 'number' && version > 4 ? 'Update terrane.' : 'Export the scene again.'
  report(reading, 'error', 'bad-version', `version ${show(version)}`, '3 (uniform grid) or 4 (hierarchical)', next)
  return null
}

/** Version 3 is a uniform grid whatever it says; version 4 without a mode is quadtree_floor. */
function readMode(reading: Reading, version: 3 | 4): PartitioningMode {
  const mode = readText(reading, 'partitioning_mode') ?? (version === 3 ? 'uniform_grid' : 'quadtree_floor')
  const known = partitioningModes.find((name) => name === mode)
  if (!known) report(reading, 'error', 'unknown-mode', `partitioning_mode "${mode}"`, partitioningModes.join(', '))
  if (version === 4 || known === 'uniform_grid') return known ?? 'quadtree_floor'
  if (known)
    report(
      reading,
      'warning',
      'mode-of-version-4',
      `partitioning_mode "${mode}" in a manifest of version 3`,
      'uniform_grid',
      'It is read as a uniform grid; write "version": 4 if it was meant.',
    )
  return 'uniform_grid'
}

function readDefaults(reading: Reading): TileDefaults {
  const value = reading.json.streaming_defaults
  const builtIn = { unloadRadius: defaultUnloadRadius, prefetchRadius: 0, priority: 0 }
  if (value === undefined || value === null) return { streamingRadius: defaultStreamingRadius, ...builtIn }
  if (!isObject(value)) {
    report(reading, 'error', 'bad-defaults', `streaming_defaults ${show(value)}`, 'an object of radii and priority')
    return { streamingRadius: defaultStreamingRadius, ...builtIn }
  }
  const inner: Reading = { ...reading, json: value, path: 'streaming_defaults.' }
  reportUnknown(inner, defaultKeys, 'streaming_defaults')
  const own = value.streaming_radius !== undefined && value.streaming_radius !== null
  const streamingRadius = readNumber(inner, 'streaming_radius', aLength, defaultStreamingRadius)
  return readRadii(inner, {
    streamingRadius,
    unloadRadius: own ? 0 : defaultUnloadRadius,
    prefetchRadius: 0,
    priority: readNumber(inner, 'priority', aPriority, 0),
  })
}

const defaultKeys = new Set(['streaming_radius', 'unload_radius', 'prefetch_radius', 'priority'])

function readList(reading: Reading, key: string, required = false): readonly unknown[] {
  const value = reading.json[key]
  if (Array.isArray(value)) return value
  if (required || (value !== undefined && value !== null))
    report(reading, 'error', 'bad-list', `${key} ${show(value)}`, 'a list')
  return []
}

/** Objects of one of our own lists. */
function readAll<Item>(reading: Reading, key: string, read: (inner: Reading) => Item | null): Item[] {
  return readList(reading, key).flatMap((value, i) => {
    const path = `${key}[${i}].`
    if (isObject(value)) return read({ ...reading, json: value, path }) ?? []
    report(reading, 'error', 'bad-list', `${key}[${i}] ${show(value)}`, 'an object')
    return []
  })
}

/** An object like a tile's, or the path alone. Without bounds it is the whole scene's. */
function readBucket(reading: Reading): ManifestBucket | null {
  const value = reading.json.shared_bucket
  if (value === undefined || value === null) return null
  const json: unknown = typeof value === 'string' ? { path: value } : value
  if (!isObject(json)) {
    report(reading, 'error', 'bad-bucket', `shared_bucket ${show(value)}`, 'a path, or an object with one')
    return null
  }
  const inner: Reading = { ...reading, json, path: 'shared_bucket.' }
  const file = readFile(inner)
  const id = readText(inner, 'tile_id') ?? 'shared_bucket'
  const bounds = readBox(inner, 'bounds')
  return file && { id, ...file, bounds }
}

function readZone(reading: Reading, version: 3 | 4): Manifest['interiorZone'] {
  if (!says(reading.json, 'interior_zone')) return null
  if (version === 4) return readBox(reading, 'interior_zone')
  reportVersion(reading, 'interior_zone')
  return null
}

/** Assets are named by `asset_id`. */
function readAsset(reading: Reading): ManifestFile | null {
  const id = readText(reading, 'asset_id')
  const file = readFile(reading)
  return file && { ...file, own: { ...file.own, ...(id && { sectionId: id }) } }
}

function readSection(reading: Reading): ManifestSection | null {
  const file = readFile(reading)
  const bounds = readBox(reading, 'bounds')
  const streamingRadius = readNumber(reading, 'streaming_radius', aDistance, 0)
  const unloadRadius = readNumber(reading, 'unload_radius', aDistance, 0)
  const priority = readNumber(reading, 'priority', aPriority, 0)
  return file && bounds && { ...file, bounds, streamingRadius, unloadRadius, priority }
}

function readFocus(reading: Reading): FocusRecord | null {
  const name = readText(reading, 'name')
  const position = readPoint(reading, 'position')
  const radiusScale = readNumber(reading, 'radius_scale', aLength, 1)
  return name === null || position === null ? null : { name, position, radiusScale }
}

/** The object inside a manifest's text. @returns the text's own fault where it is no JSON. */
export function parseManifest(text: string): ReadManifest {
  let json: JsonObject
  try {
    json = JSON.parse(text) as JsonObject
  } catch (error) {
    const list = createFaultList()
    const next = 'Check the address or the download; a manifest ends with }.'
    report({ list, tile: '' }, 'error', 'bad-json', notJson(text, error as Error), 'JSON', next)
    return { manifest: null, faults: list.faults }
  }
  return readManifest(json)
}

/** A page instead of a manifest is the usual answer of a server that has none; a cut-off file ends inside itself. */
function notJson(text: string, error: Error): string {
  const start = text.trimStart()
  if (start === '') return 'an empty file'
  if (/^<(!doctype|html|\?xml|head|body)/i.test(start))
    return `a web page ("${start.slice(0, 15)}…") where a manifest should be`
  if (!/^[[{]/.test(start)) return `a file that begins with "${start.slice(0, 12)}"`
  if (!/[\]}]$/.test(text.trimEnd())) return `${text.length} characters of JSON that end in the middle`
  return `text that is not JSON (${error.message.replace(/\s*\n\s*/g, ' ').slice(0, 80)})`
}
