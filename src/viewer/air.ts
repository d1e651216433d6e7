import { SectionFlag, type SectionTable } from '../blobs/sectionBlob'
import type { TerraneWorld } from '../engine'
import { forEachLive } from '../inspection'
import { defaultEnvironment, type Environment } from '../render'

/**
 * Fog that ends where the world does. Sections come in at their enter radius, so that is where nothing is seen any more; and while
 * something nearer is missing, the fog stands before it and lifts when it is there.
 */
export interface Air {
  readonly environment: { -readonly [Key in keyof Environment]: Environment[Key] }
  /** The enter radius of most sections, metres; Infinity in a world without one. */
  readonly reach: number
  /** Where the fog is on its way to. */
  wantedEnd: number
}

/** Fog begins at this share of its end: what is near is seen clearly. */
const startShare = 0.38
/** It never comes nearer than this share of the reach. */
const nearestShare = 0.4
/** Sections that come in nearer than this share of the reach are details: their lack hides nothing. */
const detailShare = 0.75
/** Seconds in which the fog goes two thirds of the way: it closes at once and lifts slowly. */
const [closeSeconds, liftSeconds] = [0.25, 1.1]

export function createAir(table: SectionTable): Air {
  const reach = commonestRadius(table)
  const end = Number.isFinite(reach) ? reach : defaultEnvironment.fogEnd
  const environment = { ...defaultEnvironment, fogStart: end * nearestShare * startShare, fogEnd: end * nearestShare }
  return { environment, reach: end, wantedEnd: end }
}

function commonestRadius(table: SectionTable): number {
  const counts = new Map<number, number>()
  for (let row = 0; row < table.rootCount; row++) {
    const radius = table.enterRadius[row]
    if (!isDrawn(table, row) || !(radius > 0)) continue
    counts.set(radius, (counts.get(radius) ?? 0) + 1)
  }
  let [best, most] = [Infinity, 0]
  for (const [radius, count] of counts) if (count > most) [best, most] = [radius, count]
  return best
}

/** Entities and colliders of the same place come in at radii of their own, and their lack is not seen. */
function isDrawn(table: SectionTable, row: number): boolean {
  return (table.flags[row] & SectionFlag.Placeless) === 0 && table.info.kinds[table.kind[row]] === 'mesh'
}

/** Finds the nearest place that should be seen and is not; a few times a second is enough. */
export function measureAir(air: Air, world: TerraneWorld): void {
  const { table } = world.terrane
  let nearest = air.reach
  forEachLive(world, (row, _, shown, distance) => {
    if (shown || distance >= nearest || table.parent[row] >= 0 || table.childCount[row] > 0) return
    if (!isDrawn(table, row) || table.enterRadius[row] < detailShare * air.reach) return
    nearest = distance
  })
  air.wantedEnd = Math.max(nearest, nearestShare * air.reach)
}

export function advanceAir(air: Air, seconds: number): void {
  const { environment, wantedEnd } = air
  const pace = wantedEnd < environment.fogEnd ? closeSeconds : liftSeconds
  environment.fogEnd += (wantedEnd - environment.fogEnd) * (1 - Math.exp(-seconds / pace))
  environment.fogStart = environment.fogEnd * startShare
}
