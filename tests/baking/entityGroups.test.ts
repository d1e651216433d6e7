import { describe, expect, it } from 'vitest'
import type { SceneEntity } from '../../src/baking/bakeScene'
import { orderGroups } from '../../src/baking/entityStages'
import { groupEntities, type EntityGroup } from '../../src/baking/groupEntities'
import { component } from '../../src/schema/component'
import { entityRef, f32, hardRef } from '../../src/schema/fields'
import { createRandom } from '../worlds'
import { entityAt, sceneOf, targetOf } from './scenes'

const Door = component('Door', { angle: f32, hinge: hardRef, key: entityRef })

/** An entity with a hard reference. */
const hinged = (
  path: string,
  position: readonly [number, number, number],
  to: string,
  more: Partial<SceneEntity> = {},
) => entityAt(path, position, { components: new Map([[Door, { hinge: targetOf(to) }]]), ...more })

const groupsOf = (entities: readonly SceneEntity[], limit?: number) => groupEntities(sceneOf({ entities }), 64, limit)

const contents = (entities: readonly SceneEntity[], groups: readonly EntityGroup[]) =>
  groups.map(({ name, members }) => [name, members.map((index) => entities[index].path).sort()])

function shuffled<Item>(items: readonly Item[], seed: number): Item[] {
  const random = createRandom(seed)
  return items
    .map((item) => ({ item, order: random.fraction() }))
    .sort((a, b) => a.order - b.order)
    .map(({ item }) => item)
}

describe('entities go to places', () => {
  it('to the cell that they stand in, whose low sides belong to it', () => {
    const entities = [
      entityAt('a', [0, 5, 0]),
      entityAt('b', [63.999, 900, 63.999]),
      entityAt('c', [64, 0, 63]),
      entityAt('d', [-0.001, 0, 0]),
      entityAt('e', [-64, 0, -64]),
      entityAt('f', [-64.001, 0, -64]),
    ]
    expect(contents(entities, groupsOf(entities))).toEqual([
      ['cell_-2_-1', ['f']],
      ['cell_-1_-1', ['e']],
      ['cell_-1_0', ['d']],
      ['cell_0_0', ['a', 'b']],
      ['cell_1_0', ['c']],
    ])
  })

  it('to the node that gives a radius, wherever they stand', () => {
    const house = { owner: 'Town/House', settings: { enterRadius: 20 } }
    const entities = [
      entityAt('Town/House/lamp', [500, 0, 0], house),
      entityAt('Town/House/cat', [-500, 0, 0], house),
      entityAt('Town/dog', [500, 0, 0]),
    ]
    expect(contents(entities, groupsOf(entities))).toEqual([
      ['cell_7_0', ['Town/dog']],
      ['Town/House', ['Town/House/cat', 'Town/House/lamp']],
    ])
  })

  it('apart by layer, priority and pinning, as drawn parts do', () => {
    const settings = [
      {},
      { layer: 'base' },
      { layer: 'quest' },
      { layer: 'quest', priority: 3 },
      { alwaysLoaded: true },
    ]
    const entities = settings.map((each, i) => entityAt(`n${i}`, [1, 0, 1], { settings: each }))
    expect(contents(entities, groupsOf(entities))).toEqual([
      ['cell_0_0', ['n0', 'n1']],
      ['cell_0_0!', ['n4']],
      ['cell_0_0@quest', ['n2']],
      ['cell_0_0@quest^3', ['n3']],
    ])
  })
})

describe('a place with too many entities', () => {
  const seeds = [1, 2, 3, 4, 5, 6]

  it.each(seeds)('is split into sections that hold each once, whatever the order of the nodes (seed %i)', (seed) => {
    const random = createRandom(seed)
    const entities = Array.from({ length: 500 }, (_, i) => {
      const position = [random.between(0, 64), 0, random.between(0, 20)] as const
      return random.chance(0.3) ? hinged(`n${i}`, position, `n${random.whole(0, i)}`) : entityAt(`n${i}`, position)
    })
    const limit = random.whole(5, 200)
    const groups = groupsOf(entities, limit)
    expect(groups.every(({ members, name }) => members.length <= limit && name === 'cell_0_0')).toBe(true)
    expect(groups.flatMap(({ members }) => members).sort((a, b) => a - b)).toEqual([...entities.keys()])
    const mixed = shuffled(entities, seed)
    expect(contents(mixed, groupsOf(mixed, limit))).toEqual(contents(entities, groups))
    const order = groupsOf(mixed, limit).flatMap(({ members }) => members.map((index) => mixed[index].path))
    expect(order).toEqual(groups.flatMap(({ members }) => members.map((index) => entities[index].path)))
  })

  it('is split by the median along its longer axis', () => {
    const entities = Array.from({ length: 8 }, (_, i) => entityAt(`n${i}`, [i % 2, 0, 5 * i]))
    const paths = contents(entities, groupsOf(entities, 2)).map(([, names]) => names)
    expect(paths).toEqual([
      ['n0', 'n1'],
      ['n2', 'n3'],
      ['n4', 'n5'],
      ['n6', 'n7'],
    ])
  })

  it('is split though all stand at one point', () => {
    const entities = Array.from({ length: 5000 }, (_, i) => entityAt(`n${i}`, [1, 2, 3]))
    const sizes = groupsOf(entities).map(({ members }) => members.length)
    expect(sizes).toEqual([1250, 1250, 1250, 1250])
  })

  it('keeps together what hard references tie, in both directions', () => {
    // Pairs at opposite ends of the cell: any split between them would have references that go round.
    const entities = Array.from({ length: 100 }, (_, i) =>
      hinged(`n${i}`, [i < 50 ? i / 10 : 60 - i / 10, 0, 0], `n${99 - i}`),
    )
    const groups = groupsOf(entities, 10)
    expect(groups.length).toBeGreaterThan(9)
    expect(groups.every(({ members }) => members.length <= 10)).toBe(true)
    expect(orderGroups(sceneOf({ entities }), groups).requires.flat()).toEqual([])
  })

  it('splits what hard references tie where it alone is too much', () => {
    const entities = Array.from({ length: 100 }, (_, i) => hinged(`n${i}`, [i / 2, 0, 0], `n${Math.max(0, i - 1)}`))
    const groups = groupsOf(entities, 30)
    expect(groups.map(({ members }) => members.length)).toEqual([25, 25, 25, 25])
    expect(orderGroups(sceneOf({ entities }), groups).stages).toEqual([2, 3, 4, 5])
  })
})

describe('hard references between sections', () => {
  const orderOf = (entities: readonly SceneEntity[]) => {
    const scene = sceneOf({ entities })
    const groups = groupEntities(scene, 64)
    const { requires, stages } = orderGroups(scene, groups)
    return Object.fromEntries(
      groups.map(({ name }, i) => [name, [stages[i], ...requires[i].map((other) => groups[other].name)]]),
    )
  }

  it('give stages by the longest chain', () => {
    const entities = [
      hinged('a', [0, 0, 0], 'b'),
      hinged('a2', [1, 0, 0], 'd'),
      hinged('b', [64, 0, 0], 'c'),
      hinged('c', [128, 0, 0], 'd'),
      entityAt('d', [192, 0, 0]),
    ]
    expect(orderOf(entities)).toEqual({
      cell_0_0: [5, expect.any(String), expect.any(String)],
      cell_1_0: [4, 'cell_2_0'],
      cell_2_0: [3, 'cell_3_0'],
      cell_3_0: [2],
    })
    expect(orderOf(entities).cell_0_0.slice(1).sort()).toEqual(['cell_1_0', 'cell_3_0'])
  })

  it('mean nothing inside one, and soft ones nothing at all', () => {
    const soft = (path: string, x: number, to: string) =>
      entityAt(path, [x, 0, 0], { components: new Map([[Door, { key: targetOf(to) }]]) })
    const entities = [hinged('a', [0, 0, 0], 'b'), hinged('b', [1, 0, 0], 'a'), soft('c', 70, 'a'), soft('d', 2, 'c')]
    expect(orderOf(entities)).toEqual({ cell_0_0: [2], cell_1_0: [2] })
  })

  it('are refused where they go round, by the names of their nodes', () => {
    const entities = [
      hinged('leads in', [-10, 0, 0], 'a'),
      hinged('a', [0, 0, 0], 'b'),
      hinged('b', [64, 0, 0], 'c'),
      hinged('c', [128, 0, 0], 'a2'),
      entityAt('a2', [10, 0, 0]),
    ]
    const message = () => orderOf(entities)
    expect(message).toThrow(/hard references that go round: .*; expected sections that can load one after the other/)
    for (const link of ['"a" (cell_0_0) → "b"', '"b" (cell_1_0) → "c"', '"c" (cell_2_0) → "a2"'])
      expect(message).toThrow(link)
    expect(message).not.toThrow(/leads in/)
  })

  it('are refused where they lead to nothing, naming both ends', () => {
    expect(() => orderOf([hinged('Gate/door', [0, 0, 0], 'Gate/hinge')])).toThrow(
      /a hard reference from "Gate\/door" to "Gate\/hinge"; expected an entity there/,
    )
  })

  it('may pass through 254 sections, and no more', () => {
    const chain = (length: number) =>
      Array.from({ length }, (_, i) => hinged(`n${i}`, [64 * i, 0, 0], `n${Math.max(0, i - 1)}`))
    expect(orderOf(chain(254)).cell_253_0[0]).toBe(255)
    expect(() => orderOf(chain(255))).toThrow(/a chain of hard references through 255 sections, .*expected at most 254/)
  })
})
