import { EXTMeshGPUInstancing } from '@gltf-transform/extensions'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { bakeWorld } from '../../src/baking/bakeWorld'
import { areaOf, boxOf, readTriangles, readWorld, temporaryFolder } from './bakedWorld'
import { createInput, writeInput, type Input } from './inputs'
import { centroids, countUnmatched } from './matching'

const rounding = 1 / 2048 + 1e-6

/** Bakes an input and answers it with what glTF-Transform reads of the source and of the world. */
async function bake(input: Input, options: { cell?: number } = {}) {
  const folder = await temporaryFolder()
  const path = await writeInput(input, folder)
  const result = await bakeWorld(path, { out: join(folder, 'world'), ...options })
  const world = await readWorld(join(folder, 'world'))
  return {
    result,
    world,
    source: await readTriangles(path),
    corners: world.sections.flatMap((section) => section.corners),
  }
}

/** Six times the enclosed volume: positive where triangles face outwards. */
function volume(corners: readonly number[]): number {
  let sum = 0
  for (let at = 0; at < corners.length; at += 9) {
    const [a, b, c] = [0, 3, 6].map((i) => corners.slice(at + i, at + i + 3))
    sum += a[0] * (b[1] * c[2] - b[2] * c[1]) + a[1] * (b[2] * c[0] - b[0] * c[2]) + a[2] * (b[0] * c[1] - b[1] * c[0])
  }
  return sum
}

describe('placing', () => {
  it('turns the winding of mirrored instances, so that they still face outwards', async () => {
    const input = createInput()
    const box = input.box('Box', [2, 3, 4])
    input.node('Mirrored', box, [5, 0, 5]).setScale([-1, 1, 1])
    input.node('Twice', box, [15, 0, 5]).setScale([-1, 1, -2])
    const { corners, source } = await bake(input)
    expect(volume(corners)).toBeCloseTo(6 * (24 + 48), 3)
    expect(countUnmatched(centroids(source.corners), centroids(corners), rounding)).toBe(0)
  })

  it('follows hierarchies of rotations and uneven scales, skewed ones too', async () => {
    const input = createInput()
    const top = input.node('Top', null, [10, 2, 10]).setScale([3, 1, 1])
    const middle = input.node('Middle', null, [1, 1, 0], top).setRotation([0, Math.sin(0.4), 0, Math.cos(0.4)])
    input.node('Leaf', input.box('Box', [1, 2, 1]), [2, 0, 0], middle)
    const { corners, source } = await bake(input)
    expect(countUnmatched(centroids(source.corners), centroids(corners), rounding)).toBe(0)
    expect(areaOf(corners)).toBeCloseTo(areaOf(source.corners), 1)
  })

  it('reads instances of EXT_mesh_gpu_instancing', async () => {
    const input = createInput()
    const extension = input.document.createExtension(EXTMeshGPUInstancing).setRequired(true)
    const places = Float32Array.of(0, 0, 0, 10, 0, 0, 20, 5, 0)
    const accessor = input.document
      .createAccessor()
      .setType('VEC3')
      .setArray(places)
      .setBuffer(input.document.getRoot().listBuffers()[0])
    const instances = extension.createInstancedMesh().setAttribute('TRANSLATION', accessor)
    input.node('Many', input.box('Box', [1, 1, 1]), [1, 1, 1]).setExtension('EXT_mesh_gpu_instancing', instances)
    const { corners, source, result } = await bake(input)
    expect(result.report.roles.map(({ node }) => node)).toEqual(['Many[0]', 'Many[1]', 'Many[2]'])
    expect(corners.length).toBe(3 * 12 * 9)
    expect(countUnmatched(centroids(source.corners), centroids(corners), rounding)).toBe(0)
  })

  it('keeps a millimetre at coordinates of millions of metres', async () => {
    const input = createInput()
    input.node('Far', input.box('Box', [2.5, 1.25, 3]), [4.6e5 + 0.123, 37.5, -5.4e6 + 0.456])
    const { corners, source, world } = await bake(input)
    expect(countUnmatched(centroids(source.corners), centroids(corners), 1e-3)).toBe(0)
    expect(Math.max(...boxOf(corners).map((value, i) => Math.abs(value - boxOf(source.corners)[i])))).toBeLessThan(1e-3)
    expect(world.sections[0].name).toBe(`cell_${Math.floor(4.6e5 / 64)}_${Math.floor(-5.4e6 / 64)}`)
  })

  it('reads strips and fans as triangles, with their winding', async () => {
    const input = createInput()
    const strip = input.mesh('Strip', [0, 0, 0, 0, 0, 1, 1, 0, 0, 1, 0, 1, 2, 0, 0])
    strip.listPrimitives()[0].setMode(5)
    const fan = input.mesh('Fan', [0, 0, 0, 0, 0, 1, 1, 0, 1, 1, 0, 0])
    fan.listPrimitives()[0].setMode(6)
    input.node('Strip', strip)
    input.node('Fan', fan, [10, 0, 0])
    const { corners } = await bake(input)
    expect(corners.length).toBe(5 * 9)
    expect(areaOf(corners)).toBeCloseTo(2.5, 6)
    for (let at = 0; at < corners.length; at += 9) expect(upward(corners, at)).toBeGreaterThan(0)
  })
})

/** y of a triangle's cross product. */
const upward = (c: readonly number[], at: number) =>
  (c[at + 5] - c[at + 2]) * (c[at + 6] - c[at]) - (c[at + 3] - c[at]) * (c[at + 8] - c[at + 2])

describe('repeated meshes', () => {
  it('are drawn as instances where that saves more than a draw costs, and merged elsewhere', async () => {
    const input = createInput()
    const many = input.mesh('Dense', ...wave(40))
    const few = input.box('Light', [0.5, 0.5, 0.5])
    for (let i = 0; i < 6; i++) {
      const turned = input.node(`dense ${i}`, many, [4 + 9 * i, 0, 10]).setRotation([0, Math.sin(i), 0, Math.cos(i)])
      turned.setScale([1, 1 + i / 4, 1])
      input.node(`light ${i}`, few, [4 + 9 * i, 0, 30])
    }
    const { corners, source, world } = await bake(input)
    expect(world.sections.map(({ draws }) => draws)).toEqual([2])
    expect(corners.length).toBe(source.corners.length)
    expect(countUnmatched(centroids(source.corners), centroids(corners), rounding)).toBe(0)
  })

  it('splits what 16-bit indices do not reach', async () => {
    const input = createInput()
    input.node('Huge', input.mesh('Huge', ...wave(300)), [32, 0, 32]).setScale([0.1, 1, 0.1])
    const { corners, source, world } = await bake(input)
    expect(world.sections[0].draws).toBe(2)
    expect(corners.length).toBe(source.corners.length)
  })
})

/** A square of n × n quads with 6 m sides, its middle at zero, not flat. */
function wave(n: number): [number[], number[]] {
  const positions: number[] = []
  const indices: number[] = []
  for (let z = 0; z <= n; z++)
    for (let x = 0; x <= n; x++) positions.push((6 * x) / n - 3, Math.sin(x + z) / 8, (6 * z) / n - 3)
  for (let z = 0; z < n; z++)
    for (let x = 0; x < n; x++) {
      const at = z * (n + 1) + x
      indices.push(at, at + n + 1, at + 1, at + 1, at + n + 1, at + n + 2)
    }
  return [positions, indices]
}

describe('cutting', () => {
  const slab = () => {
    const input = createInput()
    input.node('Slab', input.mesh('Slab', [-100, 0, -50, -90, 3, 130, 110, 1, 140, 120, 5, -70], [0, 1, 2, 0, 2, 3]))
    return input
  }

  it('cuts exactly at cell planes and conserves the area', async () => {
    const { corners, source, world, result } = await bake(slab(), { cell: 32 })
    expect(result.cuts.cut).toBe(2)
    expect(corners.length / 9).toBe(result.cuts.pieces)
    expect(Math.abs(areaOf(corners) / areaOf(source.corners) - 1)).toBeLessThan(1e-5)
    for (const { name, corners: own } of world.sections) {
      const [, x, z] = name.split('_').map(Number)
      const box = boxOf(own)
      for (const [low, high, cell] of [
        [box[0], box[3], x],
        [box[2], box[5], z],
      ]) {
        expect(low).toBeGreaterThanOrEqual(32 * cell)
        expect(high).toBeLessThanOrEqual(32 * (cell + 1))
      }
    }
  })

  it('leaves no crack: inner edges have two triangles, and only the rim has one', async () => {
    const { corners } = await bake(slab(), { cell: 32 })
    const edges = new Map<string, number>()
    const point = (at: number) =>
      corners
        .slice(at, at + 3)
        .map((value) => Math.round(value * 1024))
        .join()
    for (let at = 0; at < corners.length; at += 9)
      for (const [a, b] of [
        [0, 3],
        [3, 6],
        [6, 0],
      ]) {
        const key = [point(at + a), point(at + b)].sort().join(' ')
        edges.set(key, (edges.get(key) ?? 0) + 1)
      }
    const lonely = [...edges]
      .filter(([, count]) => count !== 2)
      .map(([key]) => key.split(' ').map((text) => text.split(',').map((value) => Number(value) / 1024)))
    const rim = [
      [-100, -50],
      [-90, 130],
      [110, 140],
      [120, -70],
    ]
    for (const edge of lonely) for (const [x, , z] of edge) expect(distanceToRim(rim, x, z)).toBeLessThan(2e-3)
  })

  it('leaves whole what touches a border without crossing it, and puts what lies on a border into one cell', async () => {
    const input = createInput()
    const wall = input.mesh('Wall', [64, 0, 0, 64, 5, 0, 64, 0, 200, 64, 5, 200], [0, 1, 2, 2, 1, 3])
    const floor = input.mesh('Floor', [0, 0, 0, 0, 0, 64, 64, 0, 0, 64, 0, 64, 128, 0, 0], [0, 1, 2, 2, 1, 3, 2, 3, 4])
    input.node('Wall', wall)
    input.node('Floor', floor)
    const { corners, result, world } = await bake(input)
    expect(areaOf(corners)).toBeCloseTo(1000 + 64 * 64 * 1.5, 2)
    expect(world.sections.map(({ name }) => name).sort()).toEqual([
      'cell_0_0',
      'cell_1_0',
      'cell_1_1',
      'cell_1_2',
      'cell_1_3',
    ])
    expect(result.cuts.cut).toBe(2)
  })
})

function distanceToRim(rim: readonly number[][], x: number, z: number): number {
  const distances = rim.map(([ax, az], i) => {
    const [bx, bz] = rim[(i + 1) % rim.length]
    const t = Math.max(
      0,
      Math.min(1, ((x - ax) * (bx - ax) + (z - az) * (bz - az)) / ((bx - ax) ** 2 + (bz - az) ** 2)),
    )
    return Math.hypot(x - ax - t * (bx - ax), z - az - t * (bz - az))
  })
  return Math.min(...distances)
}
