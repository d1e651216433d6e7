import type { TerraneWorld } from '../engine'
import { noteInput } from '../live/recorder'
import { findLive } from '../live/rowTable'
import { rowOf, type SectionId } from '../sectionId'

/**
 * Makes a section load sooner, as if it were `metres` nearer; negative: later. For prioritizers, systems that run after
 * DesiredSetBuild and before StreamingDiff; scores are made anew
 * in every tick in which a load can start. Does nothing in others, and nothing for what is not wanted.
 */
export function boost(world: TerraneWorld, section: SectionId, metres: number): void {
  const { live, rows, cut, clock } = world.terrane
  const row = rowOf(world.terrane, section)
  const s = findLive(rows, row)
  if (s < 0 || cut.scoredTick !== clock.tick) return
  noteInput(world.terrane, 'boost', row, metres)
  live.score[s] -= metres
}
