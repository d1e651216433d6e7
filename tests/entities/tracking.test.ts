import { addComponent, addEntity, createWorld, query, removeEntity } from 'bitecs'
import { describe, expect, it } from 'vitest'
import { createEntityWorld } from '../../src/entities/entityWorld'
import { handleOf } from '../../src/entities/handles'
import { nullState } from '../../src/entities/stateHooks'
import { despawn, despawnOwned, observeRemovals, own, track } from '../../src/entities/tracking'
import { createRandom } from '../worlds'

const make = () => {
  const ecs = createWorld()
  const entities = createEntityWorld({ ecs, capacity: 4_096, schemas: new Map(), ignoresUnknown: false })
  observeRemovals(entities)
  return { ecs, entities }
}

describe('tracked entities', () => {
  for (const seed of [1, 2, 3, 4])
    it(`have one owner each, whatever is done with them, seed ${seed}`, () => {
      const random = createRandom(seed)
      const { ecs, entities } = make()
      const { handles, owned, tracked } = entities
      const owners = new Map<number, number>()
      const heard: number[] = []
      entities.state = { ...nullState, removed: (_, eid, row) => void heard.push(eid, row) }
      let made = 0
      for (let step = 0; step < 2_000; step++) {
        const act = random.fraction()
        const eid = owners.size > 0 ? random.pick([...owners.keys()]) : 0
        const row = random.whole(-1, 4)
        if (act < 0.5 || eid === 0) {
          const next = addEntity(ecs)
          track(entities, handleOf(handles, ++made, 0), next, row)
          addComponent(ecs, next, tracked)
          owners.set(next, row)
        } else if (act < 0.7) {
          own(entities, eid, row)
          owners.set(eid, row)
        } else if (act < 0.8) {
          despawn(entities, eid)
          owners.delete(eid)
        } else if (act < 0.97) {
          removeEntity(ecs, eid)
          expect(heard.splice(0)).toEqual([eid, owners.get(eid)])
          owners.delete(eid)
        } else {
          despawnOwned(entities, row)
          for (const [each, owner] of owners) if (owner === row) owners.delete(each)
        }
        expect(heard).toEqual([])
        const listed = [...owned].flatMap(([owner, eids]) => eids.map((each) => [each, owner] as const))
        expect(new Map(listed)).toEqual(owners)
        expect(listed.length).toBe(owners.size)
      }
      expect([...query(ecs, [tracked])].sort()).toEqual([...owners.keys()].sort())
      const live = [...handles.eid].filter((eid) => eid !== 0)
      expect(live.sort()).toEqual([...owners.keys()].sort())
    })
})
