import type { ComponentSchema } from '../schema/component'
import type { EntityRef } from '../schema/fields'
import type { EntitySection } from './entitySection'

/** What becomes of a baked entity when its section enters. */
export enum SpawnPlan {
  AsBaked = 0,
  /** As baked, then `restore` overwrites columns. */
  Changed = 1,
  /** It is not spawned: removed by the game, or recorded elsewhere. */
  Skip = 2,
}

/** An entity that a section does not spawn as it was baked: made by the game, or come from another section. */
export interface Guest {
  readonly handle: EntityRef
  readonly components: readonly ComponentSchema[]
  /** Fills every column of `components` at `eid`. Components are added when all columns of all entities are written. */
  write(eid: number): void
}

/**
 * Where what a game changed is kept between a section's unload and its next load. Called by enter and leave; nothing here may add or remove
 * entities, except by `own` and `despawn` in `capture`.
 */
export interface StateHooks {
  /** How many guests `takeGuests` will give at most: room is kept for them. */
  countGuests(row: number): number
  /** Asked once for every baked entity of a section that enters and is not alive; `index` is its place in the payload. */
  planSpawn(section: EntitySection, index: number, handle: EntityRef): SpawnPlan
  /** Overwrites columns of an entity planned as Changed. Its baked columns are written, its components not yet added. */
  restore(section: EntitySection, index: number, eid: number): void
  /** What enters with the section beside what it bakes; from now on these are alive. */
  takeGuests(section: EntitySection): readonly Guest[]
  /** Before the entities that the section owns are removed: all of `eids` are alive and readable. One given another owner stays. */
  capture(section: EntitySection, eids: readonly number[]): void
  /**
   * A tracked entity was removed, by the game or, while `despawning`, along with another one; `row` owned it, −1 for none. Its columns are still readable.
   */
  removed(handle: EntityRef, eid: number, row: number): void
}

/** Remembers nothing: every section enters as it was baked. */
export const nullState: StateHooks = {
  countGuests: () => 0,
  planSpawn: () => SpawnPlan.AsBaked,
  restore() {},
  takeGuests: () => [],
  capture() {},
  removed() {},
}
