import { $internal, type InternalWorld, type Query, type World } from 'bitecs'
import type { AnyStore } from './stores'

/**
 * Adds many entities with all their components at once: the only file that reaches into bitECS (0.4.0, pinned exactly).
 *
 * It leaves what `addEntity` and `addComponent` leave: ids, masks, components and queries are the same. Two things differ, both wanted: a query
 * that is passed through on the way (Not(B), by what gets A and then B) never holds the entity, and observers hear when everything is in
 * its queries, so that nobody sees half an entity or half a section. tests/entities/bulkSpawn.test.ts compares the two ways.
 *
 * 2,000 entities of 3 components (19 columns) and the tracked one, with 0, 1 and 3 queries of the game, ms on two cores that run at about a third of a
 * developer's machine. The calls to bitECS alone, median: plain 1.4, 1.8, 3.4; this 0.5, 0.9, 1.1. All of `enterSection`, columns and
 * handles included, `npm run bench -- entities`, best tenth (other work kept the machine busy): plain 1.8, 2.2, 3.6; this 1.0, 1.2, 1.5.
 * What is left is a Set an entity that bitECS wants (0.3) and its way of telling observers (0.1 a query, heard or not).
 * Removal gained too little (0.8, 1.3, 1.8 against 0.6, 1.0, 1.4) and is done with `removeEntity`.
 */
const insideOf = (ecs: World) => (ecs as unknown as InternalWorld)[$internal]

/** Entities alive in a bitECS world, whoever made them. */
export function countAlive(ecs: World): number {
  return insideOf(ecs).entityIndex.aliveCount
}

/** Ids of such a world carry version bits, so that they cannot index columns. */
export function hasVersionedIds(ecs: World): boolean {
  return insideOf(ecs).entityIndex.versioning
}

/** Will the next `count` entities have ids below `limit`? Not where the game once had more entities than that. */
export function idsFit(ecs: World, count: number, limit: number): boolean {
  const { dense, aliveCount, maxId } = insideOf(ecs).entityIndex
  const recycled = Math.min(count, dense.length - aliveCount)
  for (let i = 0; i < recycled; i++) if (dense[aliveCount + i] >= limit) return false
  return count === recycled || maxId + count - recycled < limit
}

/** Makes an entity that has nothing yet and is in no query: `giveComponents` must follow before any code of the game runs. */
export function takeId(ecs: World): number {
  const index = insideOf(ecs).entityIndex
  if (index.aliveCount === index.dense.length) index.dense.push(++index.maxId)
  const eid = index.dense[index.aliveCount]
  index.sparse[eid] = index.aliveCount++
  return eid
}

/** Entities with the same components. */
export interface SpawnGroup {
  /** Registered in the world. */
  readonly stores: readonly AnyStore[]
  /** From `takeId`. */
  readonly eids: readonly number[]
}

/** Gives each entity its components and puts it into its queries; observers are told when all is done. */
export function giveComponents(ecs: World, groups: readonly SpawnGroup[]): void {
  const joined: { readonly query: Query; readonly eids: readonly number[] }[] = []
  for (const { stores, eids } of groups) {
    const masks = maskOf(ecs, stores)
    setMasks(ecs, stores, masks, eids)
    for (const query of queriesOf(ecs, stores))
      if (matches(query, masks)) joined.push({ query, eids: join(query, eids) })
  }
  for (const { query, eids } of joined) notify(query, eids)
}

/** Bits of components by generation. */
type Masks = readonly number[]

function maskOf(ecs: World, stores: readonly AnyStore[]): Masks {
  const { componentMap, entityMasks } = insideOf(ecs)
  const masks = entityMasks.map(() => 0)
  for (const store of stores) {
    const { generationId, bitflag } = componentMap.get(store)!
    masks[generationId] |= bitflag
  }
  return masks
}

function setMasks(ecs: World, stores: readonly AnyStore[], masks: Masks, eids: readonly number[]): void {
  const { entityMasks, entityComponents } = insideOf(ecs)
  for (let generation = 0; generation < masks.length; generation++) {
    const column = entityMasks[generation]
    if (masks[generation] !== 0) for (const eid of eids) column[eid] = masks[generation]
  }
  for (const eid of eids) entityComponents.set(eid, new Set(stores))
}

/** Those that a new entity with these components may enter: bitECS asks the same ones. */
function queriesOf(ecs: World, stores: readonly AnyStore[]): Set<Query> {
  const { componentMap, notQueries } = insideOf(ecs)
  const queries = new Set<Query>(notQueries)
  for (const store of stores) for (const query of componentMap.get(store)!.queries) queries.add(query)
  return queries
}

/** bitECS' own test, of an entity that has these bits and no others. */
function matches(query: Query, entity: Masks): boolean {
  const { masks, notMasks, orMasks, generations } = query
  let either = Object.keys(orMasks).length === 0
  for (const generation of generations) {
    const bits = entity[generation]
    if (bits & notMasks[generation]) return false
    if ((bits & masks[generation]) !== (masks[generation] ?? 0)) return false
    if (bits & orMasks[generation]) either = true
  }
  return either
}

/**
 * Adds to the query those that are not in it; a recycled id may still wait there to be removed. Sparse sets are slow to say that an id is
 * not among them (ten times an `add`), so they are not asked where they are empty.
 */
function join(query: Query, eids: readonly number[]): readonly number[] {
  const { toRemove } = query
  const joined: number[] = []
  for (const eid of eids) {
    if (toRemove.dense.length > 0 && toRemove.has(eid)) toRemove.remove(eid)
    else if (query.has(eid)) continue
    else query.add(eid)
    joined.push(eid)
  }
  return joined
}

/** An observer may remove entities or change them: those that are out again are not announced. */
function notify(query: Query, eids: readonly number[]): void {
  const { toRemove, addObservable } = query
  for (const eid of eids)
    if (query.has(eid) && (toRemove.dense.length === 0 || !toRemove.has(eid))) addObservable.notify(eid)
}
