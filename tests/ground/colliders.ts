import type { ColliderTable } from '../../src/blobs/colliderBlob'
import { openColliderBlob } from '../../src/blobs/colliderBlob'
import { draftCollider, encodeCollider, type SolidShape } from '../../src/baking/colliderDraft'
import type { IdHalves } from '../../src/schema/stableId'
import type { Random } from '../worlds'

/** Metres: the finest step that reaches a section of 64 m. */
export const testStep = 1 / 1024

export const meshShape = (id: IdHalves, positions: readonly number[], indices?: readonly number[]): SolidShape => ({
  id,
  box: null,
  positions,
  indices: indices ?? Array.from({ length: positions.length / 3 }, (_, i) => i),
})

export function bytesOf(shapes: readonly SolidShape[], step = testStep): ArrayBuffer {
  const draft = draftCollider(shapes, step)
  if (!draft) throw new Error('shapes without a triangle')
  return encodeCollider(draft)
}

export const colliderOf = (shapes: readonly SolidShape[], step = testStep): ColliderTable =>
  openColliderBlob(bytesOf(shapes, step))

/** Triangles of every size and of no order, some of them thin, in shapes of a few each. */
export function randomSoup(random: Random, triangles: number, size = 60): SolidShape[] {
  const shapes: SolidShape[] = []
  const coordinate = () => random.between(-size / 2, size / 2)
  for (let left = triangles; left > 0;) {
    const count = Math.min(left, random.whole(1, 12))
    const positions: number[] = []
    for (let i = 0; i < count; i++) {
      const corner = [coordinate(), coordinate(), coordinate()]
      const reach = random.pick([0.05, 1, 5, size / 3])
      for (let k = 0; k < 3; k++) {
        const flat = random.chance(0.3) ? 0 : 1
        positions.push(...corner.map((value, axis) => value + (axis === 1 ? flat : 1) * random.between(-reach, reach)))
      }
    }
    shapes.push(meshShape([shapes.length + 1, random.whole(0, 0xffff_ffff)], positions))
    left -= count
  }
  return shapes
}

/** A square of `side` × `side` cells of two triangles each, `height` over its points; corner at x, z. */
export function gridShape(
  id: IdHalves,
  [x, z]: readonly [number, number],
  side: number,
  cell: number,
  height: (x: number, z: number) => number = () => 0,
): SolidShape {
  const positions: number[] = []
  const indices: number[] = []
  for (let row = 0; row <= side; row++)
    for (let column = 0; column <= side; column++) {
      const [px, pz] = [x + column * cell, z + row * cell]
      positions.push(px, height(px, pz), pz)
    }
  for (let row = 0; row < side; row++)
    for (let column = 0; column < side; column++) {
      const a = row * (side + 1) + column
      const [b, c, d] = [a + 1, a + side + 1, a + side + 2]
      indices.push(a, c, b, b, c, d)
    }
  return meshShape(id, positions, indices)
}
