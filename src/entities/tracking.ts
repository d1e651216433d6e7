import { observe, onRemove, removeEntity, removeQuery } from 'bitecs'
import type { EntityRef } from '../schema/fields'
import type { EntityWorld } from './entityWorld'

/** Owner of entities that belong to no section at present. */
export const noOwner = -1

/** Makes `eid` the live entity of a handle, owned by a row (or `noOwner`). Its `Tracked` component is added with its others. */
export function track(entities: EntityWorld, handle: EntityRef, eid: number, row: number): void {
  const { handles, tracked } = entities
  handles.eid[handle] = eid
  tracked.handle[eid] = handle
  enlist(entities, eid, row)
}

/** Gives a tracked entity another owner: it stays when the old one leaves, and goes with the new one. */
export function own(entities: EntityWorld, eid: number, row: number): void {
  unlist(entities, eid)
  enlist(entities, eid, row)
}

/** Removes a tracked entity on the engine's behalf: its handle leads nowhere from now on, and it does not count as removed by the game. */
export function despawn(entities: EntityWorld, eid: number): void {
  untrack(entities, eid)
  entities.despawning = true
  try {
    removeEntity(entities.ecs, eid)
  } finally {
    entities.despawning = false
  }
}

/** Removes everything that a row owns, the last first. Observers may remove some of it meanwhile. */
export function despawnOwned(entities: EntityWorld, row: number): void {
  const owned = entities.owned.get(row) ?? []
  while (owned.length > 0) despawn(entities, owned[owned.length - 1])
  entities.owned.delete(row)
}

/** Follows removals by the game: the handle leads nowhere at once, before the id can be another entity's. */
export function observeRemovals(entities: EntityWorld): void {
  const { ecs, tracked, handles } = entities
  const end = observe(ecs, onRemove(tracked), (eid) => {
    const handle = tracked.handle[eid] as EntityRef
    if (handles.eid[handle] !== eid) return
    const row = tracked.owner[eid]
    untrack(entities, eid)
    entities.state.removed(handle, eid, row)
  })
  entities.stop = () => {
    end()
    removeQuery(ecs, [tracked])
  }
}

function untrack(entities: EntityWorld, eid: number): void {
  entities.handles.eid[entities.tracked.handle[eid]] = 0
  unlist(entities, eid)
}

function enlist({ owned, tracked }: EntityWorld, eid: number, row: number): void {
  const list = owned.get(row) ?? []
  if (list.length === 0) owned.set(row, list)
  tracked.owner[eid] = row
  tracked.slot[eid] = list.push(eid) - 1
}

/** The last of the list takes its place. */
function unlist({ owned, tracked }: EntityWorld, eid: number): void {
  const list = owned.get(tracked.owner[eid])!
  const last = list.pop()!
  if (last === eid) return
  const slot = tracked.slot[eid]
  list[slot] = last
  tracked.slot[last] = slot
}
