import type { Box, Manifest, ManifestTile } from './manifest'
import type { Extent, Picture } from './pictures'

/** A level leaves inside its switch distance × this (T-13, T-14). */
export const levelHysteresis = 0.9

/** Metres beyond which nothing of a scene is asked about (T-5). */
export const defaultQueryCeiling = 500

/** How far a camera sees, metres, where the host does not say: that of the renderer's own lens. */
export const defaultFarPlane = 4000

export interface RangeOptions {
  readonly queryCeiling: number
  readonly farPlane: number
}

/**
 * Measures every picture from the finest up: its bounds, what distance is measured to, and where it hands over. `pictures` come coarser first.
 *
 * Directly above full tiles a picture hands over at the tiles' own streaming and unload radius (T-10: a tile goes beyond its unload radius, whatever stands in for
 * it then); above levels, at its own switch distance and 0.90 of it. None hands over later than what it hands over to: a tree is asked from its coarse end.
 */
export function measurePictures(pictures: readonly Picture[], rangeBox: Manifest['rangeBox']): void {
  for (let i = pictures.length - 1; i >= 0; i--) {
    const picture = pictures[i]
    measureExtent(picture, rangeBox)
    for (const finer of picture.finer) {
      const isTile = finer.what === 'tile'
      const begins = isTile ? finer.tile.streamingRadius : levelHysteresis * picture.switchDistance
      const ends = isTile ? finer.tile.unloadRadius : picture.switchDistance
      picture.refine = Math.max(picture.refine, begins, finer.refine)
      picture.coarsen = Math.max(picture.coarsen, ends, finer.coarsen)
    }
    const { refineDistance, coarsenDistance = 0 } = picture.file.own
    if (refineDistance !== undefined) {
      picture.refine = refineDistance
      picture.coarsen = coarsenDistance
    } else if (picture.finer.length > 0) picture.coarsen = Math.max(picture.coarsen, picture.refine / levelHysteresis)
  }
}

/** Bounds of coarser pictures hold those of finer ones; what distance is measured to likewise: a centre, or the box around several. */
function measureExtent({ bounds, range, ownBounds, what, tile, finer }: Picture, rangeBox: Manifest['rangeBox']): void {
  const toBounds = rangeBox === 'bounds' && ownBounds !== null
  if (ownBounds) growExtent(bounds, ownBounds)
  if (toBounds) growExtent(range, ownBounds)
  else if (what === 'tile') growExtent(range, [...tile.center, ...tile.center])
  for (const each of finer) {
    if (!ownBounds) growExtent(bounds, each.bounds)
    if (!toBounds) growExtent(range, each.range)
  }
}

export function growExtent(extent: Extent, box: Box): void {
  for (let axis = 0; axis < 3; axis++) {
    if (box[axis] < extent[axis]) extent[axis] = box[axis]
    if (box[axis + 3] > extent[axis + 3]) extent[axis + 3] = box[axis + 3]
  }
}

/** Wider than the 0.90 that the engine's settings give. */
export const isWide = ({ refine, coarsen }: Picture) => Math.fround(coarsen) > Math.fround(refine / levelHysteresis)

/** T-5: 500 m, raised to the largest unload radius and past the largest switch distance, where the last level would else begin and end at once. */
export function queryCeiling({ tiles }: Manifest, least: number): number {
  let ceiling = least
  for (const tile of tiles) {
    ceiling = Math.max(ceiling, tile.unloadRadius || tile.streamingRadius, lastSwitch(tile) / levelHysteresis)
  }
  return ceiling
}

/** Levels are sorted. */
function lastSwitch({ lods, hlods }: ManifestTile): number {
  return Math.max(lods.at(-1)?.switchDistance ?? 0, hlods.at(-1)?.switchDistance ?? 0)
}
