import { describe, expect, it } from 'vitest'
import {
  colliderBlobBytes,
  colliderBlobHeaderBytes,
  openColliderBlob,
  writeColliderBlob,
  type ColliderToWrite,
} from '../../src/blobs/colliderBlob'
import { isLeaf, leafCount, leafFirst, leafLink, leafTriangles } from '../../src/blobs/colliderTree'
import { bytesOf, meshShape, randomSoup } from '../ground/colliders'
import { createRandom } from '../worlds'

/** Two triangles, one leaf. */
const square: ColliderToWrite = {
  origin: [-8, 0.5, 1024],
  step: 0.25,
  positions: Uint16Array.of(0, 0, 0, 40, 0, 0, 40, 0, 65535, 0, 7, 65535),
  indices: Uint32Array.of(0, 1, 2, 0, 2, 3),
  shapeOf: Uint32Array.of(0, 1),
  shapes: [
    { id: [1, 0xffff_ffff], box: null },
    { id: [3, 4], box: [1, 2, 3, 0.5, 0, 4, 0, 0, 0, 1] },
  ],
  nodes: Uint32Array.of(0, 40 << 16, 7 | (65535 << 16), leafLink(0, 2)),
}

describe('a collider payload', () => {
  it('gives back what was written', () => {
    const table = openColliderBlob(writeColliderBlob(square))
    expect(table).toMatchObject({ vertexCount: 4, triangleCount: 2, shapeCount: 2, nodeCount: 1, step: 0.25 })
    expect([...table.origin]).toEqual([-8, 0.5, 1024])
    expect(table.positions).toEqual(square.positions)
    expect([...table.indices]).toEqual([...square.indices])
    expect([...table.shapeOf]).toEqual([0, 1])
    expect([...table.ids]).toEqual([1, 0xffff_ffff, 3, 4])
    expect([...table.shapeBox]).toEqual([0, 1])
    expect([...table.boxes]).toEqual(square.shapes[1].box)
    expect([...table.nodeBoxes.subarray(0, 6)]).toEqual([0, 0, 0, 40, 7, 65535])
    expect(table.nodeLinks[3]).toBe(leafLink(0, 2))
  })

  it('gives back large ones, with wider indices where they are needed', () => {
    const seed = 11
    for (const triangles of [1, 2, 3, 90, 30_000]) {
      const table = openColliderBlob(bytesOf(randomSoup(createRandom(seed), triangles)))
      expect(table.triangleCount, `seed ${seed}`).toBeGreaterThan(0.9 * triangles - 1)
      expect(table.indices.BYTES_PER_ELEMENT).toBe(table.vertexCount > 0x1_0000 ? 4 : 2)
      expect(table.shapeOf.BYTES_PER_ELEMENT).toBe(table.shapeCount > 0x100 ? 2 : 1)
    }
  })

  it('is viewed in place, and as long as its counts say', () => {
    const buffer = bytesOf(randomSoup(createRandom(2), 50))
    const table = openColliderBlob(buffer)
    const views = [table.origin, table.positions, table.indices, table.shapeOf, table.ids, table.shapeBox, table.boxes]
    for (const view of [...views, table.nodeBoxes, table.nodeLinks]) expect(view.buffer).toBe(buffer)
    expect(table.byteLength).toBe(buffer.byteLength)
    const { vertexCount: vertices, triangleCount: triangles, shapeCount: shapes, nodeCount: nodes } = table
    expect(colliderBlobBytes({ vertices, triangles, shapes, nodes, boxes: 0 })).toBe(buffer.byteLength)
    expect(colliderBlobBytes({ vertices: 0, triangles: 0, shapes: 0, nodes: 0, boxes: 0 })).toBe(
      colliderBlobHeaderBytes,
    )
  })

  it('is the same bytes for the same triangles', () => {
    const bytes = () => new Uint8Array(bytesOf(randomSoup(createRandom(9), 500)))
    expect(bytes()).toEqual(bytes())
  })

  it('survives being posted with its buffer transferred', () => {
    const buffer = bytesOf([meshShape([1, 2], [0, 0, 0, 1, 0, 0, 0, 0, 1])])
    const before = new Uint8Array(buffer.slice(0))
    const posted = structuredClone(openColliderBlob(buffer), { transfer: [buffer] })
    expect(new Uint8Array(posted.positions.buffer)).toEqual(before)
    expect(posted.nodeLinks.buffer).toBe(posted.positions.buffer)
  })

  it('has links that tell leaves from other nodes at their ends', () => {
    for (const first of [0, 1, 2 ** 27 - 1])
      for (const count of [1, 2, leafTriangles]) {
        const link = leafLink(first, count)
        expect([isLeaf(link), leafFirst(link), leafCount(link)]).toEqual([true, first, count])
      }
    expect(isLeaf(0x7fff_ffff)).toBe(false)
  })
})
