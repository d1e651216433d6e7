import type { TerraneWorld } from '../engine'
import { countAlive } from '../entities/bulkSpawn'
import { handleOf } from '../entities/handles'
import { spawnGuests } from '../entities/spawn'
import { findStore } from '../entities/stores'
import { despawn, noOwner, own } from '../entities/tracking'
import { fail } from '../errors'
import { hashString64 } from '../math/hash'
import { Transform } from '../schema/builtIn'
import type { ComponentSchema } from '../schema/component'
import type { EntityRef } from '../schema/fields'
import { rowOf, type SectionId } from '../sectionId'
import { findNearest, findPlace, spotOf } from './places'
import { writeColumns } from './records'
import { stateOf, type ColumnValues, type WorldState } from './worldState'

export interface PersistentOptions {
  /** The entity section that it belongs to; left out, the one in whose box it stands, else the nearest that is there, else none. */
  readonly section?: SectionId
  /** Writes its columns, before any query sees it; they begin at 0, '' and no reference, a Transform without rotation at scale 1. */
  readonly write?: (eid: number) => void
}

/** A Transform that nobody has written. */
const atRest: ColumnValues = { qw: 1, sx: 1, sy: 1, sz: 1 }

/**
 * Makes an entity that is remembered: it goes with the section that it belongs to and comes back with it, and `saveWorld` keeps it. It has a
 * stable id of its own. Remove it with `removeEntity` to be rid of it.
 * @returns its entity id.
 * @throws 'argument' for components that `entities([…])` does not list and sections without entities, 'capacity' where there is no room.
 */
export function createPersistent(
  world: TerraneWorld,
  components: readonly ComponentSchema[],
  options: PersistentOptions = {},
): number {
  const state = stateOf(world)
  const { entities } = state
  const given = options.section === undefined ? noOwner : entityRowOf(world, options.section)
  const schemas = [...new Set(components.map((schema) => canonical(state, schema)))]
  if (countAlive(entities.ecs) + 1 + entities.reserved > entities.capacity - 1)
    fail('capacity', 'one more entity', `room below ${entities.capacity}`, 'Raise entities([…], { capacity }).')
  const eid = spawn(state, schemas, given, options.write)
  if (given === noOwner) own(entities, eid, placeOf(state, eid))
  return eid
}

/** What the game's `write` throws comes out again, and nothing is left of the entity. */
function spawn(state: WorldState, schemas: readonly ComponentSchema[], row: number, fill?: (eid: number) => void) {
  const { entities, made } = state
  const handle = handleOfNext(state)
  const thrown: unknown[] = []
  const write = (eid: number) => {
    for (const schema of schemas)
      writeColumns(schema, findStore(entities, schema), eid, schema.name === Transform.name ? atRest : {})
    try {
      fill?.(eid)
    } catch (error) {
      thrown.push(error)
    }
  }
  const [eid] = spawnGuests(entities, [{ handle, components: schemas, write }], row)
  if (thrown.length > 0) {
    despawn(entities, eid)
    throw thrown[0]
  }
  made.add(handle)
  return eid
}

/** The world's own declaration of a component: the game may hold another that is equal. */
function canonical({ entities }: WorldState, schema: ComponentSchema): ComponentSchema {
  findStore(entities, schema)
  return entities.schemas.get(schema.name)!
}

function entityRowOf({ terrane }: TerraneWorld, section: SectionId): number {
  const row = rowOf(terrane, section)
  const kind = terrane.table.info.kinds[terrane.table.kind[row]]
  if (kind !== 'entities')
    fail(
      'argument',
      `a section of kind "${kind}" for an entity`,
      'one of kind "entities"',
      'Pass ownerOf of an entity.',
    )
  return row
}

function placeOf(state: WorldState, eid: number): number {
  const spot = spotOf(state, eid)
  if (!spot) return noOwner
  const place = findPlace(state, spot)
  return place >= 0 ? place : findNearest(state, spot)
}

/** Ids go on from those of the save that was opened; two sessions that made the same things gave them the same ids. */
function handleOfNext(state: WorldState): EntityRef {
  return handleOf(state.entities.handles, ...hashString64(`made#${++state.lastMade}`))
}
