import type { TerraneWorld } from './engine'
import { hasVersionedIds } from './entities/bulkSpawn'
import { entityKind } from './entities/entityKind'
import { createEntityWorld } from './entities/entityWorld'
import { gatherSchemas, matchSchema } from './entities/schemaCheck'
import { despawnOwned, observeRemovals } from './entities/tracking'
import { fail } from './errors'
import type { ComponentSchema } from './schema/component'
import type { Feature } from './world'

export interface EntitiesOptions {
  /** Length of every column: entities of the bitECS world with ids below it can have the game's components. Default 65,536. */
  readonly capacity?: number
  /** What to do with baked components that are not listed: refuse the world (the default), or leave them out. */
  readonly unknown?: 'refuse' | 'ignore'
}

/** The most entities that a bitECS world of a game was ever asked for here; columns of that length take 128 MiB each. */
const largestCapacity = 1 << 24

/**
 * The feature that brings baked entities into the world: `entities([Door, Key])`. Their components are those of `storeOf(world, Door)`.
 * @throws 'argument' for a capacity that is none and two components of one name; composing throws 'schema-mismatch' for a world that
 * was baked with other columns, naming the first.
 */
export function entities(components: readonly ComponentSchema[], options: EntitiesOptions = {}): Feature {
  const { capacity = 65_536, unknown = 'refuse' } = options
  if (!Number.isInteger(capacity) || capacity < 2 || capacity > largestCapacity)
    fail('argument', `capacity ${capacity}`, `a whole number from 2 to ${largestCapacity}`, 'Leave it out for 65,536.')
  const schemas = gatherSchemas(components)
  return {
    name: 'entities',
    kinds: entityKind.kinds,
    setup: (world) => setUp(world, { capacity, schemas, ignoresUnknown: unknown === 'ignore' }),
    dispose: tearDown,
  }
}

interface Parts {
  readonly capacity: number
  readonly schemas: ReadonlyMap<string, ComponentSchema>
  readonly ignoresUnknown: boolean
}

function setUp({ terrane }: TerraneWorld, parts: Parts): void {
  const { ecs, table } = terrane
  if (terrane.entities)
    fail('argument', 'entities([…]) twice in one world', 'once', 'List all components in one of them.')
  if (hasVersionedIds(ecs))
    fail('argument', 'a bitECS world with versioned ids', 'one without', 'Create it without withVersioning.')
  for (const baked of table.info.components) matchSchema(baked, parts.schemas, parts.ignoresUnknown)
  terrane.entities = createEntityWorld({ ecs, ...parts })
  observeRemovals(terrane.entities)
}

function tearDown({ terrane }: TerraneWorld): void {
  const { entities: ours } = terrane
  if (!ours) return
  ours.stop()
  for (const row of [...ours.owned.keys()]) despawnOwned(ours, row)
}
