import { expect, test } from 'vitest'
import { squaredDistanceToBox } from '../../src/math/box'
import { createOctree, insertBox, removeBox, visitPassing, visitWithin, type Octree } from '../../src/spatial/octree'
import { createRandom } from '../worlds'

type Box = [number, number, number, number, number, number]

function found(octree: Octree, x: number, y: number, z: number, radius: number): number[] {
  const items: number[] = []
  visitWithin(octree, x, y, z, radius, (item) => items.push(item))
  return items.sort((a, b) => a - b)
}

function expected(boxes: ReadonlyMap<number, Box>, x: number, y: number, z: number, radius: number): number[] {
  const near = [...boxes].filter(
    ([, box]) => squaredDistanceToBox(Float64Array.from(box), 0, x, y, z) <= radius * radius,
  )
  return near.map(([item]) => item).sort((a, b) => a - b)
}

for (const seed of [1, 2, 3])
  test(`radius queries equal a scan while boxes come and go (seed ${seed})`, () => {
    const random = createRandom(seed)
    const octree = createOctree([-500, -500, -500], 1000, 6)
    const boxes = new Map<number, Box>()
    for (let round = 0; round < 2000; round++) {
      if (boxes.size > 0 && random.chance(0.4)) {
        const item = random.pick([...boxes.keys()])
        removeBox(octree, item)
        boxes.delete(item)
      } else {
        const reach = random.chance(0.1) ? 900 : random.between(0, 30)
        const low = [0, 1, 2].map(() => random.between(-700, 700))
        const box = [...low, ...low.map((value) => value + random.between(0, reach))] as Box
        boxes.set(insertBox(octree, box), box)
      }
      if (round % 20 > 0) continue
      const [x, y, z, radius] = [
        random.between(-600, 600),
        random.between(-600, 600),
        random.between(-600, 600),
        random.between(0, 300),
      ]
      expect(found(octree, x, y, z, radius)).toEqual(expected(boxes, x, y, z, radius))
    }
  })

test('what was emptied is empty: nodes and handles are reused', () => {
  const octree = createOctree([0, 0, 0], 256)
  const fill = () =>
    Array.from({ length: 500 }, (_, i) => insertBox(octree, [i % 256, 0, i % 97, (i % 256) + 1, 1, (i % 97) + 1]))
  const first = fill()
  const { nodes, items } = octree
  for (const item of first) removeBox(octree, item)
  expect(found(octree, 0, 0, 0, 1e9)).toEqual([])
  expect(octree.below[0]).toBe(0)
  fill()
  expect(octree.nodes).toBe(nodes)
  expect(octree.items).toBe(items)
})

test('boxes outside the root cell are found as well', () => {
  const octree = createOctree([0, 0, 0], 100)
  const item = insertBox(octree, [5000, 0, 0, 5001, 1, 1])
  expect(found(octree, 5000, 0, 0, 1)).toEqual([item])
  expect(found(octree, 50, 50, 50, 10)).toEqual([])
})

test('culling drops whole nodes: the test is asked less often than there are boxes', () => {
  const octree = createOctree([0, 0, 0], 1024)
  for (let i = 0; i < 4096; i++)
    insertBox(octree, [(i % 64) * 16, 0, Math.floor(i / 64) * 16, (i % 64) * 16 + 8, 8, Math.floor(i / 64) * 16 + 8])
  let asked = 0
  let seen = 0
  visitPassing(
    octree,
    (boxes, at) => (asked++, boxes[at] < 64 && boxes[at + 2] < 64),
    () => seen++,
  )
  expect(seen).toBe(16)
  expect(asked).toBeLessThan(400)
})
