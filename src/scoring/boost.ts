import type { Engine, TerraneWorld } from '../engine'
import { Input, noteInput } from '../live/recorder'
import { findLive } from '../live/rowTable'
import { rowOf, type SectionId } from '../sectionId'

/**
 * Makes a section load sooner, as if it were `metres` nearer; negative: later. For prioritizers, systems that run after
 * DesiredSetBuild and before StreamingDiff; scores are made anew
 * in every tick in which a load can start. Does nothing in others, and nothing for what is not wanted.
 */
export function boost(world: TerraneWorld, section: SectionId, metres: number): void {
  const { terrane } = world
  addBoost(terrane, rowOf(terrane, section), metres * (terrane.scorer.metre ?? 1))
}

/** The same in units of the score: what recordings have. */
export function addBoost(engine: Engine, row: number, amount: number): void {
  const s = findLive(engine.rows, row)
  if (s < 0 || engine.cut.scoredTick !== engine.clock.tick) return
  noteInput(engine, Input.boost, row, amount)
  engine.live.score[s] -= amount
}
