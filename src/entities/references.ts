import type { TerraneWorld } from '../engine'
import { fail } from '../errors'
import type { EntityRef } from '../schema/fields'
import { formatStableId, parseStableId, type StableId } from '../schema/stableId'
import { sectionId, type SectionId } from '../sectionId'
import { entitiesOf } from './entityWorld'
import { handleOf } from './handles'

/** The live entity that a reference leads to, or 0: not loaded, removed, or none. Never an entity that got its id later. */
export function resolve(world: TerraneWorld, ref: EntityRef | 0): number {
  return entitiesOf(world).handles.eid[ref] ?? 0
}

/** The reference to a live entity; 0 for one that neither came from a bake nor is remembered. */
export function refOf(world: TerraneWorld, eid: number): EntityRef | 0 {
  const { handles, tracked } = entitiesOf(world)
  const handle = tracked.handle[eid] as EntityRef | undefined
  return handle !== undefined && handles.eid[handle] === eid ? handle : 0
}

/** The reference to what has, or will have, a stable id. @throws 'argument' for a text that is no id. */
export function refById(world: TerraneWorld, id: StableId): EntityRef {
  return handleOf(entitiesOf(world).handles, ...parseStableId(id))
}

/** The stable id behind a reference, for ever. @throws 'argument' for one that this world has not given out. */
export function stableIdOf(world: TerraneWorld, ref: EntityRef): StableId {
  const { count, low, high } = entitiesOf(world).handles
  if (!Number.isInteger(ref) || ref < 1 || ref > count)
    fail('argument', `reference ${ref}`, `a reference of this world, 1 to ${count}`, 'Take it from refOf or a column.')
  return formatStableId([low[ref], high[ref]])
}

/** The section that an entity goes with; 0 for one that none owns, or that is not tracked. */
export function ownerOf(world: TerraneWorld, eid: number): SectionId | 0 {
  if (refOf(world, eid) === 0) return 0
  const row = entitiesOf(world).tracked.owner[eid]
  return row < 0 ? 0 : sectionId(world.terrane, row)
}
