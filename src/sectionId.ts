import type { Engine } from './engine'
import { fail } from './errors'

declare const sectionIdBrand: unique symbol

/**
 * Names a section of one world: `world × 2³² + row`, a safe integer. Not a bitECS entity id and not a row: those of another world
 * are recognised and refused without allocation.
 */
export type SectionId = number & { readonly [sectionIdBrand]: true }

/** Section ids of one world follow each other. */
export const rowsPerWorld = 0x1_0000_0000

export function sectionId(engine: Engine, row: number): SectionId {
  return (engine.id * rowsPerWorld + row) as SectionId
}

/** Row of a section id. @throws 'foreign-world' for an id of another world, 'section-unknown' for one past the table. */
export function rowOf(engine: Engine, id: SectionId): number {
  const world = Math.floor(id / rowsPerWorld)
  if (world !== engine.id)
    fail(
      'foreign-world',
      `a section of world ${world}`,
      `one of world ${engine.id}`,
      'Use ids with the world that gave them out.',
    )
  const row = id % rowsPerWorld
  if (!Number.isInteger(row) || row >= engine.table.count)
    fail(
      'section-unknown',
      `section row ${row}`,
      `a whole row below ${engine.table.count}`,
      'Take ids from this world.',
    )
  return row
}
