import type { Bytes } from '../memory/meter'
import type { BakeScene } from './bakeScene'
import { mergeByLook, type Batch } from './batches'
import { normalBytes, triangleBytes, triangleCount, uvBytes } from './geometry'
import { chooseInstances, surfaceBytes, type InstanceSet } from './instances'
import { joinBoxes, type Group } from './partition'

/** A payload as it will be drawn, before a vertex is written: everything about its size is known from here on. */
export interface MeshDraft {
  readonly name: string
  /** World metres, on the lattice: what the payload's positions are relative to. */
  readonly origin: readonly [number, number, number]
  /** Box of what is drawn, rounding included, outward; world metres. */
  readonly box: Float64Array
  readonly batches: readonly Batch[]
  readonly instances: readonly InstanceSet[]
}

/** Decides what is merged and what is instanced, and knows every count from then on. */
export function draftMesh(scene: BakeScene, group: Group, step: number): MeshDraft {
  const { instances, merged } = chooseInstances(scene, group.whole)
  const batches = mergeByLook(scene, merged, group.pieces, step)
  const box = joinBoxes([...batches.map((batch) => batch.box), ...instances.map((set) => set.box)])
  const middle = (axis: number) => Math.round((box[axis] + box[axis + 3]) / 2 / step) * step
  return { name: group.name, origin: [middle(0), middle(1), middle(2)], box, batches, instances }
}

/** Looks in the order in which the payload's materials list them. */
export function looksOf({ batches, instances }: MeshDraft): number[] {
  return [
    ...new Set([
      ...batches.map(({ look }) => look),
      ...instances.flatMap((set) => set.surfaces.map(({ look }) => look)),
    ]),
  ]
}

export function trianglesOf({ batches, instances }: MeshDraft): number {
  const copies = instances.map(
    ({ surfaces, placements }) => placements.length * sumOf(surfaces, ({ geometry }) => triangleCount(geometry)),
  )
  return sumOf(batches, ({ triangles }) => triangles) + sumOf(copies, (count) => count)
}

export const drawsOf = ({ batches, instances }: MeshDraft) =>
  batches.length + sumOf(instances, ({ surfaces }) => surfaces.length)

const sumOf = <Item>(items: readonly Item[], value: (item: Item) => number) =>
  items.reduce((sum, item) => sum + value(item), 0)

/** A column-major 4×4 of floats. */
const matrixBytes = 64
const boxBytes = 24

/** What the decoded payload will hold, by the rules of `measureDraw`: exact, but for vertices that turn out unused. */
export function measureDraft({ batches, instances }: MeshDraft): Bytes {
  const bytes = { cpuBytes: 0, gpuBytes: 0 }
  for (const batch of batches) {
    bytes.gpuBytes += batch.vertices * ((batch.narrow ? 8 : 12) + normalBytes + uvBytes(batch.uvs))
    bytes.gpuBytes += batch.triangles * triangleBytes
    bytes.cpuBytes += matrixBytes + boxBytes
  }
  for (const { surfaces, placements } of instances)
    for (const surface of surfaces) {
      bytes.gpuBytes += surfaceBytes(surface) + (placements.length > 1 ? placements.length * matrixBytes : 0)
      bytes.cpuBytes += placements.length * matrixBytes + boxBytes
    }
  return bytes
}
