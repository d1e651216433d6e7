import { coarsenDistanceOf, enterOf, exitOf, refineDistanceOf } from '../live/membership'
import type { Engine } from '../engine'
import type { PrefetchingEngine } from '../live/prefetch'
import { squaredDistanceToBox } from '../math/box'
import { visitRootsInReach } from '../spatial/sectionIndex'
import type { Refines, TileRules } from './tileRules'

/** What a tiled scene knows of its prefetch radii. */
interface Radii {
  /** By row, metres; 0 where a tile does not say. null: none says. */
  readonly own: ArrayLike<number> | null
  /** Metres from enter to exit at most, and the profile's exit ratio for which that was measured. */
  band: number
  bandRatio: number
}

/**
 * T-7: finds the trees within whose prefetch radius a focus is, by how many metres it has to come nearer for them to be wanted, and how far down they would be refined
 * at prefetch distances.
 */
export function createNearby(own: ArrayLike<number> | null): TileRules['visitNear'] {
  const radii: Radii = { own, band: 0, bandRatio: 0 }
  const refines: Refines = (engine, focus, row) =>
    distanceTo(engine, focus, row) <= prefetchDistanceOf(engine, radii, row) * engine.focuses.detailScale[focus]
  return (engine, focus, visit) => {
    const { table, focuses, prefetch } = engine
    if (prefetch.settings.radiusShare === 0) return
    const scale = focuses.radiusScale[focus]
    const [x, y, z] = [focuses.x[focus], focuses.y[focus], focuses.z[focus]]
    visitRootsInReach(table, x, y, z, scale, measureBand(engine, radii) * scale, (row) => {
      const distance = distanceTo(engine, focus, row) / scale
      const enter = enterOf(engine, row)
      const reach = between(engine, enter, exitOf(engine, row), ownRadius(radii, row))
      if (distance <= reach) visit(row, Math.max(0, distance - enter), refines)
    })
  }
}

function distanceTo({ focuses, table }: Engine, focus: number, row: number): number {
  const ranges = table.rangeBox ?? table.bounds
  return Math.sqrt(squaredDistanceToBox(ranges, 6 * row, focuses.x[focus], focuses.y[focus], focuses.z[focus]))
}

/** Of what a section refines into: the largest radius of its children, or on the way from where they come to where they go. */
function prefetchDistanceOf(engine: PrefetchingEngine, radii: Radii, row: number): number {
  const { table } = engine
  const refine = refineDistanceOf(engine, row)
  let own = 0
  const end = table.firstChild[row] + table.childCount[row]
  for (let child = table.firstChild[row]; child < end; child++) own = Math.max(own, ownRadius(radii, child))
  return between(engine, refine, coarsenDistanceOf(engine, row, refine), own)
}

const ownRadius = ({ own }: Radii, row: number) => (own === null ? 0 : own[row])

/** Its own radius, else `radiusShare` of the way from where it is wanted to where it goes. Never beyond that: it would go again. */
function between({ prefetch }: PrefetchingEngine, from: number, to: number, own: number): number {
  return own > 0 ? Math.min(Math.max(from, own), to) : from + prefetch.settings.radiusShare * (to - from)
}

/** How far exit lies beyond enter at most: what the index, which knows enter radii, has to be asked beyond them. Measured once a profile. */
function measureBand(engine: Engine, radii: Radii): number {
  const { profile, table } = engine
  if (radii.bandRatio === profile.exitRatio) return radii.band
  radii.bandRatio = profile.exitRatio
  radii.band = 0
  for (let row = 0; row < table.rootCount; row++)
    radii.band = Math.max(radii.band, exitOf(engine, row) - enterOf(engine, row))
  return radii.band
}
