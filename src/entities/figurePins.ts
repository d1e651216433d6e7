import type { Engine, TerraneWorld } from '../engine'
import { pin, pinCount, unpin } from '../pins'
import { sectionId, type SectionId } from '../sectionId'
import { placedStride } from './placedFigures'

/** Does the section that owns an entity keep this row resident? `owner` may be none. */
export function isRequiredBy({ table }: Engine, owner: number, row: number): boolean {
  if (owner < 0) return false
  for (let i = table.requireStart[owner]; i < table.requireStart[owner + 1]; i++)
    if (table.requires[i] === row) return true
  return false
}

/** Pins the section of a placed figure for its entity, or takes that pin back: once each. */
export function holdFigure(world: TerraneWorld, slot: number, hold: boolean): void {
  const { rows, pinned, columns } = world.terrane.entities!.figures
  if ((pinned[slot] === 1) === hold) return
  const section = sectionId(world.terrane, rows[slot])
  if (!hold) letGo(world, section)
  // The next tick finds that the owner has changed, and tries again.
  else if (!tryPin(world, section)) return void (columns[slot * placedStride + 1] = NaN)
  pinned[slot] = hold ? 1 : 0
}

/** The game may have unpinned once too often. */
function letGo(world: TerraneWorld, section: SectionId): void {
  if (pinCount(world, section) > 0) unpin(world, section)
}

/** Too many live sections are a fact of the world, and this is a tick: false, and no error. */
function tryPin(world: TerraneWorld, section: SectionId): boolean {
  try {
    pin(world, section)
    return true
  } catch {
    return false
  }
}
