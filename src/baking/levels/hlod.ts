import { MeshoptSimplifier } from 'meshoptimizer/simplifier'
import { mergeByLook } from '../batches'
import { stepFor } from '../lattice'
import type { Look } from '../looks'
import type { MeshDraft } from '../meshDraft'
import { joinBoxes } from '../partitions/items'
import { paintAtlas, type AtlasPicture, type TexelSources } from './atlas'
import { addSkirts, lockCuts } from './borders'
import { findCharts } from './charts'
import { encodeAtlas } from './encodeAtlas'
import { encodeLevel, type EncodedLevel } from './encodeLevel'
import { farLooks } from './farLooks'
import { joinMeshes, piecesOf, type MergedMesh, type Origin } from './mergedMesh'
import { simplify } from './simplify'
import type { FarMesh } from './tileLevels'

/** All that one HLOD is made of. */
export interface HlodTask {
  readonly name: string
  readonly children: readonly FarMesh[]
  readonly looks: readonly Look[]
  /** By image of the scene; only those that its looks show. */
  readonly sources: TexelSources
  readonly step: number
  readonly cell: number
  /** Error that it is made for, metres. */
  readonly error: number
  /** Triangles at most, skirts not counted. */
  readonly triangles: number
  /** Longest side of its atlas, texels. */
  readonly atlas: number
  /** Metres of the surface that one texel should show: the error, as colours are seen no finer than shapes. */
  readonly texel: number
}

export interface Hlod {
  readonly level: EncodedLevel
  readonly far: FarMesh
  /** Its colours, and what glows where something does; in the order of the level's images. */
  readonly atlases: readonly EncodedAtlas[]
  /** Metres that a texel shows. */
  readonly texel: number
}

export interface EncodedAtlas {
  readonly bytes: Uint8Array
  readonly file: string
  readonly mimeType: string
  readonly side: number
}

/** Shares of the error: what goes on to coarser levels may differ by an eighth, so that all levels below add up to a quarter; the rest is the picture's. */
export const farShare = 0.125
const pictureShare = 0.75
/** What goes on holds at most this many times the triangles of the picture. */
const farTriangles = 4
/** Skirts hang as deep as this many of its errors: its own, and that of the next coarser neighbour, twice. */
const skirtErrors = 4

/**
 * Merges what stands below one node into one mesh with one picture. Coarser levels are made from what is merged, simplified by less and with its cuts still locked; the picture's own mesh
 * is free at its borders, and hangs skirts where it was cut.
 */
export async function buildHlod(task: HlodTask): Promise<Hlod> {
  await MeshoptSimplifier.ready
  const { children, cell, error, triangles } = task
  const below = Math.max(...children.map((child) => child.error))
  const joined = joinMeshes(
    children.map(({ mesh }) => mesh),
    originOf(children, task.step),
  )
  const kept = await simplify(joined, {
    error: error * farShare,
    lock: lockCuts(joined, cell),
    prune: true,
    triangles: farTriangles * triangles,
  })
  const far = { mesh: kept.mesh, error: below + kept.error }
  const seen = await simplify(far.mesh, { error: error * pictureShare, prune: true, triangles })
  const total = far.error + seen.error
  const skirted = addSkirts(seen.mesh, cell, skirtErrors * Math.max(total, error))
  return { ...(await encodePicture(task, skirted, total)), far }
}

async function encodePicture(task: HlodTask, mesh: MergedMesh, error: number) {
  const charts = findCharts(mesh, task.looks)
  const picture = paintAtlas(charts, task.looks, task.sources, task.atlas, task.texel)
  const atlases = await encodeAtlas(picture)
  const { looks, lookOf } = farLooks(mesh, task.looks, task.sources, picture.glow !== null)
  const painted = {
    ...mesh,
    looks: mesh.looks.map((look) => lookOf.get(look) ?? 0),
    uvs: moveUvs(mesh.uvs, charts.chartOf, picture),
  }
  const { draft, step } = draftPicture(task, painted)
  const level = await encodeLevel(
    draft,
    looks,
    (image) => ({ ...atlases[image], uri: atlases[image].file }),
    step,
    error,
  )
  return { level, atlases, texel: picture.texel }
}

function moveUvs(uvs: Float32Array, chartOf: Uint32Array, { uvOf }: AtlasPicture): Float32Array {
  return uvs.map((value, i) => {
    const at = 4 * chartOf[i >> 1] + (i & 1)
    return Math.min(1, Math.max(0, uvOf[at] + value * uvOf[at + 2]))
  })
}

/** On the coarsest lattice that reaches all of it with 16 bits: some millimetres where a pixel is decimetres. */
function draftPicture({ name, step }: HlodTask, mesh: MergedMesh): { draft: MeshDraft; step: number } {
  const pieces = piecesOf(mesh, () => true)
  const all = joinBoxes(pieces.map(({ box }) => box))
  const size = Math.max(all[3] - all[0], all[4] - all[1], all[5] - all[2])
  const coarse = Math.max(step, stepFor(size * (1 + 2 ** -12)))
  const batches = mergeByLook({ meshes: [] }, [], pieces, coarse)
  const box = joinBoxes(batches.map((batch) => batch.box))
  const middle = (axis: number) => Math.round((box[axis] + box[axis + 3]) / 2 / coarse) * coarse
  return { draft: { name, origin: [middle(0), middle(1), middle(2)], box, batches, instances: [] }, step: coarse }
}

function originOf(children: readonly FarMesh[], step: number): Origin {
  const middle = (axis: number) => {
    const mean = children.reduce((sum, { mesh }) => sum + mesh.origin[axis], 0) / children.length
    return Math.round(mean / step) * step
  }
  return [middle(0), middle(1), middle(2)]
}
