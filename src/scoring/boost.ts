import type { TerraneWorld } from '../engine'
import { findLive } from '../live/rowTable'
import { rowOf, type SectionId } from '../sectionId'

/**
 * Makes a section load sooner, as if it were `metres` nearer; negative: later. For prioritizers, systems that run after
 * DesiredSetBuild and before StreamingDiff; scores are made anew
 * in every tick in which a load can start. Does nothing in others, and nothing for what is not wanted.
 */
export function boost(world: TerraneWorld, section: SectionId, metres: number): void {
  const { live, rows, cut, clock } = world.terrane
  const s = findLive(rows, rowOf(world.terrane, section))
  if (s >= 0 && cut.scoredTick === clock.tick) live.score[s] -= metres
}
