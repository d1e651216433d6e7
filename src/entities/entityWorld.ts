/** Entities of one world: what `entities(…)` keeps on the engine. */
export interface EntityWorld {
  /** Entities that the columns have rows for. */
  readonly capacity: number
}
