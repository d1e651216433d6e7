import type { System, TerraneWorld } from './engine'
import { hasVersionedIds } from './entities/bulkSpawn'
import { entityKind } from './entities/entityKind'
import { createEntityWorld } from './entities/entityWorld'
import { FigurePlacement, unplaceFigures } from './entities/figurePlacement'
import { gatherSchemas, matchSchema } from './entities/schemaCheck'
import { despawnOwned, observeRemovals } from './entities/tracking'
import { fail } from './errors'
import type { ComponentSchema } from './schema/component'
import { createState } from './state/createState'
import { Ownership } from './state/ownership'
import type { Feature } from './world'

export interface EntitiesOptions {
  /** Length of every column: entities of the bitECS world with ids below it can have the game's components. Default 65,536. */
  readonly capacity?: number
  /** What to do with baked components that are not listed: refuse the world (the default), or leave them out. */
  readonly unknown?: 'refuse' | 'ignore'
  /** Metres that a mover goes beyond its owner's box before it changes owner. Default 4. */
  readonly hysteresis?: number
}

/** What the feature does at the end of each tick, in this order. */
const systems: readonly System[] = [Ownership, FigurePlacement]

/** The most entities that a bitECS world of a game was ever asked for here; columns of that length take 128 MiB each. */
const largestCapacity = 1 << 24

/**
 * The feature that brings baked entities into the world: `entities([Door, Key])`. Their components are those of `storeOf(world, Door)`.
 * @throws 'argument' for a capacity that is none and two components of one name; composing throws 'schema-mismatch' for a world that
 * was baked with other columns, naming the first.
 */
export function entities(components: readonly ComponentSchema[], options: EntitiesOptions = {}): Feature {
  const { capacity = 65_536, unknown = 'refuse', hysteresis = 4 } = options
  if (!Number.isInteger(capacity) || capacity < 2 || capacity > largestCapacity)
    fail('argument', `capacity ${capacity}`, `a whole number from 2 to ${largestCapacity}`, 'Leave it out for 65,536.')
  if (!(hysteresis >= 0 && hysteresis < Infinity))
    fail('argument', `hysteresis ${hysteresis}`, 'metres from 0 up', 'Leave it out for 4 m.')
  const schemas = gatherSchemas(components)
  return {
    name: 'entities',
    kinds: entityKind.kinds,
    reads: systems.flatMap(({ reads }) => reads),
    writes: systems.flatMap(({ writes }) => writes),
    run: (world) => systems.forEach((system) => system.run(world)),
    setup: (world) => setUp(world, { capacity, schemas, hysteresis, ignoresUnknown: unknown === 'ignore' }),
    dispose: tearDown,
  }
}

interface Parts {
  readonly capacity: number
  readonly schemas: ReadonlyMap<string, ComponentSchema>
  readonly ignoresUnknown: boolean
  readonly hysteresis: number
}

function setUp({ terrane }: TerraneWorld, parts: Parts): void {
  const { ecs, table } = terrane
  if (hasVersionedIds(ecs))
    fail('argument', 'a bitECS world with versioned ids', 'one without', 'Create it without withVersioning.')
  for (const baked of table.info.components) matchSchema(baked, parts.schemas, parts.ignoresUnknown)
  terrane.entities = createEntityWorld({ ecs, ...parts })
  terrane.entities.state = createState(terrane, terrane.entities, parts.hysteresis)
  observeRemovals(terrane.entities)
}

function tearDown(world: TerraneWorld): void {
  const { entities: ours } = world.terrane
  if (!ours) return
  unplaceFigures(world)
  ours.stop()
  for (const row of [...ours.owned.keys()]) despawnOwned(ours, row)
}
