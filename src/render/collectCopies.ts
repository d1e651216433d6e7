import type REGL from 'regl'
import type { Copies, Copy, CopyGroup } from './copies'
import { dropDrawing } from './copies'
import type { CopyBatch } from './copyBatch'
import { createBatch } from './copyBatch'
import type { DrawList } from './drawList'
import { look } from './drawList'
import type { MeshResident, ResidentDraw } from './residents'
import { createSingleCopy, updateSingleCopy } from './singleCopy'

/**
 * From so many copies of a row on, its solid draws are drawn for all of them at once: 400 copies of 100 rows took 1.3 ms of JavaScript a
 * frame instead of 6.6 (tests/browser/renderCopies.test.ts). Below, a copy costs a call for each draw and uploads nothing. What blends
 * is always drawn copy by copy, as it is sorted among everything else that blends.
 */
export const crowdSize = 4

const isSolid = (draw: ResidentDraw) => draw.alpha !== 'blend'
const isBlended = (draw: ResidentDraw) => draw.alpha === 'blend'
const isAny = () => true

/** Adds the copies that the camera may see: single ones to `list.seen`, crowds to `list.batches`. Culled by their own boxes. */
export function collectCopies(list: DrawList, { groups }: Copies, regl: REGL.Regl, position: Float64Array): void {
  for (const group of groups) {
    if (group.mesh === null || group.mesh.draws.length === 0) continue
    const crowded = group.copies.length >= crowdSize
    if (crowded !== group.crowded) dropDrawing(group)
    group.crowded = crowded
    const { upright, mirrored } = group.batches
    if (upright) upright.count = 0
    if (mirrored) mirrored.count = 0
    collectGroup(list, group, group.mesh, regl, position)
  }
}

/** Counts: in a loop so short, an iterator over the copies is allocated. */
function collectGroup(list: DrawList, group: CopyGroup, mesh: MeshResident, regl: REGL.Regl, position: Float64Array) {
  for (let k = 0; k < group.copies.length; k++)
    if (group.copies[k].finite) collectCopy(list, group, mesh, group.copies[k], regl, position)
}

function collectCopy(
  list: DrawList,
  group: CopyGroup,
  mesh: MeshResident,
  copy: Copy,
  regl: REGL.Regl,
  position: Float64Array,
): void {
  const single = (copy.single ??= createSingleCopy(regl, copy, mesh, group.crowded ? isBlended : isAny))
  updateSingleCopy(single, copy, mesh)
  if (!look(list, single, position)) return
  list.copies++
  if (single.draws.length > 0) list.seen[list.seenCount++] = single
  if (!group.crowded) return
  const batch = batchOf(group, mesh, copy.mirrored, regl)
  if (batch.parts.length === 0) return
  if (batch.count === 0) list.batches[list.batchCount++] = batch
  batch.seen[batch.count++] = copy
}

function batchOf({ batches }: CopyGroup, mesh: MeshResident, mirrored: boolean, regl: REGL.Regl): CopyBatch {
  if (mirrored) return (batches.mirrored ??= createBatch(regl, mesh, true, isSolid))
  return (batches.upright ??= createBatch(regl, mesh, false, isSolid))
}
