/** Loaded colliders of one world: what `colliders(…)` keeps on the engine. */
export interface GroundWorld {
  /** Metres around a focus in which a collider that is not loaded is a missing floor; null for the default. */
  readonly floorRadius: number | null
}
