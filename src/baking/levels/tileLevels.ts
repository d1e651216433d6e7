import { mergeByLook } from '../batches'
import type { ImageFile } from '../encodeMesh'
import type { InstanceSet } from '../instances'
import type { Look } from '../looks'
import { trianglesOf, type MeshDraft } from '../meshDraft'
import { joinBoxes } from '../partitions/items'
import { MeshoptSimplifier } from 'meshoptimizer/simplifier'
import { lockCuts } from './borders'
import { encodeLevel, type EncodedLevel } from './encodeLevel'
import { worthShare } from './levelRules'
import { mergeDraft, mergeSurfaces, piecesOf, surfacesOf, type MergedMesh } from './mergedMesh'
import { simplify } from './simplify'

/** All that the levels of one tile are made of. */
export interface TileTask {
  readonly draft: MeshDraft
  readonly looks: readonly Look[]
  /** By image of the scene; only those that its looks sample. */
  readonly files: Readonly<Record<number, ImageFile>>
  readonly step: number
  readonly cell: number
  /** Largest error of each LOD, metres, the finest first. */
  readonly lodErrors: readonly number[]
  /** Largest error of what HLODs are made from; null: nothing is. */
  readonly farError: number | null
}

export interface TileLevels {
  /** The finest first; null for one that saved too little. */
  readonly lods: readonly (EncodedLevel | null)[]
  readonly far: FarMesh | null
}

/** What a coarser level is made from. */
export interface FarMesh {
  readonly mesh: MergedMesh
  /** Metres, of everything that was done to it. */
  readonly error: number
}

/**
 * LODs of a tile, each from the full tile, and the mesh that goes on to HLODs. What is merged is simplified as one mesh, its open edges locked, so that neighbours and
 * levels meet; what is instanced stays instanced.
 */
export async function buildTileLevels(task: TileTask): Promise<TileLevels> {
  await MeshoptSimplifier.ready
  const { draft, step, lodErrors, farError } = task
  const merged = mergeDraft({ batches: draft.batches, instances: [] }, draft.origin, step)
  const lods: (EncodedLevel | null)[] = []
  let finer = trianglesOf(draft)
  for (const error of lodErrors) {
    const lod = await reduceDraft(task, merged, error)
    const worth = trianglesOf(lod.draft) > 0 && trianglesOf(lod.draft) <= worthShare * finer
    if (worth) finer = trianglesOf(lod.draft)
    lods.push(worth ? await encodeLevel(lod.draft, task.looks, (image) => task.files[image], step, lod.error) : null)
  }
  return { lods, far: farError === null ? null : await reduceFar(task, farError) }
}

async function reduceDraft({ draft, looks, step }: TileTask, merged: MergedMesh, error: number) {
  const reduced = await simplify(merged, { error, lock: 'open' })
  const pieces = piecesOf(reduced.mesh, (look) => looks[look].uvUse !== null)
  const batches = mergeByLook({ meshes: [] }, [], pieces, step)
  const sets = await Promise.all(draft.instances.map((set) => reduceSet(set, looks, error)))
  const instances = sets.map(({ set }) => set).filter(({ surfaces }) => surfaces.length > 0)
  const box = joinBoxes([...batches.map((batch) => batch.box), ...instances.map((set) => set.box)])
  const errors = [reduced.error, ...sets.map((set) => set.error)]
  return { draft: { ...draft, box, batches, instances }, error: Math.max(...errors) }
}

/** A mesh that repeats is simplified once, as far as its largest copy allows. */
async function reduceSet(set: InstanceSet, looks: readonly Look[], error: number) {
  const scale = Math.max(...set.placements.map((placement) => Math.max(...placement.scale)))
  const { mesh, error: reached } = await simplify(mergeSurfaces(set.surfaces), { error: error / scale, lock: 'open' })
  const surfaces = surfacesOf(mesh).map(({ look, geometry }) => ({
    look,
    geometry: looks[look].uvUse === null ? { ...geometry, uvs: null } : geometry,
  }))
  return { set: { ...set, surfaces }, error: reached * scale }
}

/** Everything as one mesh; only its cuts are locked, as neighbours are joined to it later. */
async function reduceFar({ draft, step, cell }: TileTask, error: number): Promise<FarMesh> {
  const mesh = mergeDraft(draft, draft.origin, step)
  return simplify(mesh, { error, lock: lockCuts(mesh, cell), prune: true })
}
