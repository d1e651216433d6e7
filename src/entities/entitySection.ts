import type { ComponentSchema } from '../schema/component'
import type { FieldType } from '../schema/fields'
import type { AnyStore, Column } from './stores'

/** The entities of one loaded section: what adopt made of its payload, ready to be spawned any number of times. */
export interface EntitySection {
  readonly row: number
  readonly count: number
  /** Handle of each entity, in baked order. */
  readonly handles: Uint32Array
  /** Components that the game knows, in baked order. */
  readonly components: readonly BakedRows[]
  readonly archetypes: readonly Archetype[]
  /** Entities for which room is kept while they are not in the world. */
  reserved: number
}

/** What the bake gave one component: row i is of entity `entities[i]`. */
export interface BakedRows {
  readonly schema: ComponentSchema
  readonly store: AnyStore
  readonly entities: Uint32Array
  readonly columns: readonly BakedColumn[]
}

/** Values as the store holds them: references are handles, sections are ids. */
export interface BakedColumn {
  readonly name: string
  readonly type: FieldType
  readonly values: ArrayLike<number | string>
  readonly target: Column
}

/** Entities with the same components. */
export interface Archetype {
  readonly stores: readonly AnyStore[]
  /** Places in the payload, rising. */
  readonly members: Uint32Array
}
