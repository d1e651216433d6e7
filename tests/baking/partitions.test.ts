import { describe, expect, it } from 'vitest'
import { tierByName } from '../../src/authoring/tiers'
import type { Part } from '../../src/baking/bakeScene'
import { partitionScene, partitions } from '../../src/baking/partition'
import { hashFraction } from '../../src/math/hash'
import { planOf, quad, sceneOf } from './scenes'
import { compose } from '../../src/baking/matrices'

const partAt = (path: string, position: readonly [number, number, number], more: Partial<Part> = {}): Part => ({
  path,
  mesh: 0,
  matrix: compose(position, [0, 0, 0, 1], [1, 1, 1]),
  settings: {},
  dynamic: false,
  owner: null,
  ...more,
})
const meshes = [quad('quad', [0, 0, 0], 2), quad('wall', [0, 0, 0], 100)]
const limits = { cell: 16, leafTriangles: 8, storey: Infinity }

/** Parts scattered over a square and some floors. */
function scattered(seed: number, count: number): Part[] {
  const at = (i: number, axis: number, size: number) => (hashFraction(seed, i, axis) - 0.5) * size
  return Array.from({ length: count }, (_, i) =>
    partAt(`p${i}`, [at(i, 0, 400), Math.abs(at(i, 1, 12)), at(i, 2, 300)], { mesh: i % 17 === 0 ? 1 : 0 }),
  )
}

describe('partitions', () => {
  for (const seed of [1, 2, 3])
    it(`place everything once under parents that exist, in any order of nodes (seed ${seed})`, () => {
      const parts = scattered(seed, 200)
      for (const partition of partitions) {
        const make = (some: Part[]) =>
          partitionScene(sceneOf({ meshes, parts: some }), partition, { ...limits, storey: 4 })
        const { groups, nodes } = make(parts)
        const whole = groups.flatMap((group) => group.whole.map(({ part }) => part.path))
        expect([...whole].sort()).toEqual(
          parts
            .filter(({ mesh }) => mesh === 0)
            .map(({ path }) => path)
            .sort(),
        )
        const ids = nodes.map(({ id }) => id)
        expect(new Set(ids).size).toBe(ids.length)
        nodes.forEach(({ parent }, i) => expect(parent === null || ids.indexOf(parent) < i).toBe(true))
        const reversed = make([...parts].reverse()).groups
        const contents = (list: typeof groups) =>
          list.map(({ name, whole: some }) => [name, some.map(({ part }) => part.path).sort()])
        expect(contents(reversed)).toEqual(contents(groups))
      }
    })

  it('name leaves of a quadtree by floor and quarters, and split what holds much', () => {
    const parts = [...Array(5).keys()].map((i) => partAt(`a${i}`, [1 + i, 1, 1]))
    const { groups, nodes } = partitionScene(
      sceneOf({ meshes, parts: [...parts, partAt('far', [60, 1, 60]), partAt('up', [1, 6, 1])] }),
      'quadtree',
      { ...limits, storey: 3 },
    )
    expect(groups.map(({ name }) => name)).toEqual(['F00_Q_0_0', 'F00_Q_3', 'F02_Q'])
    expect(nodes.map(({ id, parent, side }) => [id, parent, side])).toEqual([
      ['F00_Q', null, 64],
      ['F00_Q_0', 'F00_Q', 32],
    ])
  })

  it('halve a kd-tree at the median of middles along the longer axis', () => {
    const parts = [0, 10, 20, 30, 200, 300].map((z, i) => partAt(`p${i}`, [0, 0, z]))
    const { groups } = partitionScene(sceneOf({ meshes, parts }), 'kdtree', limits)
    expect(groups.map(({ name, whole }) => [name, whole.map(({ part }) => part.path)])).toEqual([
      ['F00_K_0', ['p0', 'p1', 'p2']],
      ['F00_K_1_0', ['p3']],
      ['F00_K_1_1_0', ['p4']],
      ['F00_K_1_1_1', ['p5']],
    ])
  })

  it('keep squares of a grid where they are when the world grows', () => {
    const ids = (parts: Part[]) => partitionScene(sceneOf({ meshes, parts }), 'grid', limits).nodes.map(({ id }) => id)
    const small = ids([partAt('a', [1, 0, 1]), partAt('b', [20, 0, 20])])
    expect(small).toEqual(['hlod1_0_0'])
    const grown = ids([partAt('a', [1, 0, 1]), partAt('b', [20, 0, 20]), partAt('c', [-20, 0, 40])])
    expect(grown).toEqual(expect.arrayContaining(small))
  })

  it('leave what has a radius of its own, layers and pinning apart', () => {
    const parts = [
      partAt('a', [1, 0, 1]),
      partAt('b', [2, 0, 1], { settings: { layer: 'quest' } }),
      partAt('c', [3, 0, 1], { owner: 'c', settings: { enterRadius: 9 } }),
    ]
    const names = (name: (typeof partitions)[number]) =>
      partitionScene(sceneOf({ meshes, parts }), name, limits).groups.map((group) => group.name)
    expect(names('kdtree')).toEqual(['F00_K', 'F00_K@quest', 'c'])
    expect(names('quadtree')).toEqual(['F00_Q', 'F00_Q@quest', 'c'])
  })
})

describe('semantic tiers', () => {
  it('come from words of names', () => {
    const named = ['House.ExteriorShell', 'fineprops_kitchen', 'RoomContents-2', 'Shell', 'MyFineProps']
    expect(named.map(tierByName)).toEqual(['ExteriorShell', 'FineProps', 'RoomContents', null, null])
  })

  it('give radii, and are told apart in one cell', async () => {
    const parts = [
      partAt('shell', [1, 0, 1], { settings: { tier: 'ExteriorShell' } }),
      partAt('room', [2, 0, 1], { settings: { tier: 'RoomContents' } }),
      partAt('prop', [3, 0, 1], { settings: { tier: 'FineProps', interior: false } }),
    ]
    const { sections } = await planOf({ meshes, parts }, { cell: 16, enterRadius: 80, partition: 'quadtree' })
    const facts = sections.map(({ record, tile }) => [record.name, record.enterRadius, tile?.floor, tile?.interior])
    expect(facts).toEqual([
      ['F00_Q~ExteriorShell', 80, 0, false],
      ['F00_Q~FineProps~outside', 10, 0, false],
      ['F00_Q~RoomContents', 20, 0, true],
    ])
  })
})
