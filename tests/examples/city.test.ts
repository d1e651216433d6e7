import { createHash } from 'node:crypto'
import type { Document, Node } from '@gltf-transform/core'
import { beforeAll, describe, expect, it } from 'vitest'
import { buildCity, cityTour, layoutOf, measureCity, tourCsv, writeCity } from '../../examples/city/city'

const small = { seed: 3, size: 320 }
const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

describe('the sample city, seed 7', () => {
  let city: Document
  beforeAll(async () => {
    city = await buildCity()
  }, 60_000)

  it('covers a square kilometre with thousands of mesh nodes', () => {
    const facts = measureCity(city)
    const [x0, , z0, x1, , z1] = facts.bounds
    expect((x1 - x0) * (z1 - z0)).toBeGreaterThan(1_000_000)
    expect(facts.meshNodes).toBeGreaterThan(4000)
    expect(facts.triangles).toBeGreaterThan(300_000)
    expect(facts.triangles).toBeLessThan(600_000)
    expect(facts.area).toBeGreaterThan(2_000_000)
    expect(facts.colliderNodes).toBe(4)
    expect(facts.textures).toBe(18)
  })

  it('says where to start, what is seen from afar and what is a collider', () => {
    const nodes = city.getRoot().listNodes()
    expect(nodes.filter((node) => node.getExtras().terrane_focus === true).map((node) => node.getName())).toEqual([
      'Grand Avenue',
    ])
    expect(nodes.filter((node) => typeof node.getExtras().terrane_enterRadius === 'number').length).toBeGreaterThan(3)
    expect(
      nodes
        .filter((node) => node.getName().endsWith('-colonly'))
        .map((node) => node.getMesh()?.listPrimitives()[0].getMaterial()),
    ).toEqual([null, null, null, null])
  })

  it('has whole triangles that face the way their normals say', () => {
    let turned = 0
    let flat = 0
    for (const mesh of city.getRoot().listMeshes())
      for (const primitive of mesh.listPrimitives()) {
        const positions = primitive.getAttribute('POSITION')?.getArray() as Float32Array
        const normals = primitive.getAttribute('NORMAL')?.getArray() as Float32Array
        const indices = primitive.getIndices()?.getArray() as Uint16Array
        expect(positions.every(Number.isFinite) && normals.every(Number.isFinite)).toBe(true)
        for (let i = 0; i < indices.length; i += 3) {
          const facing = facingOf(positions, normals, indices[i] * 3, indices[i + 1] * 3, indices[i + 2] * 3)
          if (facing < 0) turned++
          if (facing === 0) flat++
        }
      }
    expect({ turned, flat }).toEqual({ turned: 0, flat: 0 })
  })

  it('is flown through without touching a building', () => {
    const houses = city
      .getRoot()
      .listNodes()
      .filter((node) => node.getParentNode()?.getName() === 'Buildings')
      .map((node) => ({ name: node.getName(), box: boxOf(node) }))
    const tour = cityTour(layoutOf())
    const hit = tour.flatMap(({ x, y, z }) => houses.filter(({ box }) => inside(box, x, y, z)).map(({ name }) => name))
    expect([...new Set(hit)]).toEqual([])
  })
})

describe('a tour of the city', () => {
  it('lasts a minute, at 15 to 30 m/s, 2 to 40 m above the street', () => {
    const tour = cityTour(layoutOf())
    const last = tour[tour.length - 1]
    expect(last.t).toBeGreaterThan(60)
    expect(last.t).toBeLessThan(90)
    for (const [i, sample] of tour.entries()) {
      expect(sample.y).toBeGreaterThan(2)
      expect(sample.y).toBeLessThan(40)
      if (i === 0) continue
      const before = tour[i - 1]
      const metres = Math.hypot(sample.x - before.x, sample.y - before.y, sample.z - before.z)
      const speed = metres / (sample.t - before.t)
      expect(speed).toBeGreaterThan(14)
      expect(speed).toBeLessThan(30.5)
    }
  })

  it('is written as t,x,y,z', () => {
    expect(tourCsv([{ t: 0.05, x: 1, y: 2, z: -3.25 }])).toBe('t,x,y,z\n0.05,1.000,2.000,-3.250\n')
  })
})

describe('cities of other seeds and sizes', () => {
  it('gives the same bytes for the same seed', async () => {
    const [first, second] = [hashOf(await writeCity(small)), hashOf(await writeCity(small))]
    expect(first).toBe(second)
  })

  it('gives other bytes for another seed', async () => {
    expect(hashOf(await writeCity({ ...small, seed: 4 }))).not.toBe(hashOf(await writeCity(small)))
  })

  it('refuses sizes that make no city, in one line', async () => {
    await expect(writeCity({ size: 20 })).rejects.toThrow(/^a city of 20 m; expected a side from 256 to 4096 m\./)
    await expect(writeCity({ size: NaN })).rejects.toThrow(/a city of NaN m/)
  })
})

/** Sign of the angle between a triangle's own normal and its first corner's; 0 where the triangle has no area. */
function facingOf(positions: Float32Array, normals: Float32Array, a: number, b: number, c: number): number {
  const edge = (from: number, to: number, axis: number) => positions[to + axis] - positions[from + axis]
  const [ux, uy, uz] = [edge(a, b, 0), edge(a, b, 1), edge(a, b, 2)]
  const [vx, vy, vz] = [edge(a, c, 0), edge(a, c, 1), edge(a, c, 2)]
  const [x, y, z] = [uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx]
  if (x * x + y * y + z * z < 1e-14) return 0
  const sum = (axis: number) => normals[a + axis] + normals[b + axis] + normals[c + axis]
  return Math.sign(x * sum(0) + y * sum(1) + z * sum(2))
}

type Box = [number, number, number, number, number, number]

function boxOf(node: Node): Box {
  const box: Box = [Infinity, Infinity, Infinity, -Infinity, -Infinity, -Infinity]
  const matrix = node.getWorldMatrix()
  for (const primitive of node.getMesh()?.listPrimitives() ?? []) {
    if (primitive.getMaterial()?.getName() === 'gravel') continue
    const positions = primitive.getAttribute('POSITION')?.getArray() as Float32Array
    for (let i = 0; i < positions.length; i += 3)
      for (let axis = 0; axis < 3; axis++) {
        const value =
          matrix[axis] * positions[i] +
          matrix[4 + axis] * positions[i + 1] +
          matrix[8 + axis] * positions[i + 2] +
          matrix[12 + axis]
        box[axis] = Math.min(box[axis], value)
        box[3 + axis] = Math.max(box[3 + axis], value)
      }
  }
  return box
}

function inside(box: Box, x: number, y: number, z: number): boolean {
  return x > box[0] && x < box[3] && y > box[1] && y < box[4] && z > box[2] && z < box[5]
}
