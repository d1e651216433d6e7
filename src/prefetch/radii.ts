import type { Engine } from '../engine'
import { coarsenDistanceOf, enterOf, exitOf, refineDistanceOf } from '../live/membership'

/** T-7, of a root, metres: its own prefetch radius, else `prefetchShare` of the way from enter to exit. Never beyond exit: it would go again. */
export function prefetchRadiusOf(engine: Engine, row: number): number {
  return between(engine, enterOf(engine, row), exitOf(engine, row), ownRadiusOf(engine, row))
}

/** The same of what a section refines into: the largest radius of its children, or on the way from where they come to where they go. */
export function prefetchDistanceOf(engine: Engine, row: number): number {
  const { table } = engine
  const refine = refineDistanceOf(engine, row)
  let own = 0
  const end = table.firstChild[row] + table.childCount[row]
  for (let child = table.firstChild[row]; child < end; child++) own = Math.max(own, ownRadiusOf(engine, child))
  return between(engine, refine, coarsenDistanceOf(engine, row, refine), own)
}

function ownRadiusOf({ tiles }: Engine, row: number): number {
  return tiles === null || tiles.prefetchRadius === null ? 0 : tiles.prefetchRadius[row]
}

function between({ settings }: Engine, from: number, to: number, own: number): number {
  return own > 0 ? Math.min(Math.max(from, own), to) : from + settings.prefetchShare * (to - from)
}

/** How far exit lies beyond enter at most, metres: what the index, which knows enter radii, has to be asked beyond them. Measured once a profile. */
export function measureBand(engine: Engine): number {
  const { prefetch, profile, table } = engine
  if (prefetch.bandRatio === profile.exitRatio) return prefetch.band
  prefetch.bandRatio = profile.exitRatio
  prefetch.band = 0
  for (let row = 0; row < table.rootCount; row++)
    prefetch.band = Math.max(prefetch.band, exitOf(engine, row) - enterOf(engine, row))
  return prefetch.band
}
