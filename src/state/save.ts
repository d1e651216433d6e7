import type { BakedSchema } from '../blobs/sectionBlob'

/** What a column of a saved entity holds: a number, a text, a stable id for a reference, a GUID for a section; '' leads nowhere. */
export type SavedValue = number | string

/** Values by component and column. */
export type SavedComponents = Readonly<Record<string, Readonly<Record<string, SavedValue>>>>

/**
 * What became of one entity.
 * - `changed`: it is at home, and these persisted columns differ from the bake; `gained` are components that the bake did not give it, with all their
 *   columns, `lost` those that it has no more;
 * - `away`: it belongs to another section than its home, and these are all its columns;
 * - `made`: the game made it, and these are all its columns;
 * - `removed`: the game removed it.
 */
export interface SavedEntity {
  /** Stable id, 16 hex digits. */
  readonly id: string
  readonly change: 'changed' | 'away' | 'made' | 'removed'
  /** GUID of the section that it belongs to; '' for none at present. Of what is away or made. */
  readonly section?: string
  readonly components?: SavedComponents
  readonly gained?: readonly string[]
  readonly lost?: readonly string[]
}

/** A section's ground when it was saved: min x, min z, max x, max z in metres. */
export type SavedGround = readonly [number, number, number, number]

/** Everything that `saveWorld` keeps of a world. */
export interface Save {
  /** Components that its entities use, as the game declared them. */
  readonly components: readonly BakedSchema[]
  /** Number of the last entity that the game made: their ids go on from it. */
  readonly made: number
  /** By GUID: the sections that entities belong to. Another bake may have one of the same name elsewhere. */
  readonly sections: Readonly<Record<string, SavedGround>>
  /** By rising id. */
  readonly entities: readonly SavedEntity[]
}

export const savedChanges: readonly SavedEntity['change'][] = ['changed', 'away', 'made', 'removed']
