import { describe, expect, it } from 'vitest'
import { meetBox, sectionsAcross, sectionsInColumn, sectionsOnRay } from '../../src/debug/pickSection'
import { createFocus, rowOf, sectionName, type SectionId } from '../../src/index'
import type { SectionRecord } from '../../src/blobs/sectionRecord'
import { createRandom, gridRecords, makeWorld, runTicks } from '../worlds'

const box = [10, 0, 10, 20, 8, 20]
const unit = (...way: number[]) => way.map((value) => value / Math.hypot(...way))

describe('where a ray meets a box', () => {
  it('is where it comes in from outside', () => {
    expect(meetBox(box, 0, [0, 4, 15], [1, 0, 0])).toBe(10)
    expect(meetBox(box, 0, [15, 20, 15], [0, -1, 0])).toBe(12)
    expect(meetBox(box, 0, [30, 4, 15], [1, 0, 0])).toBe(Infinity)
    expect(meetBox(box, 0, [0, 9, 15], [1, 0, 0])).toBe(Infinity)
  })

  it('is its floor for whoever is inside and looks down, and nothing for whoever looks out', () => {
    expect(meetBox(box, 0, [15, 4, 15], [0, -1, 0])).toBe(4)
    expect(meetBox(box, 0, [15, 2, 15], unit(1, -1, 0))).toBeCloseTo(2 * Math.SQRT2)
    expect(meetBox(box, 0, [15, 2, 15], unit(5, -1, 0))).toBe(Infinity)
    expect(meetBox(box, 0, [15, 4, 15], [0, 1, 0])).toBe(Infinity)
  })
})

describe('a click', () => {
  const world = makeWorld(gridRecords(4, 16, { enterRadius: 40 }))
  createFocus(world, { position: [8, 2, 8] })
  runTicks(world, 120)
  const names = (sections: readonly SectionId[]) =>
    sections.map((section) => sectionName(world.terrane.table, rowOf(world.terrane, section)))

  it('in the picture means the ground before the feet, or the nearest section that is looked into', () => {
    expect(names(sectionsOnRay(world, [8, 2, 8], unit(1, -1, 0)))[0]).toBe('cell 0 0')
    expect(names(sectionsOnRay(world, [8, 2, 8], [1, 0, 0]))).toEqual(['cell 1 0', 'cell 2 0', 'cell 3 0'])
    expect(names(sectionsOnRay(world, [8, 2, 8], [1, 0, 0], 20))).toEqual(['cell 1 0'])
    expect(sectionsOnRay(world, [8, 2, 8], [0, 1, 0])).toEqual([])
  })

  it('on the map means what lies there, loaded or not', () => {
    expect(names(sectionsInColumn(world, 60, 60))).toEqual(['cell 3 3'])
    expect(sectionsInColumn(world, -1, 60)).toEqual([])
  })

  it('meets every box that a brute march meets', () => {
    const seed = Number(process.env.TERRANE_SEED ?? 7)
    const random = createRandom(seed)
    for (let i = 0; i < 60; i++) {
      const from = [random.between(-30, -5), random.between(1, 7), random.between(-10, 74)]
      const way = unit(1, random.between(-0.02, 0.02), random.between(-0.8, 0.8))
      const met = new Set(names(sectionsOnRay(world, from, way, 110)))
      const passed = new Set<string>()
      for (let t = 0; t < 110; t += 0.25) {
        const [x, y, z] = from.map((value, axis) => value + way[axis] * t)
        if (x < 0.1 || y < 0.1 || y > 7.9 || z < 0.1 || x > 63.9 || z > 63.9) continue
        passed.add(`cell ${Math.floor(x / 16)} ${Math.floor(z / 16)}`)
      }
      expect(
        [...passed].filter((name) => !met.has(name)),
        `seed ${seed}, ray ${i}`,
      ).toEqual([])
    }
  })
})

describe('of several sections in one place', () => {
  const at = (name: string, more: Partial<SectionRecord> = {}): SectionRecord => ({
    name,
    bounds: [0, 0, 0, 16, 8, 16],
    enterRadius: 100,
    kind: 'mesh',
    content: `${name}.glb`,
    cpuBytes: 10,
    gpuBytes: 10,
    fileBytes: 10,
    ...more,
  })
  const open = (records: readonly SectionRecord[], distance: number) => {
    const world = makeWorld(records)
    createFocus(world, { position: [8 - distance, 2, 8] })
    runTicks(world, 240)
    const names = (sections: readonly SectionId[]) =>
      sections.map((section) => sectionName(world.terrane.table, rowOf(world.terrane, section)))
    return { world, names }
  }

  it('the one that is drawn comes first', () => {
    const { world, names } = open([at('a', { kind: 'collider' }), at('b'), at('c', { kind: 'entities' })], 20)
    const met = sectionsOnRay(world, [-20, 2, 8], [1, 0, 0])
    expect(names(met)[0]).toBe('b')
    expect(names(met).sort()).toEqual(['a', 'b', 'c'])
    expect(names(sectionsAcross(world, met[0])).sort()).toEqual(['a', 'b', 'c'])
  })

  it('a tree answers with the picture that stands there', () => {
    const tree = [
      at('coarse', { refineDistance: 30 }),
      at('near', { parent: 0, bounds: [0, 0, 0, 8, 8, 16] }),
      at('far', { parent: 0, bounds: [8, 0, 0, 16, 8, 16] }),
    ]
    const close = open(tree, 12)
    expect(close.names(sectionsOnRay(close.world, [-4, 2, 8], [1, 0, 0]))).toEqual(['near', 'far'])
    const away = open(tree, 80)
    expect(away.names(sectionsOnRay(away.world, [-72, 2, 8], [1, 0, 0]))).toEqual(['coarse'])
  })
})
