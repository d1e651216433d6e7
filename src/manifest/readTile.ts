import {
  aDistance,
  aFloor,
  aLength,
  aPriority,
  aSize,
  isObject,
  readBox,
  readNumber,
  readPath,
  readPoint,
  readSwitch,
  readText,
  report,
  says,
  reportUnknown,
  show,
  type Reading,
} from './fields'
import type { FaultList } from './faults'
import {
  semanticTiers,
  type Box,
  type ManifestFile,
  type ManifestLevel,
  type ManifestTile,
  type Point,
} from './manifest'
import { parseNodeId } from './nodeId'
import { ownSectionKeys, readOwnSection } from './ownFields'

/** What a tile falls back to: `streaming_defaults`, and below them T-7's 80 m and 120 m. */
export interface TileDefaults {
  readonly streamingRadius: number
  readonly unloadRadius: number
  readonly prefetchRadius: number
  readonly priority: number
}

const hierarchicalKeys = ['floor_id', 'quadtree_node_id', 'semantic_tier', 'interior'] as const
export const fileKeys = ['path_relative_to_manifest', 'path', 'file_size_bytes', ...ownSectionKeys]
const tileKeys = new Set([
  ...['tile_id', 'bounds', 'center', 'streaming_radius', 'unload_radius', 'prefetch_radius', 'priority'],
  ...['hlod_levels', 'lod_levels'],
  ...hierarchicalKeys,
  ...fileKeys,
])
const levelKeys = new Set(['switch_distance', 'bounds', 'priority', ...fileKeys])

/** Reads one tile; null where it cannot be used at all. */
export function readTile(
  list: FaultList,
  value: unknown,
  index: number,
  version: number,
  defaults: TileDefaults,
): ManifestTile | null {
  if (!isObject(value)) {
    report({ list, tile: `tiles[${index}]` }, 'error', 'bad-tile', `a tile ${show(value)}`, 'an object')
    return null
  }
  const named = typeof value.tile_id === 'string' && value.tile_id.trim() !== ''
  const reading: Reading = { list, tile: named ? (value.tile_id as string) : `tiles[${index}]`, json: value, path: '' }
  if (!named) report(reading, 'error', 'missing-id', `tile_id ${show(value.tile_id)}`, 'a text that is not empty')
  reportUnknown(reading, tileKeys, 'tiles')
  const file = readFile(reading)
  const place = readPlace(reading)
  const radii = readRadii(reading, defaults)
  const [lods, hlods] = [readLevels(reading, 'lod_levels'), readLevels(reading, 'hlod_levels')]
  const where = readHierarchy(reading, version)
  if (!named || !file || !place) return null
  const { path, fileBytes, own } = file
  const { bounds, center } = place
  const { streamingRadius, unloadRadius, prefetchRadius, priority } = radii
  const { floor, nodeId, tier, interior } = where
  // Written out: of 100,000 tiles, copies of four objects each would be most of what reading costs.
  return {
    id: reading.tile,
    path,
    fileBytes,
    own,
    bounds,
    center,
    streamingRadius,
    unloadRadius,
    prefetchRadius,
    priority,
    floor,
    nodeId,
    tier,
    interior,
    lods,
    hlods,
  }
}

const pathKeys = ['path_relative_to_manifest', 'path'] as const

/** A payload: its path, its size, and what only Terrane writes of it. */
export function readFile(reading: Reading): ManifestFile | null {
  const path = readPath(reading, pathKeys)
  const fileBytes = readNumber(reading, 'file_size_bytes', aSize, 0)
  const own = readOwnSection(reading)
  return path === null ? null : { path, fileBytes, own }
}

function readPlace(reading: Reading): { bounds: Box; center: Point } | null {
  const bounds = readBox(reading, 'bounds')
  const center = readPoint(reading, 'center')
  if (!bounds) {
    if (!says(reading.json, 'bounds')) report(reading, 'error', 'missing-bounds', 'no bounds', 'a box, "min" and "max"')
    return null
  }
  if (!center && !says(reading.json, 'center'))
    report(reading, 'warning', 'missing-center', 'no center', 'a point', 'The middle of the bounds is taken.')
  if (center && !holds(bounds, center))
    report(reading, 'warning', 'center-outside', `center ${show(center)} outside its bounds`, 'a point inside them')
  return { bounds, center: center ?? middleOf(bounds) }
}

function holds(box: Box, [x, y, z]: Point): boolean {
  return x >= box[0] && x <= box[3] && y >= box[1] && y <= box[4] && z >= box[2] && z <= box[5]
}

function middleOf(box: Box): Point {
  return [(box[0] + box[3]) / 2, (box[1] + box[4]) / 2, (box[2] + box[5]) / 2]
}

type Radii = Pick<ManifestTile, 'streamingRadius' | 'unloadRadius' | 'prefetchRadius' | 'priority'>

/** Own radii, then the scene's. A scene's unload radius that does not lie beyond the tile's own streaming radius says nothing of it. */
export function readRadii(reading: Reading, defaults: TileDefaults): Radii {
  const streamingRadius = readNumber(reading, 'streaming_radius', aLength, defaults.streamingRadius)
  const unload = readNumber(reading, 'unload_radius', aLength, null)
  const prefetch = readNumber(reading, 'prefetch_radius', aLength, null)
  const priority = readNumber(reading, 'priority', aPriority, defaults.priority)
  if (unload !== null && unload <= streamingRadius)
    report(
      reading,
      'error',
      'exit-not-beyond-enter',
      `unload_radius ${unload} with streaming_radius ${streamingRadius}`,
      'an unload radius above the streaming radius',
    )
  const unloadRadius = unload ?? (defaults.unloadRadius > streamingRadius ? defaults.unloadRadius : 0)
  if (prefetch !== null && prefetch < streamingRadius)
    report(
      reading,
      'warning',
      'prefetch-inside',
      `prefetch_radius ${prefetch} inside streaming_radius ${streamingRadius}`,
      'one outside it',
      'It brings nothing: the tile loads at its streaming radius.',
    )
  const prefetchRadius = prefetch ?? (defaults.prefetchRadius > streamingRadius ? defaults.prefetchRadius : 0)
  return { streamingRadius, unloadRadius, prefetchRadius, priority }
}

/** Levels by rising switch distance: others are sorted and reported (T-1). */
function readLevels(reading: Reading, key: string): ManifestLevel[] {
  const value = reading.json[key]
  if (value === undefined || value === null) return []
  if (!Array.isArray(value)) {
    report(reading, 'error', 'bad-levels', `${key} ${show(value)}`, 'a list of { "path", "switch_distance" }')
    return []
  }
  const levels: ManifestLevel[] = []
  for (let i = 0; i < value.length; i++) {
    const level = readLevel(reading, `${key}[${i}]`, value[i])
    if (level) levels.push(level)
  }
  const sorted = levels.every((level, i) => i === 0 || levels[i - 1].switchDistance <= level.switchDistance)
  if (sorted) return levels
  const distances = levels.map((level) => level.switchDistance).join(', ')
  report(
    reading,
    'warning',
    'unsorted-levels',
    `${key} at ${distances} m`,
    'rising switch distances',
    'They are sorted.',
  )
  return levels.sort((a, b) => a.switchDistance - b.switchDistance)
}

function readLevel({ list, tile }: Reading, name: string, value: unknown): ManifestLevel | null {
  if (!isObject(value)) {
    report({ list, tile }, 'error', 'bad-levels', `${name} ${show(value)}`, '{ "path", "switch_distance" }')
    return null
  }
  const reading: Reading = { list, tile, json: value, path: `${name}.` }
  reportUnknown(reading, levelKeys, 'levels')
  const file = readFile(reading)
  const switchDistance = readNumber(reading, 'switch_distance', aDistance, null)
  if (switchDistance === null && !says(value, 'switch_distance'))
    report(reading, 'error', 'missing-switch-distance', `no ${name}.switch_distance`, 'a distance in metres')
  const bounds = readBox(reading, 'bounds')
  const priority = readNumber(reading, 'priority', aPriority, null)
  if (!file || switchDistance === null) return null
  const { path, fileBytes, own } = file
  return { path, fileBytes, own, switchDistance, bounds, priority }
}

type Hierarchy = Pick<ManifestTile, 'floor' | 'nodeId' | 'tier' | 'interior'>
const nowhere: Hierarchy = { floor: null, nodeId: '', tier: '', interior: false }

/** Floors, nodes, tiers and interiors belong to version 4. */
function readHierarchy(reading: Reading, version: number): Hierarchy {
  if (version === 3) {
    for (const key of hierarchicalKeys) if (says(reading.json, key)) reportVersion(reading, key)
    return nowhere
  }
  const nodeId = readText(reading, 'quadtree_node_id') ?? ''
  const floor = readNumber(reading, 'floor_id', aFloor, null)
  const tier = readText(reading, 'semantic_tier') ?? ''
  checkNode(reading, floor, nodeId)
  if (tier && !(semanticTiers as readonly string[]).includes(tier))
    report(reading, 'warning', 'unknown-tier', `semantic_tier "${tier}"`, `one of ${semanticTiers.join(', ')}`, asLabel)
  return { floor: floor ?? parseNodeId(nodeId)?.floor ?? null, nodeId, tier, interior: readSwitch(reading, 'interior') }
}

const asLabel = 'It is kept as a label; nothing is derived from it.'

export function reportVersion(reading: Reading, key: string): void {
  if (reading.list.seen.has(`version ${key}`)) return
  reading.list.seen.add(`version ${key}`)
  const next = 'It is ignored; write "version": 4 if it was meant.'
  report(reading, 'warning', 'version-4-field', `${key} in a manifest of version 3`, 'version 4', next)
}

function checkNode(reading: Reading, floor: number | null, nodeId: string): void {
  if (!nodeId) return
  const node = parseNodeId(nodeId)
  if (!node) {
    const wanted = 'a shape like F02_Q_0_0_0, F02_K_0_1_0 or F02Q100'
    report(reading, 'warning', 'unknown-node-id', `quadtree_node_id "${nodeId}"`, wanted, asLabel)
  } else if (floor !== null && node.floor !== floor)
    report(
      reading,
      'warning',
      'floor-mismatch',
      `floor_id ${floor} with quadtree_node_id "${nodeId}"`,
      `floor_id ${node.floor}, or a node of floor ${floor}`,
      'The floor_id is taken.',
    )
}
