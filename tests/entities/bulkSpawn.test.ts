import {
  $internal,
  addComponent,
  addEntity,
  addPrefab,
  And,
  commitRemovals,
  createEntityIndex,
  createWorld,
  getEntityComponents,
  IsA,
  noCommit,
  Not,
  observe,
  onAdd,
  onRemove,
  Or,
  query,
  registerComponent,
  removeEntity,
  removeQuery,
  withVersioning,
  type InternalWorld,
  type QueryTerm,
  type World,
} from 'bitecs'
import { describe, expect, it } from 'vitest'
import { countAlive, giveComponents, hasVersionedIds, idsFit, takeId } from '../../src/entities/bulkSpawn'
import { createRandom, type Random } from '../worlds'

/** Components of a world by number: 40 of them need two words of bits. */
const componentCount = 40

/** A bitECS world in which everything that happens to queries is counted. */
interface Side {
  readonly ecs: World
  readonly components: Record<string, never>[]
  readonly terms: (readonly QueryTerm[])[]
  /** By query and entity: how often it came minus how often it went, as observers heard. */
  readonly heard: Map<string, number>
  readonly alive: number[]
}

function makeSide(): Side {
  const ecs = createWorld()
  const components = Array.from({ length: componentCount }, () => ({}))
  for (const component of components) registerComponent(ecs, component)
  return { ecs, components, terms: [], heard: new Map(), alive: [] }
}

function addQuery(side: Side, pick: (components: Side['components']) => readonly QueryTerm[]): void {
  const terms = pick(side.components)
  const number = side.terms.push(terms) - 1
  query(side.ecs, [...terms])
  const count = (by: number) => (eid: number) => {
    const key = `${number} ${eid}`
    side.heard.set(key, (side.heard.get(key) ?? 0) + by)
  }
  observe(side.ecs, onAdd(...terms), count(1))
  observe(side.ecs, onRemove(...terms), count(-1))
}

function randomTerms(random: Random): (components: Side['components']) => readonly QueryTerm[] {
  const some = (least: number) =>
    Array.from({ length: random.whole(least, 3) }, () => random.whole(0, componentCount - 1))
  const [all, none, either] = [some(random.chance(0.3) ? 0 : 1), some(0), random.chance(0.4) ? some(1) : []]
  return (components) => {
    const named = (numbers: readonly number[]) => numbers.map((number) => components[number])
    const terms: QueryTerm[] = random.chance(0.5) ? named(all) : [And(...named(all))]
    if (none.length > 0) terms.push(Not(...named(none)))
    if (either.length > 0) terms.push(Or(...named(either)))
    return terms
  }
}

/** Adds entities the way a game would. */
function spawnPlainly({ ecs, components, alive }: Side, groups: readonly (readonly number[])[], each: number): void {
  for (const group of groups)
    for (let i = 0; i < each; i++) {
      const eid = addEntity(ecs)
      for (const number of group) addComponent(ecs, eid, components[number])
      alive.push(eid)
    }
}

function spawnInBulk({ ecs, components, alive }: Side, groups: readonly (readonly number[])[], each: number): void {
  const taken = groups.map((group) => ({
    stores: group.map((number) => components[number]),
    eids: Array.from({ length: each }, () => takeId(ecs)),
  }))
  giveComponents(ecs, taken)
  for (const { eids } of taken) alive.push(...eids)
}

/** Everything that can be known of a side; orders that bitECS does not promise are sorted away. */
function describeSide({ ecs, terms, heard, components, alive }: Side, committed: boolean) {
  const ctx = (ecs as unknown as InternalWorld)[$internal]
  const numbers = (each: Iterable<unknown>) =>
    Array.from(each, (component) => components.indexOf(component as never)).sort()
  return {
    ids: ctx.entityIndex,
    masks: ctx.entityMasks.map((column) => Array.from(column, (bits) => bits ?? 0)),
    components: alive.map((eid) => numbers(getEntityComponents(ecs, eid))),
    kept: [...ctx.entityComponents.keys()].sort((a, b) => a - b),
    heard: [...heard].filter(([, count]) => count !== 0).sort(),
    results: committed ? terms.map((each) => [...query(ecs, [...each])].sort((a, b) => a - b)) : [],
  }
}

describe('entities added in bulk', () => {
  for (let seed = 1; seed <= 60; seed++)
    it(`are as if added one by one, seed ${seed}`, () => {
      const random = createRandom(seed)
      const sides = [makeSide(), makeSide()]
      for (let step = 0; step < 30; step++) {
        const groups = Array.from({ length: random.whole(1, 4) }, () => [
          ...new Set(Array.from({ length: random.whole(0, 5) }, () => random.whole(0, componentCount - 1))),
        ])
        const each = random.whole(0, 6)
        const act = random.fraction()
        const victims = Array.from({ length: random.whole(1, 8) }, () => random.fraction())
        const number = random.whole(0, componentCount - 1)
        const termSeed = random.whole(0, 1e9)
        sides.forEach((side, i) => {
          if (act < 0.25) addQuery(side, randomTerms(createRandom(termSeed)))
          else if (act < 0.6) (i === 0 ? spawnPlainly : spawnInBulk)(side, groups, each)
          else if (act < 0.8)
            for (const victim of victims)
              for (const eid of side.alive.splice(Math.floor(victim * side.alive.length), 1))
                removeEntity(side.ecs, eid)
          else if (act < 0.9)
            for (const eid of side.alive.slice(0, 5)) addComponent(side.ecs, eid, side.components[number])
          else if (act < 0.95) commitRemovals(side.ecs)
          else for (const terms of side.terms) query(side.ecs, [...terms], noCommit)
        })
        const committed = random.chance(0.3)
        expect(describeSide(sides[1], committed)).toEqual(describeSide(sides[0], committed))
      }
      expect(describeSide(sides[1], true)).toEqual(describeSide(sides[0], true))
    })

  it('live beside prefabs and what inherits from them', () => {
    const results = [spawnPlainly, spawnInBulk].map((spawn) => {
      const side = makeSide()
      addQuery(side, ([a, b]) => [a, Not(b)])
      const prefab = addPrefab(side.ecs)
      addComponent(side.ecs, prefab, side.components[0])
      spawn(side, [[0], [0, 1]], 3)
      const heir = addEntity(side.ecs)
      addComponent(side.ecs, heir, IsA(prefab))
      side.alive.push(heir)
      spawn(side, [[0]], 1)
      return describeSide(side, true)
    })
    expect(results[1]).toEqual(results[0])
    expect(results[0].results[0].length).toBe(5)
  })

  it('stay out of queries that were removed, as plain ones do', () => {
    const results = [spawnPlainly, spawnInBulk].map((spawn) => {
      const side = makeSide()
      addQuery(side, ([a]) => [a])
      spawn(side, [[0]], 2)
      removeQuery(side.ecs, [side.components[0]])
      spawn(side, [[0]], 2)
      for (const eid of side.alive.splice(0, 2)) removeEntity(side.ecs, eid)
      spawn(side, [[0], [1]], 2)
      return describeSide(side, true)
    })
    expect(results[1]).toEqual(results[0])
  })

  it('are whole when the first observer hears of them', () => {
    const side = makeSide()
    const [a, b] = side.components
    const seen: number[][] = []
    observe(side.ecs, onAdd(a), () => seen.push([query(side.ecs, [a]).length, query(side.ecs, [a, b]).length]))
    observe(side.ecs, onAdd(a, Not(b)), () => seen.push([]))
    spawnInBulk(side, [[0, 1]], 3)
    expect(seen).toEqual([
      [3, 3],
      [3, 3],
      [3, 3],
    ])
  })

  it('are not announced when an observer has removed them', () => {
    const side = makeSide()
    const [a, b] = side.components
    const heard: number[] = []
    observe(side.ecs, onAdd(a), (first) => {
      heard.push(first)
      for (const eid of [...query(side.ecs, [b])].slice(1)) removeEntity(side.ecs, eid)
    })
    observe(side.ecs, onAdd(b), (eid) => heard.push(10 * eid))
    spawnInBulk(side, [[0, 1]], 4)
    expect(heard).toEqual([1, 10])
    expect(countAlive(side.ecs)).toBe(1)
  })
})

describe('ids', () => {
  it('are foretold: those that are free again first, then new ones', () => {
    const { ecs } = makeSide()
    for (let i = 0; i < 10; i++) addEntity(ecs)
    expect(idsFit(ecs, 5, 16)).toBe(true)
    expect(idsFit(ecs, 6, 16)).toBe(false)
    expect(idsFit(ecs, 0, 1)).toBe(true)
    for (const eid of [9, 3]) removeEntity(ecs, eid)
    expect(idsFit(ecs, 7, 16)).toBe(true)
    expect(idsFit(ecs, 1, 4)).toBe(true)
    expect(idsFit(ecs, 2, 4)).toBe(false)
    expect([takeId(ecs), takeId(ecs), takeId(ecs)]).toEqual([3, 9, 11])
    expect(countAlive(ecs)).toBe(11)
  })

  it('know of versions', () => {
    expect(hasVersionedIds(createWorld())).toBe(false)
    expect(hasVersionedIds(createWorld(createEntityIndex(withVersioning(8))))).toBe(true)
  })
})
