import type { FaultList } from './faults'
import { report } from './fields'
import { identityOf, type Box, type Manifest, type ManifestTile, type Point } from './manifest'

/** What only shows between fields and between tiles; each fault once. `tileCount`: those of the file, usable or not. */
export function checkScene(list: FaultList, manifest: Manifest, tileCount: number): void {
  const { tiles, rangeBox } = manifest
  const said = tileCount + (manifest.bucket ? 1 : 0) + manifest.own.otherSections.length
  if (said === 0)
    report(
      { list, tile: '' },
      'warning',
      'no-tiles',
      'a manifest without tiles',
      'at least one',
      'Nothing will stream.',
    )
  checkIds(list, manifest)
  for (const tile of tiles) {
    checkLevels(list, tile)
    if (rangeBox === 'center') checkCover(list, tile)
  }
}

function checkIds(list: FaultList, { tiles, bucket }: Manifest): void {
  const ids = new Set<string>(bucket ? [bucket.id] : [])
  const paths = new Map<string, string>()
  for (const tile of tiles) {
    if (ids.has(tile.id))
      report(naming(list, tile), 'error', 'duplicate-id', `a second tile "${tile.id}"`, 'unique tile_ids')
    ids.add(tile.id)
    if (tile.own.row !== undefined) continue
    const place = identityOf(tile)
    const other = paths.get(place)
    if (other === undefined) paths.set(place, tile.id)
    else if (other !== tile.id)
      report(
        naming(list, tile),
        'warning',
        'shared-path',
        `the payload of tile "${other}", ${tile.path}`,
        'one of its own',
        'It is loaded and drawn twice.',
      )
  }
}

const naming = (list: FaultList, { id }: ManifestTile) => ({ list, tile: id })

/** What the bake writes says itself where each level hands over. T-14: a first level that begins beyond the streaming radius leaves a gap in the picture; levels of one distance never show. */
function checkLevels(list: FaultList, tile: ManifestTile): void {
  const { lods, hlods, streamingRadius } = tile
  if (lods.length + hlods.length === 0 || tile.own.row !== undefined) return
  const levels = lods.length === 0 ? hlods : [...lods, ...hlods]
  if (levels[0].switchDistance > streamingRadius)
    report(
      naming(list, tile),
      'warning',
      'gap',
      `its first level from ${levels[0].switchDistance} m, beyond its streaming_radius ${streamingRadius}`,
      'one that begins within it',
      'The first level stands in the gap.',
    )
  for (let i = 1; i < levels.length; i++)
    if (levels[i].switchDistance <= levels[i - 1].switchDistance)
      report(
        naming(list, tile),
        'warning',
        'level-never-shown',
        `level ${levels[i - 1].path} of no width: ${levels[i].path} begins at ${levels[i].switchDistance} m too`,
        'rising distances, HLODs beyond LODs',
        'It shows only while finer ones fail.',
      )
  if (levels.length > 1 && new Set(levels.map(identityOf)).size < levels.length)
    report(naming(list, tile), 'error', 'repeated-level', 'one payload as two of its levels', 'one a level')
}

/** T-6: radii are measured from the centre, so that a small one is left before the tile's own box is. */
function checkCover(list: FaultList, tile: ManifestTile): void {
  const reach = farthestCorner(tile.bounds, tile.center)
  if (reach <= tile.streamingRadius) return
  report(
    naming(list, tile),
    'warning',
    'radius-too-small',
    `streaming_radius ${tile.streamingRadius} from the centre of a box that reaches ${Math.ceil(reach)} m`,
    `at least ${Math.ceil(reach)}`,
    'A focus inside the tile may not load it.',
  )
}

function farthestCorner(bounds: Box, center: Point): number {
  const x = Math.max(center[0] - bounds[0], bounds[3] - center[0])
  const y = Math.max(center[1] - bounds[1], bounds[4] - center[1])
  const z = Math.max(center[2] - bounds[2], bounds[5] - center[2])
  return Math.sqrt(x * x + y * y + z * z)
}
