import { describe, expect, it } from 'vitest'
import type { ColliderTable } from '../../src/blobs/colliderBlob'
import { aimRay, reach } from '../../src/ground/ray'
import { castCollider } from '../../src/ground/traverse'
import { createRandom, type Random } from '../worlds'
import { crossings, type Line } from './bruteForce'
import { colliderOf, gridShape, meshShape, randomSoup } from './colliders'

/** The triangle and the distance that a ray finds; −1 and Infinity for none. */
function castAt(table: ColliderTable, origin: readonly number[], direction: readonly number[], most = Infinity) {
  const [ox, oy, oz] = origin
  const [dx, dy, dz] = direction
  if (!aimRay(ox, oy, oz, dx, dy, dz, most)) return { triangle: -1, distance: Infinity }
  const triangle = castCollider(table)
  return { triangle, distance: triangle < 0 ? Infinity : reach[0] }
}

/** Origins are on the lattice of rounding, so that the comparison is not about it. */
function randomLine(random: Random, size: number): Line {
  const origin = [0, 1, 2].map(() => Math.round(random.between(-size, size) * 1024) / 1024)
  const turns = [0, 1, 2].map(() => (random.chance(0.15) ? 0 : random.between(-1, 1)))
  const length = Math.hypot(...turns)
  return { origin, direction: length > 0 ? turns.map((turn) => turn / length) : [0, -1, 0] }
}

describe('a ray through one collider', () => {
  for (const seed of [1, 2, 3, 4, 5, 6])
    it(`finds the triangle that looking at all of them finds, seed ${seed}`, () => {
      const random = createRandom(seed)
      const size = random.pick([4, 60, 600])
      const table = colliderOf(randomSoup(random, random.pick([1, 2, 5, 40, 400, 3000]), size))
      let hits = 0
      for (let i = 0; i < 400; i++) {
        const line = randomLine(random, size)
        const most = random.chance(0.3) ? random.between(0, size) : Infinity
        const { triangle, distance } = castAt(table, line.origin, line.direction, most)
        const all = crossings(table, line).filter((each) => each.distance >= 1e-7 && each.distance <= most)
        const [nearest] = all.filter(({ sure }) => sure > 1e-7)
        const what = `seed ${seed}, ray ${i}: ${JSON.stringify(line)}`
        if (nearest) expect(distance, what).toBeLessThanOrEqual(nearest.distance + 1e-6)
        if (triangle < 0) continue
        hits++
        const same = all.filter((each) => Math.abs(each.distance - distance) < 1e-6).map((each) => each.triangle)
        expect(same, what).toContain(triangle)
      }
      if (table.triangleCount > 300) expect(hits, `seed ${seed}`).toBeGreaterThan(20)
    })

  it('that goes through corners and edges of a grid falls through nowhere', () => {
    const seed = 7
    const random = createRandom(seed)
    const side = 16
    for (const cell of [1, 0.25, 3 / 1024])
      for (const bumps of [0, 0.7]) {
        const heights = new Map<string, number>()
        const height = (x: number, z: number) => {
          const key = `${x} ${z}`
          heights.set(key, heights.get(key) ?? random.between(-bumps, bumps) * cell)
          return heights.get(key)!
        }
        const table = colliderOf([gridShape([1, 1], [0, 0], side, cell, height)])
        for (let row = 1; row < side; row++)
          for (let column = 1; column < side; column++)
            for (const [x, z] of [
              [column, row],
              [column + 0.5, row],
              [column, row + 0.5],
              [column + 0.5, row + 0.5],
              [column + random.fraction(), row],
            ]) {
              const point = [x * cell, 0, z * cell]
              const from = point.map((value, axis) => value + (axis === 1 ? 4 : random.between(-3, 3)) * cell)
              const what = `seed ${seed}, cell ${cell}, at ${x}, ${z}`
              expect(castAt(table, [point[0], 4 * cell, point[2]], [0, -1, 0]).triangle, what).toBeGreaterThanOrEqual(0)
              const slanted = point.map((value, axis) => value - from[axis])
              if (inside(from, slanted, bumps * cell, side * cell))
                expect(castAt(table, from, slanted).triangle, what).toBeGreaterThanOrEqual(0)
            }
      }
  })

  it('never gets out of a closed shape, though it aims at corners and edges', () => {
    const seed = 8
    const random = createRandom(seed)
    for (const size of [30, 1, 20 / 1024]) {
      const ball = ballShape(random, size)
      const table = colliderOf([ball])
      const corners = [...new Set(table.indices)].map((vertex) =>
        [0, 1, 2].map((axis) => table.origin[axis] + table.positions[3 * vertex + axis] * table.step),
      )
      const middle = [0, 1, 2].map((axis) => corners.reduce((sum, corner) => sum + corner[axis], 0) / corners.length)
      for (let i = 0; i < 3000; i++) {
        const [a, b] = [random.pick(corners), random.pick(corners)]
        const share = random.pick([0, 0, 0.5, random.fraction()])
        const from = middle.map((value) => Math.round((value + random.between(-0.1, 0.1) * size) * 4096) / 4096)
        const way = from.map((value, axis) => a[axis] + share * (b[axis] - a[axis]) - value)
        expect(castAt(table, from, way).triangle, `seed ${seed}, size ${size}, ray ${i}`).toBeGreaterThanOrEqual(0)
      }
    }
  })

  it('along the plane of a flat floor, or past its rim, is safe', () => {
    const table = colliderOf([gridShape([1, 1], [0, 0], 8, 1)])
    expect(castAt(table, [-5, 0, 4], [1, 0, 0]).triangle).toBe(-1)
    expect(castAt(table, [8.001, 5, 4], [0, -1, 0]).triangle).toBe(-1)
    expect(castAt(table, [8, 5, 8], [0, -1, 0]).distance).toBe(5)
    expect(castAt(table, [0, 5, 0], [0, -1, 0]).distance).toBe(5)
  })

  it('begins on a surface at distance 0, and finds what lies exactly at its end', () => {
    const table = colliderOf([gridShape([1, 1], [0, 0], 8, 1)])
    expect(castAt(table, [3.3, 0, 3.1], [0, -1, 0]).distance).toBe(0)
    expect(castAt(table, [3.3, 0, 3.1], [0, 1, 0]).distance).toBe(0)
    expect(castAt(table, [3.3, 2, 3.1], [0, -1, 0], 2).distance).toBe(2)
    expect(castAt(table, [3.3, 2, 3.1], [0, -1, 0], 1.999).triangle).toBe(-1)
    expect(castAt(table, [3.3, 2, 3.1], [0, 1, 0]).triangle).toBe(-1)
  })

  it('is not stopped by a triangle that is a line, and does not pass beside it', () => {
    const quarter = testSteps(1)
    const table = colliderOf(
      [meshShape([1, 1], [0, 0, 0, 4, 0, 4, 2, 0, 2 + quarter / 8, 0, 0, 4, 4, 0, 4, 0, 0, 0, 4, 0, 0])].map(
        (shape) => ({ ...shape, indices: [0, 2, 1, 3, 2, 0, 3, 4, 2, 5, 6, 4] }),
      ),
    )
    for (let i = 1; i < 64; i++)
      expect(castAt(table, [i / 16, 1, i / 16], [0, -1, 0]).triangle, `${i}`).toBeGreaterThanOrEqual(0)
  })

  it('is none where numbers are none: it finds nothing, whatever there is', () => {
    const table = colliderOf([gridShape([1, 1], [-8, -8], 16, 1), ...randomSoup(createRandom(3), 100, 10)])
    const bad = [NaN, Infinity, -Infinity]
    for (let axis = 0; axis < 3; axis++)
      for (const value of bad) {
        const replaced = (good: readonly number[]) => good.map((part, i) => (i === axis ? value : part))
        expect(castAt(table, replaced([0, 5, 0]), [0, -1, 0]).triangle).toBe(-1)
        expect(castAt(table, [0, 5, 0], replaced([0, -1, 0])).triangle).toBe(-1)
      }
    for (const most of [0, -0, -1, NaN, -Infinity]) expect(castAt(table, [0, 5, 0], [0, -1, 0], most).triangle).toBe(-1)
    expect(castAt(table, [0, 5, 0], [0, -0, 0]).triangle).toBe(-1)
  })

  it('may have any length of direction, and any origin', () => {
    const table = colliderOf([gridShape([1, 1], [-8, -8], 16, 1)])
    for (const length of [5e-324, 1e-300, 1e-12, 1, 1e12, 1e308])
      expect(castAt(table, [0.5, 4, 0.2], [0, -length, 0]).distance, `${length}`).toBe(4)
    for (const far of [1e6, 1e9, 1e15, 1e100])
      expect(castAt(table, [0.5, far, 0.2], [0, -1, 0]).distance / far).toBeCloseTo(1, 5)
    for (const far of [1e15, 1e100, 1.7e308]) {
      castAt(table, [far, far, far], [-1, -1, -1])
      castAt(table, [far, 1, far], [-1, 0, 1e-300])
    }
  })

  it('ends for any numbers at all', () => {
    const seed = 5
    const random = createRandom(seed)
    const table = colliderOf(randomSoup(random, 300, 20))
    const odd = [0, -0, 5e-324, 1e-300, 1e-17, 1, -1, 10, 1e17, -1e300, 1.7e308, NaN, Infinity, -Infinity]
    for (let i = 0; i < 20_000; i++) {
      const three = () => [random.pick(odd), random.pick(odd), random.pick(odd)]
      const { triangle, distance } = castAt(table, three(), three(), random.pick(odd))
      if (triangle >= 0) expect(distance, `seed ${seed}`).toBeGreaterThanOrEqual(0)
    }
  })
})

/** A closed ball of triangles with a rough surface; half its radius is free. */
function ballShape(random: Random, size: number) {
  const [rings, sectors] = [9, 14]
  const positions: number[] = []
  for (let ring = 0; ring <= rings; ring++)
    for (let sector = 0; sector < sectors; sector++) {
      const [polar, around] = [(Math.PI * ring) / rings, (2 * Math.PI * sector) / sectors]
      const pole = ring === 0 || ring === rings
      const radius = size * (pole ? 1 : random.between(0.6, 1))
      positions.push(
        radius * Math.sin(polar) * Math.cos(around),
        radius * Math.cos(polar),
        radius * Math.sin(polar) * Math.sin(around),
      )
    }
  const indices: number[] = []
  for (let ring = 0; ring < rings; ring++)
    for (let sector = 0; sector < sectors; sector++) {
      const [a, b] = [ring * sectors + sector, ring * sectors + ((sector + 1) % sectors)]
      indices.push(a, b, a + sectors, b, b + sectors, a + sectors)
    }
  return meshShape([2, 2], positions, indices)
}

const testSteps = (count: number) => count / 1024

/** The line meets the grid well inside it, whatever its heights are. */
function inside(from: readonly number[], way: readonly number[], bump: number, size: number): boolean {
  return [-bump, bump].every((height) => {
    const t = (height - from[1]) / way[1]
    const [x, z] = [from[0] + way[0] * t, from[2] + way[2] * t]
    return x > 0 && z > 0 && x < size && z < size
  })
}
