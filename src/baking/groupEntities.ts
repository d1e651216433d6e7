import { entitiesPerSection } from '../blobs/entityBlobBuild'
import { hardRef } from '../schema/fields'
import { formatHash } from '../schema/stableId'
import type { BakeScene, EntityTarget, SceneEntity } from './bakeScene'
import { cellAt, comparePlaces, placeKey, placeOf, type Place } from './places'
import { splitByMedian } from './splitByMedian'

/** What one entity section will hold. */
export interface EntityGroup extends Place {
  /** Indices into the scene's entities, by their ids. */
  readonly members: readonly number[]
}

/**
 * Distributes entities: those under a radius of their own to sections of their own, the others to the cells that they stand in. A place
 * with more than `limit` gives several groups of one name; entities of one place that hard references tie together stay together, as long as they
 * are not more than `limit` themselves. Neither groups nor their order depend on the order of the file's nodes.
 */
export function groupEntities(scene: BakeScene, cell: number, limit = entitiesPerSection): EntityGroup[] {
  const { entities } = scene
  const places = new Map<string, { readonly place: Place; readonly members: number[] }>()
  for (const index of orderById(entities)) {
    const entity = entities[index]
    const { matrix, owner } = entity
    const place = placeOf(entity, owner === null ? cellAt(matrix[12], matrix[14], cell) : null)
    const known = places.get(placeKey(place)) ?? { place, members: [] }
    known.members.push(index)
    places.set(placeKey(place), known)
  }
  const positionOf = (index: number) => [entities[index].matrix[12], entities[index].matrix[14]] as const
  return [...places.values()]
    .sort((a, b) => comparePlaces(a.place, b.place))
    .flatMap(({ place, members }) => {
      const units = members.length > limit ? tieHardReferences(entities, members) : [members]
      return splitByMedian(units, positionOf, limit).map((some) => ({ ...place, members: some }))
    })
}

/** References of an entity whose targets must be loaded before it. */
export function hardTargets({ components }: SceneEntity): EntityTarget[] {
  return [...components].flatMap(([{ fields }, values]) =>
    Object.entries(values).flatMap(([column, value]) =>
      fields[column] === hardRef && typeof value === 'object' ? [value] : [],
    ),
  )
}

function orderById(entities: readonly SceneEntity[]): number[] {
  const id = (i: number) => entities[i].id
  return [...entities.keys()].sort((a, b) => id(a)[1] - id(b)[1] || id(a)[0] - id(b)[0])
}

/** Members in sets that hard references connect, in either direction; each set and the sets among each other in the order of the members. */
function tieHardReferences(entities: readonly SceneEntity[], members: readonly number[]): number[][] {
  const byId = new Map(members.map((index) => [formatHash(entities[index].id), index]))
  const above = new Map(members.map((index) => [index, index]))
  const rootOf = (index: number) => {
    let root = index
    while (above.get(root) !== root) root = above.get(root)!
    above.set(index, root)
    return root
  }
  for (const index of members)
    for (const { id } of hardTargets(entities[index])) {
      const target = byId.get(formatHash(id))
      if (target !== undefined) above.set(rootOf(target), rootOf(index))
    }
  const sets = new Map<number, number[]>()
  for (const index of members) {
    const root = rootOf(index)
    const set = sets.get(root)
    if (set) set.push(index)
    else sets.set(root, [index])
  }
  return [...sets.values()]
}
