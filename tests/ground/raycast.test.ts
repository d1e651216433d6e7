import { afterEach, describe, expect, it } from 'vitest'
import type { SolidShape } from '../../src/baking/colliderDraft'
import { sectionName } from '../../src/blobs/sectionBlob'
import { toWorld, turn } from '../../src/components/sceneRoot'
import type { TerraneWorld } from '../../src/engine'
import { createFocus, removeFocus } from '../../src/focuses'
import { heightAt, raycast } from '../../src/ground/raycast'
import { createRayHit, hitId, RayOutcome, type RayHit } from '../../src/ground/rayHit'
import { setLayer } from '../../src/layers'
import { placeScene } from '../../src/placeScene'
import { formatStableId } from '../../src/schema/stableId'
import { rowOf } from '../../src/sectionId'
import { disposeWorld } from '../../src/world'
import { createRandom, makeWorld, gridRecords, type Random } from '../worlds'
import { crossings } from './bruteForce'
import { colliderOf, gridShape, randomSoup } from './colliders'
import { makeGround, runGround, settle, type GroundOptions, type GroundSection } from './groundWorlds'

const { Hit, Miss, NotLoaded } = RayOutcome
const hit = createRayHit()
let made: TerraneWorld[] = []
afterEach(() => {
  for (const world of made) disposeWorld(world)
  made = []
})

/** A world with everything near the origin loaded. */
async function loaded(sections: readonly GroundSection[], options: GroundOptions = {}): Promise<TerraneWorld> {
  const world = makeGround(sections, options)
  made.push(world)
  createFocus(world, { position: [0, 0, 0] })
  await settle(world)
  return world
}

const nameOf = (world: TerraneWorld, { section }: RayHit) =>
  section === 0 ? '' : sectionName(world.terrane.table, rowOf(world.terrane, section))

const floor = (x: number, z: number, y = 0) => gridShape([7, x + 1000 * z + y], [x, z], 4, 16, () => y)

describe('in a scene that was placed elsewhere', () => {
  it('a ray finds what it found where the scene was, and says it as it is in the world', async () => {
    const random = createRandom(8)
    const world = await loaded([{ name: 'a', shapes: randomSoup(random, 60, 30) }])
    const [found, expected] = [createRayHit(), createRayHit()]
    const [point, way] = [new Float64Array(3), new Float64Array(3)]
    let hits = 0
    for (let i = 0; i < 400; i++) {
      world.terrane.root = null
      const [x, y, z, dx, dy, dz] = [20, 20, 20, 1, 1, 1].map((most) => random.between(-most, most))
      const reach = random.pick([Infinity, random.between(0, 60)])
      const outcome = raycast(world, expected, x, y, z, dx, dy, dz, reach)
      const rotation = [0, 1, 2, 3].map(() => random.between(-1, 1)) as [number, number, number, number]
      const scale = random.between(0.1, 10)
      placeScene(world, { position: [random.between(-500, 500), 3, 9], rotation, scale })
      const root = rootOf(world)
      toWorld(point, root, x, y, z)
      turn(way, root.axes, dx, dy, dz)
      expect(raycast(world, found, ...three(point), ...three(way), reach * scale), `ray ${i}`).toBe(outcome)
      if (outcome !== Hit) continue
      hits++
      expect(found.distance / scale).toBeCloseTo(expected.distance, 4)
      toWorld(point, root, expected.x, expected.y, expected.z)
      turn(way, root.axes, expected.nx / scale, expected.ny / scale, expected.nz / scale)
      for (const [k, axis] of (['x', 'y', 'z'] as const).entries()) {
        expect(found[axis]).toBeCloseTo(point[k], 3)
        expect(found[`n${axis}`]).toBeCloseTo(way[k], 6)
      }
      expect(hitId(found)).toBe(hitId(expected))
    }
    expect(hits).toBeGreaterThan(40)
  })

  it('heights are those of the world, from above all of it', async () => {
    const world = await loaded([{ shapes: [floor(0, 0, 2)] }])
    placeScene(world, { position: [100, 50, 0], rotation: [1, 0, 0, 1], scale: 3 })
    expect(heightAt(world, hit, 108, 0), 'the floor is a wall now').toBe(Miss)
    placeScene(world, { rotation: [1, 0, 0, 0] })
    expect(heightAt(world, hit, 108, -9)).toBe(Hit)
    expect([hit.y, hit.ny]).toEqual([expect.closeTo(44, 6), expect.closeTo(1, 6)])
    expect(heightAt(world, hit, 108, -9, 43)).toBe(Miss)
  })
})

const rootOf = ({ terrane }: TerraneWorld) => terrane.root!

const three = ([x, y, z]: Float64Array) => [x, y, z] as const

describe('a ray', () => {
  it('answers section, stable id, point, normal and distance', async () => {
    const world = await loaded([
      { name: 'a', shapes: [floor(0, 0)] },
      { name: 'b', shapes: [floor(64, 0, 2)] },
    ])
    expect(raycast(world, hit, 70, 10, 8.5, 0, -3, 0)).toBe(Hit)
    expect(nameOf(world, hit)).toBe('b')
    expect(hit).toMatchObject({ x: 70, y: 2, z: 8.5, nx: 0, ny: 1, nz: 0, distance: 8 })
    expect(hitId(hit)).toBe(formatStableId([7, 66]))
    expect(raycast(world, hit, 70, -10, 8.5, 0, 1, 0)).toBe(Hit)
    expect(hit).toMatchObject({ y: 2, ny: -1, distance: 12 })
    expect(raycast(world, hit, 10, 3, 10, 4, -3, 0)).toBe(Hit)
    expect(hit).toMatchObject({ z: 10 })
    expect([hit.x, hit.distance]).toEqual([expect.closeTo(14, 12), expect.closeTo(5, 12)])
    expect(hit.y).toBeCloseTo(0, 12)
  })

  it('leaves nothing of the last answer when it misses', async () => {
    const world = await loaded([{ shapes: [floor(0, 0)] }])
    expect(raycast(world, hit, 8, 9, 8, 0, -1, 0)).toBe(Hit)
    expect(raycast(world, hit, 8, 9, 8, 0, -1, 0, 8)).toBe(Miss)
    expect(hit).toEqual(createRayHit())
    expect(raycast(world, hit, 8, 9, 8, 0, 1, 0)).toBe(Miss)
    for (const bad of [NaN, Infinity]) expect(raycast(world, hit, 8, bad, 8, 0, -1, 0)).toBe(Miss)
    expect(raycast(world, hit, 8, 9, 8, 0, 0, 0)).toBe(Miss)
  })

  it('is one of a world that has colliders', () => {
    const world = makeWorld(gridRecords(2))
    expect(() => raycast(world, hit, 0, 1, 0, 0, -1, 0)).toThrow(/without colliders.*\[argument\]/)
    expect(() => heightAt(world, hit, 0, 0)).toThrow(/\[argument\]/)
  })

  it('finds the height below a height', async () => {
    const world = await loaded([{ shapes: [floor(0, 0), floor(0, 0, 3), floor(0, 0, 6)] }])
    expect(heightAt(world, hit, 5, 5)).toBe(Hit)
    expect(hit).toMatchObject({ x: 5, y: 6, z: 5, ny: 1 })
    expect(heightAt(world, hit, 5, 5, 5.9)).toBe(Hit)
    expect(hit).toMatchObject({ y: 3 })
    expect(hit.distance).toBeCloseTo(2.9, 6)
    expect(heightAt(world, hit, 5, 5, 3)).toBe(Hit)
    expect(hit.y).toBe(3)
    expect(heightAt(world, hit, 5, 5, -1)).toBe(Miss)
    expect(heightAt(world, hit, -5, 5)).toBe(Miss)
    for (const bad of [NaN, -Infinity]) expect(heightAt(world, hit, 5, 5, bad)).toBe(Miss)
    expect(heightAt(world, hit, NaN, 5)).toBe(Miss)
  })
})

describe('a section that is not loaded', () => {
  const sections: GroundSection[] = [
    { name: 'here', shapes: [floor(0, 0)], enterRadius: 50 },
    { name: 'there', shapes: [floor(256, 0), floor(256, 0, 5)], enterRadius: 50 },
  ]

  it('is named where the ray enters it before anything that was hit', async () => {
    const world = await loaded(sections)
    expect(raycast(world, hit, 260, 9, 8, 0, -1, 0)).toBe(NotLoaded)
    expect(nameOf(world, hit)).toBe('there')
    expect(hit).toMatchObject({ x: 260, z: 8, idLow: 0, nx: 0, ny: 0, nz: 0 })
    expect(hit.distance).toBeCloseTo(4, 5)
    expect(heightAt(world, hit, 260, 8)).toBe(NotLoaded)
    expect(raycast(world, hit, 260, 2, 8, 0, 1, 0)).toBe(NotLoaded)
    expect(hit.distance).toBe(0)
  })

  it('is of no matter behind what was hit, or beyond the end of the ray', async () => {
    const world = await loaded(sections)
    expect(raycast(world, hit, 10, 1, 8, 10, -1, 0)).toBe(Hit)
    expect(nameOf(world, hit)).toBe('here')
    expect(raycast(world, hit, 10, 1, 8, 1, 0, 0)).toBe(NotLoaded)
    expect(hit.x).toBeCloseTo(256, 4)
    expect(raycast(world, hit, 10, 1, 8, 1, 0, 0, 200)).toBe(Miss)
    expect(raycast(world, hit, 10, 1, 8, -1, 0, 0)).toBe(Miss)
  })

  it('is a ground again when it is loaded, and none when it is gone', async () => {
    const world = await loaded(sections)
    const focus = createFocus(world, { position: [256, 0, 0] })
    await settle(world)
    expect(heightAt(world, hit, 260, 8)).toBe(Hit)
    expect(hit.y).toBe(5)
    removeFocus(world, focus)
    await runGround(world, 30)
    expect(heightAt(world, hit, 260, 8)).toBe(NotLoaded)
  })

  it('does not count while its layer is hidden or off: nothing of it is there', async () => {
    const layers = ['base', 'bridge']
    const bridge: GroundSection = { name: 'bridge', shapes: [floor(0, 0, 5)], layer: 2 }
    const world = await loaded([{ name: 'here', shapes: [floor(0, 0)] }, bridge], { layers })
    const heights: number[] = []
    for (const mode of ['on', 'hidden', 'on', 'off'] as const) {
      setLayer(world, 'bridge', mode)
      await settle(world)
      expect(heightAt(world, hit, 8, 8)).toBe(Hit)
      heights.push(hit.y)
    }
    expect(heights).toEqual([5, 0, 5, 0])
  })
})

describe('a ray through many sections', () => {
  /** Sections that overlap, as buildings reach over the borders of cells. */
  function scatter(random: Random, count: number): { sections: GroundSection[]; shapes: SolidShape[][] } {
    const shapes = Array.from({ length: count }, () => {
      const [x, z] = [random.between(-150, 150), random.between(-150, 150)]
      return randomSoup(random, random.whole(1, 30), 50).map((shape) => ({
        ...shape,
        positions: Array.from(shape.positions, (value, i) => value + [x, 0, z][i % 3]),
      }))
    })
    return { shapes, sections: shapes.map((each, i) => ({ name: `${i}`, shapes: each, layer: 1 })) }
  }

  for (const seed of [1, 2, 3])
    it(`says what looking at every triangle and every box says, seed ${seed}`, async () => {
      const random = createRandom(seed)
      const { sections, shapes } = scatter(random, 40)
      const missing = sections.map(() => random.chance(0.15))
      const world = await loaded(
        sections.map((section, i) => ({ ...section, enterRadius: missing[i] ? 1e-3 : 1000 })),
        {},
      )
      const tables = shapes.map((each) => colliderOf(each))
      const rowNamed = (name: string) => sections.findIndex((section) => section.name === name)
      const boxOf = (name: number) => {
        for (let row = 0; row < world.terrane.table.count; row++)
          if (sectionName(world.terrane.table, row) === `${name}`)
            return world.terrane.table.bounds.subarray(6 * row, 6 * row + 6)
        throw new Error(`no section ${name}`)
      }
      const isThere = missing.map((_, i) =>
        [...world.terrane.ground!.resident.keys()].some((row) => sectionName(world.terrane.table, row) === `${i}`),
      )
      const outcomes = [0, 0, 0]
      for (let i = 0; i < 600; i++) {
        const origin = [0, 1, 2].map((axis) => Math.round(random.between(-160, 160) * (axis === 1 ? 0.2 : 1) * 64) / 64)
        const turns = [random.between(-1, 1), random.between(-0.3, 0.3), random.between(-1, 1)]
        const length = Math.hypot(...turns)
        const line = { origin, direction: turns.map((turn) => turn / length) }
        const outcome = raycast(
          world,
          hit,
          ...(origin as [number, number, number]),
          ...(turns as [number, number, number]),
        )
        outcomes[outcome]++
        const what = `seed ${seed}, ray ${i}: ${JSON.stringify(line)}`
        const hits = tables.flatMap((table, name) =>
          isThere[name]
            ? crossings(table, line)
                .filter((each) => each.distance >= 0)
                .map(({ distance, sure }) => ({ distance, sure, name }))
            : [],
        )
        const nearest = Math.min(Infinity, ...hits.filter(({ sure }) => sure > 1e-7).map(({ distance }) => distance))
        const unknown = Math.min(
          Infinity,
          ...isThere.map((there, name) => (there ? Infinity : entryOf(boxOf(name), line))),
        )
        if (Math.abs(unknown - nearest) < 1e-4 && unknown < Infinity) continue
        if (outcome === Miss) expect([nearest, unknown], what).toEqual([Infinity, Infinity])
        else if (outcome === NotLoaded) {
          expect(unknown, what).toBeLessThan(nearest)
          expect(hit.distance, what).toBeCloseTo(unknown, 3)
          expect(isThere[rowNamed(nameOf(world, hit))], what).toBe(false)
        } else {
          expect(hit.distance, what).toBeLessThan(unknown)
          const same = hits.filter(({ distance }) => Math.abs(distance - hit.distance) < 1e-6)
          expect(
            same.map(({ name }) => `${name}`),
            what,
          ).toContain(nameOf(world, hit))
          expect(hit.distance, what).toBeLessThanOrEqual(nearest + 1e-6)
        }
      }
      expect(
        outcomes.every((count) => count > 10),
        `${outcomes.join(', ')}; seed ${seed}`,
      ).toBe(true)
    })

  it.each([0, 1e5])(
    'does not fall through the border of two sections, wherever it comes from, %d m out',
    async (offset) => {
      const seed = 4
      const random = createRandom(seed)
      // 0 along both borders, so that a ray aimed there meets the surface on them.
      const height = (x: number, z: number) => Math.sin((x - offset) / 9) * Math.sin(z / 7) * 2
      const tiles = [0, 1, 2, 3].map((i) => [-64 * (i % 2), -64 * Math.floor(i / 2)] as const)
      const world = await loaded(
        tiles.map(([x, z], i) => ({
          name: `${i}`,
          shapes: [gridShape([i + 1, 1], [x + offset, z], 16, 4, height)],
          enterRadius: 1e6,
        })),
      )
      const seen = new Set<string>()
      for (let i = 0; i < 20_000; i++) {
        const target = [random.pick([0, 0, random.between(-60, 60)]), 0, random.pick([0, random.between(-60, 60)])]
        // Parts of π, for all bits of the numbers to be in use.
        const from = [target[0] + Math.PI * random.between(-1, 1), 8, target[2] + Math.PI * random.between(-1, 1)]
        const way = target.map((value, axis) => value - from[axis])
        const steep = random.chance(0.5)
        const outcome = steep
          ? heightAt(world, hit, target[0] + offset, target[2])
          : raycast(world, hit, from[0] + offset, from[1], from[2], way[0], way[1], way[2])
        expect(outcome, `seed ${seed}, ray ${i} to ${target.join(', ')}`).toBe(Hit)
        seen.add(nameOf(world, hit))
      }
      expect(seen.size).toBe(4)
    },
  )
})

/** Where a line enters a box, 0 inside, Infinity where it does not. */
function entryOf(
  box: ArrayLike<number>,
  { origin, direction }: { origin: readonly number[]; direction: readonly number[] },
): number {
  let [entry, exit] = [0, Infinity]
  for (let axis = 0; axis < 3; axis++) {
    const sides = [box[axis], box[axis + 3]].map((side) => (side - origin[axis]) / direction[axis])
    entry = Math.max(entry, Math.min(...sides))
    exit = Math.min(exit, Math.max(...sides))
  }
  return entry <= exit ? entry : Infinity
}
