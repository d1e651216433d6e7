import { describe, expect, it } from 'vitest'
import type { BakeScene, SceneCollider, SourceMesh } from '../../src/baking/bakeScene'
import { groupColliders } from '../../src/baking/groupColliders'
import { stepFor } from '../../src/baking/lattice'
import { compose, multiply } from '../../src/baking/matrices'
import { bakeSettings } from '../../src/baking/options'
import { colliderStep, planColliders } from '../../src/baking/planColliders'
import { createNameGiver } from '../../src/baking/sectionNames'
import { openColliderBlob } from '../../src/blobs/colliderBlob'
import { createColliderMesh, measureCollider, type ColliderMesh } from '../../src/payloads/colliderMesh'
import { idOfPath, formatStableId } from '../../src/schema/stableId'
import { createRandom } from '../worlds'
import { areaOf } from './bakedWorld'
import { sceneOf } from './scenes'

const still = [0, 0, 0, 1] as const
const whole = [1, 1, 1] as const

function meshOf(positions: readonly number[], indices: readonly number[]): SourceMesh {
  const normals = new Float32Array(positions.length)
  const geometry = { positions: Float32Array.from(positions), normals, uvs: null, indices: Uint32Array.from(indices) }
  return { name: '', surfaces: [{ look: 0, geometry }] }
}

/** A square in x and z around its zero. */
const square = (size: number) => {
  const [low, high] = [-size / 2, size / 2]
  return meshOf([low, 0, low, high, 0, low, high, 0, high, low, 0, high], [0, 2, 1, 0, 3, 2])
}

/** Half of a box's corners: enough to say where it is. */
const corners = meshOf([-1, -2, -3, 1, 2, 3, -1, 2, 3], [0, 1, 2])

function colliderAt(path: string, matrix: Float64Array, more: Partial<SceneCollider> = {}): SceneCollider {
  return { id: idOfPath('town.glb', path), path, mesh: 0, matrix, settings: {}, owner: null, shape: 'mesh', ...more }
}

const at = (x: number, y: number, z: number) => compose([x, y, z], still, whole)

interface Baked {
  readonly name: string
  readonly mesh: ColliderMesh
  readonly record: ReturnType<typeof planColliders>[number]['record']
  readonly bytes: Uint8Array
}

async function bake(scene: BakeScene, cell = 64): Promise<Baked[]> {
  const groups = groupColliders(scene, cell)
  const plan = planColliders(groups, bakeSettings('town.glb', { cell }), ['base', 'quest'], createNameGiver())
  return Promise.all(
    plan.map(async ({ record, encode }) => {
      const { bytes, size } = await encode({ imageFile: () => expect.unreachable('it has no images') })
      const mesh = createColliderMesh(openColliderBlob(bytes.slice().buffer))
      expect(measureCollider(mesh)).toEqual(size)
      expect(size.cpuBytes).toBeLessThanOrEqual(record.cpuBytes!)
      return { name: record.name, mesh, record, bytes }
    }),
  )
}

const centimetres = (metres: number) => Math.round(100 * metres) + 0

/** Triangles in world metres, nine numbers each. */
const worldCorners = ({ positions, indices, origin }: ColliderMesh) =>
  [...indices].flatMap((vertex) => [0, 1, 2].map((axis) => positions[3 * vertex + axis] + origin[axis]))

describe('colliders', () => {
  it('are a section of each place, with a radius of two cells', async () => {
    const scene = sceneOf({
      colliderMeshes: [square(10)],
      colliders: [
        colliderAt('a', at(5, 1, 5)),
        colliderAt('b', at(60, 2, 30)),
        colliderAt('far', at(-30, 0, 200)),
        colliderAt('gate', at(5, 1, 5), { settings: { layer: 'quest', priority: 2 } }),
        colliderAt('tower', at(5, 1, 5), { settings: { enterRadius: 500 }, owner: 'town/tower' }),
      ],
    })
    const baked = await bake(scene)
    expect(baked.map(({ name }) => name)).toEqual([
      'cell_0_0/collider',
      'cell_0_0@quest^2/collider',
      'cell_-1_3/collider',
      'town/tower/collider',
    ])
    expect(baked.map(({ record }) => record.enterRadius)).toEqual([128, 128, 128, 500])
    expect(baked[1].record).toMatchObject({ kind: 'collider', layer: 2, priority: 2, gpuBytes: 0 })
    expect(baked[0].record.bounds).toEqual([0, 1, 0, 65, 2, 35])
    expect(baked[0].mesh.shapes.map(({ id, count, box }) => [id, count, box])).toEqual(
      ['a', 'b']
        .map((path) => [formatStableId(idOfPath('town.glb', path)), 2, null] as const)
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    )
  })

  it('larger than a cell are cut at its borders: none of their area is lost, and each piece stays in its cell', async () => {
    const matrix = compose([13, 1, -7], [0, 0.2, 0, Math.sqrt(1 - 0.04)], whole)
    const baked = await bake(sceneOf({ colliderMeshes: [square(300)], colliders: [colliderAt('floor', matrix)] }))
    expect(baked.length).toBeGreaterThan(25)
    let area = 0
    for (const { mesh, name } of baked) {
      const [x, z] = name.match(/-?\d+/g)!.map((cell) => 64 * Number(cell))
      const points = worldCorners(mesh)
      area += areaOf(points)
      for (let i = 0; i < points.length; i += 3) {
        expect(points[i], name).toBeGreaterThanOrEqual(x)
        expect(points[i], name).toBeLessThanOrEqual(x + 64)
        expect(points[i + 2], name).toBeGreaterThanOrEqual(z)
        expect(points[i + 2], name).toBeLessThanOrEqual(z + 64)
      }
      expect(mesh.shapes).toHaveLength(1)
    }
    expect(area / 90_000).toBeCloseTo(1, 4)
    expect(new Set(baked.map(({ mesh }) => mesh.shapes[0].id)).size).toBe(1)
  })

  it('meet at the borders of their cells, corner by corner', async () => {
    const random = createRandom(3)
    const [side, size] = [20, 260]
    const positions: number[] = []
    const indices: number[] = []
    for (let i = 0; i <= side; i++)
      for (let k = 0; k <= side; k++) positions.push((i * size) / side, random.between(0, 20), (k * size) / side)
    for (let i = 0; i < side; i++)
      for (let k = 0; k < side; k++) {
        const a = i * (side + 1) + k
        indices.push(a, a + 1, a + side + 1, a + 1, a + side + 2, a + side + 1)
      }
    const baked = await bake(
      sceneOf({ colliderMeshes: [meshOf(positions, indices)], colliders: [colliderAt('hills', at(-100.3, 0, 31.7))] }),
      50.3,
    )
    const borders = new Map<string, Set<string>>()
    for (const { mesh, name } of baked) {
      const points = worldCorners(mesh)
      for (let i = 0; i < points.length; i += 3) {
        const key = points.slice(i, i + 3).join(' ')
        borders.set(key, (borders.get(key) ?? new Set()).add(name))
      }
    }
    const border = Math.round(50.3 / colliderStep(50.3)) * colliderStep(50.3)
    const onBorder = [...borders].filter(([key]) => Number(key.split(' ')[2]) === border)
    expect(onBorder.length).toBeGreaterThan(20)
    expect(onBorder.filter(([, names]) => names.size < 2)).toEqual([])
  })

  it('move by half a step along each axis at most', async () => {
    const random = createRandom(4)
    for (const [cell, offset] of [
      [64, 0],
      [16, 1e5],
      [256, -3e5],
    ]) {
      const size = cell * 0.9
      const points = Array.from({ length: 900 }, () => Math.fround(random.between(-size / 2, size / 2)))
      const mesh = meshOf(points, [...Array(300).keys()])
      const matrix = at(offset + cell / 2, size / 2, cell / 2)
      const [{ mesh: baked, record }] = await bake(
        sceneOf({ colliderMeshes: [mesh], colliders: [colliderAt('soup', matrix)] }),
        cell,
      )
      const { step } = baked.table
      expect(step).toBe(stepFor(2 * cell))
      const sorted = (values: readonly number[], axis: number) =>
        values.filter((_, i) => i % 3 === axis).sort((a, b) => a - b)
      const stored = [...baked.table.positions].map((steps, i) => baked.origin[i % 3] + steps * step)
      const placed = points.map((value, i) => value + matrix[12 + (i % 3)])
      for (let axis = 0; axis < 3; axis++) {
        const [was, is] = [sorted(placed, axis), sorted(stored, axis)]
        expect(is).toHaveLength(was.length)
        was.forEach((value, i) => expect(Math.abs(value - is[i])).toBeLessThanOrEqual(step / 2 + 1e-9))
        expect(record.bounds[axis]).toBe(is[0])
        expect(record.bounds[axis + 3]).toBe(is.at(-1))
      }
    }
  })

  it('take a coarser step where 16 bits do not reach', async () => {
    const tall = meshOf([0, 0, 0, 1, 400, 0, 0, 400, 1], [0, 1, 2])
    const [{ mesh }] = await bake(sceneOf({ colliderMeshes: [tall], colliders: [colliderAt('mast', at(1, 0, 1))] }))
    expect(mesh.table.step).toBe(1 / 128)
    expect(mesh.positions.some((value) => value === 400)).toBe(true)
  })

  it('that are boxes are shapes of their own, turned and mirrored as they stand', async () => {
    const half = Math.SQRT1_2
    const turned = compose([10, 5, 20], [0, half, 0, half], [2, 1, -1])
    const [{ mesh }] = await bake(
      sceneOf({ colliderMeshes: [corners], colliders: [colliderAt('crate', turned, { shape: 'box' })] }),
    )
    const [{ box, count }] = mesh.shapes
    expect(count).toBe(12)
    expect(box!.center.map((value, axis) => value + mesh.origin[axis])).toEqual([10, 5, 20])
    expect(box!.halfExtents.map((value) => Math.round(1e5 * value) / 1e5)).toEqual([2, 2, 3])
    const said = compose(box!.center, box!.rotation, box!.halfExtents)
    const cornersOf = (matrix: Float64Array) =>
      Array.from({ length: 8 }, (_, i) =>
        multiply(matrix, at(i & 1 ? 1 : -1, i & 2 ? 1 : -1, i & 4 ? 1 : -1)).slice(12, 15),
      ).map((point) => [...point].map(centimetres).join(' '))
    const points = new Set<string>()
    for (const vertex of mesh.indices)
      points.add([0, 1, 2].map((axis) => centimetres(mesh.positions[3 * vertex + axis])).join(' '))
    expect([...points].sort()).toEqual([...new Set(cornersOf(said))].sort())
    expect(areaOf(worldCorners(mesh))).toBeCloseTo(2 * (4 * 4 + 4 * 6 + 4 * 6), 1)
  })

  it('that are boxes are meshes where they are skewed or cut', async () => {
    const skewed = multiply(compose([0, 0, 0], still, [1, 3, 1]), compose([9, 2, 9], [0, 0, 0.3827, 0.9239], whole))
    const box = { shape: 'box' } as const
    const [here] = await bake(sceneOf({ colliderMeshes: [corners], colliders: [colliderAt('bent', skewed, box)] }))
    expect(here.mesh.shapes).toMatchObject([{ box: null, count: 12 }])
    const long = compose([0, 0, 0], still, [100, 1, 1])
    const baked = await bake(sceneOf({ colliderMeshes: [corners], colliders: [colliderAt('wall', long, box)] }))
    expect(baked.map(({ name }) => name)).toEqual(
      ['cell_-2_-1', 'cell_-1_-1', 'cell_0_-1', 'cell_1_-1', 'cell_-2_0', 'cell_-1_0', 'cell_0_0', 'cell_1_0'].map(
        (name) => `${name}/collider`,
      ),
    )
    expect(baked.every(({ mesh }) => mesh.shapes.every((shape) => shape.box === null))).toBe(true)
  })

  it('leave no section, and no shape, where the lattice leaves no triangle', async () => {
    const speck = meshOf([0, 0, 0, 1e-5, 0, 0, 0, 0, 1e-5], [0, 1, 2])
    const scene = { colliderMeshes: [speck, square(4)], colliders: [colliderAt('speck', at(3, 0, 3))] }
    expect(await bake(sceneOf(scene))).toEqual([])
    const both = [...scene.colliders, colliderAt('floor', at(5, 0, 5), { mesh: 1 })]
    expect((await bake(sceneOf({ ...scene, colliders: both })))[0].mesh.shapes).toHaveLength(1)
  })

  it('are the same bytes whatever order the file has them in, and whatever else there is', async () => {
    const colliders = ['a', 'b', 'c', 'd'].map((path, i) => colliderAt(path, at(4 + 3 * i, i, 9)))
    const scene = { colliderMeshes: [square(10)], colliders }
    const [first] = await bake(sceneOf(scene))
    const [second] = await bake(sceneOf({ ...scene, colliders: [...colliders].reverse() }))
    const far = colliderAt('far', at(500, 0, 500))
    const [third] = await bake(sceneOf({ ...scene, colliders: [far, ...colliders] }))
    expect(second.bytes).toEqual(first.bytes)
    expect(third.bytes).toEqual(first.bytes)
  })
})
