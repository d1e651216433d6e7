import { shapeBoxStride, type ColliderTable } from '../blobs/colliderBlob'
import type { Bytes } from '../memory/meter'
import { formatStableId, type StableId } from '../schema/stableId'

/** A collider section as a game's physics takes it: `payload('collider', { adopt: (_, mesh) => physics.add(mesh), … })`. */
export interface ColliderMesh {
  /** World metres; everything below is relative to it, so that floats suffice. */
  readonly origin: readonly [number, number, number]
  /** xyz a vertex, metres; vertices are shared by all shapes. */
  readonly positions: Float32Array
  /** Three vertices a triangle, those of a shape one after another; triangles without an area are left out. */
  readonly indices: Uint32Array
  readonly shapes: readonly ColliderShape[]
  /** The payload as baked, with its tree for rays. */
  readonly table: ColliderTable
}

/** One solid thing, or the piece of it that lies in the section. */
export interface ColliderShape {
  readonly id: StableId
  /** Its triangles are `indices` 3 × first … 3 × (first + count) − 1. */
  readonly first: number
  readonly count: number
  /** Null for a mesh; of a box the triangles are there as well. */
  readonly box: ColliderBox | null
}

export interface ColliderBox {
  /** Metres from the origin. */
  readonly center: readonly [number, number, number]
  readonly halfExtents: readonly [number, number, number]
  /** Unit quaternion xyzw. */
  readonly rotation: readonly [number, number, number, number]
}

export function createColliderMesh(table: ColliderTable): ColliderMesh {
  const { positions: steps, step, origin } = table
  const positions = new Float32Array(steps.length)
  for (let i = 0; i < steps.length; i++) positions[i] = steps[i] * step
  const counts = countTriangles(table)
  const shapes = describeShapes(table, counts)
  const indices = sortByShape(table, shapes)
  return { origin: [origin[0], origin[1], origin[2]], positions, indices, shapes, table }
}

/** What a collider section costs: all of it stays on the CPU. The bake writes an upper bound, the backend checks it. */
export function measureCollider({ positions, indices, table }: ColliderMesh): Bytes {
  return { cpuBytes: positions.byteLength + indices.byteLength + table.byteLength, gpuBytes: 0 }
}

function countTriangles(table: ColliderTable): Uint32Array {
  const counts = new Uint32Array(table.shapeCount)
  for (let triangle = 0; triangle < table.triangleCount; triangle++)
    if (hasArea(table, triangle)) counts[table.shapeOf[triangle]]++
  return counts
}

function describeShapes({ ids, shapeBox, boxes }: ColliderTable, counts: Uint32Array): ColliderShape[] {
  let first = 0
  return Array.from(counts, (count, shape) => {
    const described: ColliderShape = {
      id: formatStableId([ids[2 * shape], ids[2 * shape + 1]]),
      first,
      count,
      box: shapeBox[shape] > 0 ? readBox(boxes, shapeBoxStride * (shapeBox[shape] - 1)) : null,
    }
    first += count
    return described
  })
}

function readBox(boxes: Float32Array, at: number): ColliderBox {
  const [x, y, z, hx, hy, hz, qx, qy, qz, qw] = boxes.subarray(at, at + shapeBoxStride)
  return { center: [x, y, z], halfExtents: [hx, hy, hz], rotation: [qx, qy, qz, qw] }
}

function sortByShape(table: ColliderTable, shapes: readonly ColliderShape[]): Uint32Array {
  const next = Uint32Array.from(shapes, ({ first }) => 3 * first)
  const last = shapes[shapes.length - 1]
  const indices = new Uint32Array(3 * (last.first + last.count))
  for (let triangle = 0; triangle < table.triangleCount; triangle++) {
    if (!hasArea(table, triangle)) continue
    for (let corner = 0; corner < 3; corner++)
      indices[next[table.shapeOf[triangle]]++] = table.indices[3 * triangle + corner]
  }
  return indices
}

/** In whole steps, so exact: 0 only for three points of a line. */
function hasArea({ positions: p, indices }: ColliderTable, triangle: number): boolean {
  const [a, b, c] = [3 * indices[3 * triangle], 3 * indices[3 * triangle + 1], 3 * indices[3 * triangle + 2]]
  const [ux, uy, uz] = [p[b] - p[a], p[b + 1] - p[a + 1], p[b + 2] - p[a + 2]]
  const [vx, vy, vz] = [p[c] - p[a], p[c + 1] - p[a + 1], p[c + 2] - p[a + 2]]
  return uy * vz !== uz * vy || uz * vx !== ux * vz || ux * vy !== uy * vx
}
