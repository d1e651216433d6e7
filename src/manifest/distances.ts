import type { Manifest, ManifestTile } from './manifest'
import type { Picture } from './pictures'

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

/** Where a picture hands over to the finer ones, going in and going out; metres. */
export interface HandOverRange {
  readonly refine: number
  readonly coarsen: number
}

/**
 * Distances of every picture with finer ones. Directly above full tiles they are the tiles' own streaming and unload radius (T-10: it goes
 * beyond its unload radius, whatever stands in for it then); above levels, the picture's own switch distance and 0.90 of it. No picture hands over later than what it
 * hands over to: a chain is asked from its coarse end. `pictures` come finer before coarser.
 */
export function rangePictures(pictures: readonly Picture[]): Map<Picture, HandOverRange> {
  const ranges = new Map<Picture, HandOverRange>()
  for (const picture of coarserLast(pictures)) {
    if (picture.finer.length === 0) continue
    let refine = 0
    let coarsen = 0
    for (const finer of picture.finer) {
      const own = beginsAt(picture, finer, ranges)
      refine = Math.max(refine, own.refine)
      coarsen = Math.max(coarsen, own.coarsen)
    }
    ranges.set(picture, { refine, coarsen: Math.max(coarsen, refine / levelHysteresis) })
  }
  return ranges
}

function beginsAt(picture: Picture, finer: Picture, ranges: Map<Picture, HandOverRange>): HandOverRange {
  if (finer.what === 'tile') return { refine: finer.tile.streamingRadius, coarsen: finer.tile.unloadRadius }
  const below = ranges.get(finer) ?? { refine: 0, coarsen: 0 }
  return {
    refine: Math.max(levelHysteresis * picture.switchDistance, below.refine),
    coarsen: Math.max(picture.switchDistance, below.coarsen),
  }
}

/** Depth first: every picture after all that it refines into. */
export function coarserLast(pictures: readonly Picture[]): Picture[] {
  const order: Picture[] = []
  const visit = (picture: Picture) => {
    for (const finer of picture.finer) visit(finer)
    order.push(picture)
  }
  for (const picture of pictures) if (!picture.coarser) visit(picture)
  return order
}

/** T-5: 500 m, raised to the largest unload radius and past the largest switch distance, where the last level would else begin and end at once. */
export function queryCeiling({ tiles }: Manifest, least: number): number {
  const levels = ({ lods, hlods }: ManifestTile) => [...lods, ...hlods]
  return tiles.reduce((ceiling, tile) => {
    const reach = tile.unloadRadius || tile.streamingRadius
    const switches = levels(tile).map((level) => level.switchDistance / levelHysteresis)
    return Math.max(ceiling, reach, ...switches)
  }, least)
}
