import { MeshoptEncoder } from 'meshoptimizer/encoder'
import { writeBatch, writeInstanced } from './vertices'
import { addAttribute, Component, createGlbWriter, finishGlb, type GlbWriter } from './glbWriter'
import type { InstanceSet } from './instances'
import type { Look } from './looks'
import { writeMaterials } from './materials'
import { looksOf, type MeshDraft } from './meshDraft'

/** An image that a payload refers to: its file's name, as the payload's neighbour. */
export interface ImageFile {
  readonly uri: string
  readonly mimeType: string
}

/**
 * Writes one payload: a standard `.glb` under one root node that stands at the section's origin. `images` are the section's
 * requires in order; `imageOf` finds the place of a scene's image among them.
 */
export async function encodeMesh(
  draft: MeshDraft,
  looks: readonly Look[],
  images: readonly ImageFile[],
  imageOf: (image: number) => number,
  step: number,
): Promise<Uint8Array> {
  await MeshoptEncoder.ready
  const writer = createGlbWriter()
  const used = looksOf(draft)
  const materialOf = (look: number) => used.indexOf(look)
  const meshes: object[] = []
  const nodes: object[] = [{}]
  for (const batch of draft.batches) {
    const primitive = writeBatch(writer, batch, draft.origin, step, materialOf(batch.look))
    nodes.push({
      mesh: meshes.push({ primitives: [primitive] }) - 1,
      ...(batch.narrow ? onLattice(batch.box, draft.origin, step) : {}),
    })
  }
  for (const set of draft.instances) {
    const primitives = set.surfaces.map(({ look, geometry }) => writeInstanced(writer, geometry, set, materialOf(look)))
    const attributes = writePlacements(writer, set, draft.origin)
    nodes.push({ mesh: meshes.push({ primitives }) - 1, extensions: { EXT_mesh_gpu_instancing: { attributes } } })
  }
  nodes[0] = { name: draft.name, translation: draft.origin, children: nodes.slice(1).map((_, i) => i + 1) }
  const materials = writeMaterials(
    used.map((look) => looks[look]),
    images,
    imageOf,
  )
  const required = extensionsOf(draft, materials.extensions)
  return finishGlb(writer, {
    asset: { version: '2.0', generator: 'terrane bake' },
    extensionsUsed: [...required, ...materials.optionalExtensions],
    extensionsRequired: required,
    scene: 0,
    scenes: [{ nodes: [0] }],
    nodes,
    meshes,
    ...materials.json,
  })
}

const onLattice = (box: Float64Array, origin: readonly number[], step: number) => ({
  translation: [0, 1, 2].map((axis) => box[axis] - origin[axis]),
  scale: [step, step, step],
})

function extensionsOf({ instances }: MeshDraft, others: readonly string[]): string[] {
  const instancing = instances.length > 0 ? ['EXT_mesh_gpu_instancing'] : []
  return ['EXT_meshopt_compression', 'KHR_mesh_quantization', ...instancing, ...others]
}

/** Placements with the set's lattice folded in, so that whole steps come out where the mesh's metres would. */
function writePlacements(writer: GlbWriter, { placements, step, base }: InstanceSet, origin: readonly number[]) {
  const corner = base.map((steps) => steps * step)
  const translations = placements.flatMap(({ translation, rotation, scale }) =>
    rotate(rotation, [corner[0] * scale[0], corner[1] * scale[1], corner[2] * scale[2]]).map(
      (value, axis) => value + translation[axis] - origin[axis],
    ),
  )
  const rotations = placements.flatMap(({ rotation }) => [...rotation])
  const scales = placements.flatMap(({ scale }) => scale.map((value) => value * step))
  return {
    TRANSLATION: addFloats(writer, translations, 3),
    ROTATION: addFloats(writer, rotations, 4),
    SCALE: addFloats(writer, scales, 3),
  }
}

function addFloats(writer: GlbWriter, values: readonly number[], size: 3 | 4): number {
  const bytes = new Uint8Array(Float32Array.from(values).buffer)
  return addAttribute(writer, bytes, 4 * size, { type: size === 3 ? 'VEC3' : 'VEC4', componentType: Component.Float })
}

/** A vector turned by a unit quaternion: v + 2w (u × v) + 2u × (u × v). */
function rotate([x, y, z, w]: readonly number[], v: readonly number[]): number[] {
  const cross = (a: readonly number[]) => [y * a[2] - z * a[1], z * a[0] - x * a[2], x * a[1] - y * a[0]]
  const once = cross(v)
  const twice = cross(once)
  return v.map((value, i) => value + 2 * (w * once[i] + twice[i]))
}
