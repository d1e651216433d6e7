import type { World } from 'bitecs'
import type { TerraneWorld } from '../engine'
import { fail } from '../errors'
import type { ComponentSchema } from '../schema/component'
import { createHandles, type Handles } from './handles'
import { createPlacedFigures, type PlacedFigures } from './placedFigures'
import { nullState, type StateHooks } from './stateHooks'
import type { AnyStore } from './stores'

/** The bitECS component of entities that came from a bake or are remembered; rows by entity. */
export interface Tracked {
  readonly handle: Uint32Array
  /** Row of the section that owns it, −1 for none. */
  readonly owner: Int32Array
  /** Its place among what that section owns. */
  readonly slot: Uint32Array
}

/** Entities of one world: what `entities(…)` keeps on the engine. */
export interface EntityWorld {
  readonly ecs: World
  /** Length of every column: entities with ids below it have rows. */
  readonly capacity: number
  readonly handles: Handles
  readonly tracked: Tracked
  /** Components that this world knows, by name: the game's and the built-in ones. */
  readonly schemas: ReadonlyMap<string, ComponentSchema>
  /** Columns of those that were asked for or loaded. */
  readonly stores: Map<ComponentSchema, AnyStore>
  /** Baked components that the game does not know are left out instead of refused. */
  readonly ignoresUnknown: boolean
  /** Live entities by the row that owns them; −1 for what no section owns. */
  readonly owned: Map<number, number[]>
  /** Entities of adopted sections that are not in the world at present. */
  reserved: number
  /** An entity is being removed on the engine's behalf: what goes with it, by a relation or an observer, is not removed by the game. */
  despawning: boolean
  readonly figures: PlacedFigures
  state: StateHooks
  /** Ends the observation of removals. */
  stop(): void
}

export interface EntityWorldParts {
  readonly ecs: World
  readonly capacity: number
  readonly schemas: ReadonlyMap<string, ComponentSchema>
  readonly ignoresUnknown: boolean
}

export function createEntityWorld(parts: EntityWorldParts): EntityWorld {
  const { capacity } = parts
  return {
    ...parts,
    handles: createHandles(),
    tracked: {
      handle: new Uint32Array(capacity),
      owner: new Int32Array(capacity),
      slot: new Uint32Array(capacity),
    },
    stores: new Map(),
    owned: new Map(),
    reserved: 0,
    despawning: false,
    figures: createPlacedFigures(),
    state: nullState,
    stop() {},
  }
}

/** @throws 'argument' for a world without `entities(…)`. */
export function entitiesOf(world: TerraneWorld): EntityWorld {
  return (
    world.terrane.entities ??
    fail('argument', 'a world without entities', 'entities([…]) among its features', 'Add it to composeWorld.')
  )
}
