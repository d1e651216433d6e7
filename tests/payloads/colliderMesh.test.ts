import { describe, expect, expectTypeOf, it, onTestFinished } from 'vitest'
import type { SolidBox } from '../../src/baking/colliderDraft'
import { openColliderBlob } from '../../src/blobs/colliderBlob'
import { TerraneError } from '../../src/errors'
import { createFocus } from '../../src/focuses'
import { createColliderMesh, measureCollider, type ColliderMesh } from '../../src/payloads/colliderMesh'
import decode from '../../src/payloads/decodeCollider'
import { payload } from '../../src/payloads/payload'
import { formatStableId } from '../../src/schema/stableId'
import { disposeWorld } from '../../src/world'
import { nodePool } from '../../src/workers/nodePool'
import { createRandom } from '../worlds'
import { bytesOf, gridShape, meshShape, randomSoup } from '../ground/colliders'
import { makeGround, settle } from '../ground/groundWorlds'
import { writeJobFiles } from '../workers/jobFiles'

const box: SolidBox = { centre: [1004, 1, 3], half: [1, 2, 3], rotation: [0, 0.6, 0, 0.8] }

/** A floor, a box of one triangle (what its triangles are is the bake's affair), and a triangle that is a line on the lattice. */
const shapes = [
  gridShape([1, 2], [1000, 0], 4, 2),
  { ...meshShape([3, 4], [1003, 0, 2, 1005, 0, 2, 1005, 3, 4]), box },
  meshShape([5, 6], [1000, 5, 0, 1004, 5, 4, 1002, 5, 2.00001]),
]
const mesh = createColliderMesh(openColliderBlob(bytesOf(shapes)))

describe('a collider as physics engines take it', () => {
  it('has its triangles shape by shape, in metres from the origin', () => {
    expect(mesh.origin).toEqual([1000, 0, 0])
    expect(mesh.shapes.map(({ id, first, count }) => [id, first, count])).toEqual([
      [formatStableId([1, 2]), 0, 32],
      [formatStableId([3, 4]), 32, 1],
      [formatStableId([5, 6]), 33, 0],
    ])
    expect(mesh.indices).toHaveLength(3 * 33)
    const [, { first }] = mesh.shapes
    const corners = [...mesh.indices.subarray(3 * first, 3 * first + 3)]
      .map((vertex) => [...mesh.positions.subarray(3 * vertex, 3 * vertex + 3)])
      .sort()
    expect(corners).toEqual([
      [3, 0, 2],
      [5, 0, 2],
      [5, 3, 4],
    ])
  })

  it('has boxes as boxes', () => {
    expect(mesh.shapes[0].box).toBeNull()
    expect(mesh.shapes[1].box).toEqual({
      center: [4, 1, 3],
      halfExtents: [1, 2, 3],
      rotation: [0, Math.fround(0.6), 0, Math.fround(0.8)],
    })
  })

  it('keeps every triangle that has an area, in its shape, whatever the tree did', () => {
    const seed = 6
    const soup = randomSoup(createRandom(seed), 500)
    const baked = createColliderMesh(openColliderBlob(bytesOf(soup)))
    const key = (positions: ArrayLike<number>, vertices: readonly number[], origin: readonly number[]) =>
      vertices
        .map((vertex) =>
          [0, 1, 2].map((axis) => Math.round((positions[3 * vertex + axis] + origin[axis]) / baked.table.step)).join(),
        )
        .sort()
        .join(' ')
    for (const { id, first, count } of baked.shapes) {
      const source = soup.find((shape) => formatStableId(shape.id) === id)!
      const wanted = new Set<string>()
      for (let at = 0; at < source.indices.length; at += 3)
        wanted.add(
          key(source.positions, [source.indices[at], source.indices[at + 1], source.indices[at + 2]], [0, 0, 0]),
        )
      for (let triangle = first; triangle < first + count; triangle++)
        expect(wanted, `seed ${seed}`).toContain(
          key(baked.positions, [...baked.indices.subarray(3 * triangle, 3 * triangle + 3)], baked.origin),
        )
    }
    expect(baked.shapes.reduce((sum, { count }) => sum + count, 0)).toBe(baked.indices.length / 3)
    expect(baked.indices.length / 3).toBeGreaterThan(0.95 * 500)
  })

  it('is measured by its arrays, all on the CPU', () => {
    const { positions, indices, table } = mesh
    const cpuBytes = positions.byteLength + indices.byteLength + table.byteLength
    expect(measureCollider(mesh)).toEqual({ cpuBytes, gpuBytes: 0 })
  })

  it('comes out of a worker as it is, and broken bytes as one line', async () => {
    const files = await writeJobFiles()
    onTestFinished(() => files.remove())
    const pool = nodePool({ size: 1, worker: files.nodeWorker })
    const read = (input: ArrayBuffer) =>
      pool.run<ColliderMesh>({ module: 'terrane:collider', input, transfer: [input] })
    expect(await read(bytesOf(shapes))).toEqual(mesh)
    await expect(read(new ArrayBuffer(80))).rejects.toThrow(/a payload that begins with 0x0; expected a collider/)
    await pool.dispose()
    expect(() => decode(new ArrayBuffer(3), new AbortController().signal)).toThrow(TerraneError)
  })

  it('is handed to a part of the game’s own, typed, and taken back', async () => {
    const bodies = new Set<string>()
    const physics = payload('collider', {
      adopt(_, collider) {
        expectTypeOf(collider).toEqualTypeOf<ColliderMesh>()
        const ids = collider.shapes.map(({ id }) => id)
        for (const id of ids) bodies.add(id)
        return ids
      },
      release: (_, ids) => ids?.forEach((id) => bodies.delete(id)),
    })
    const world = makeGround([{ shapes }], { features: [physics] })
    createFocus(world, { position: [1000, 0, 0] })
    await settle(world)
    expect(bodies).toEqual(new Set(shapes.map(({ id }) => formatStableId(id))))
    expect(world.terrane.ground!.resident.size).toBe(1)
    disposeWorld(world)
    expect(bodies.size).toBe(0)
  })
})
