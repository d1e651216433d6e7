import { openColliderBlob } from '../blobs/colliderBlob'
import { Lane } from '../blobs/sectionBlob'
import type { SectionRecord } from '../blobs/sectionRecord'
import { createColliderMesh, measureCollider } from '../payloads/colliderMesh'
import { draftCollider, encodeCollider, mostColliderBytes, type ColliderDraft } from './colliderDraft'
import type { ColliderGroup } from './groupColliders'
import { stepFor } from './lattice'
import type { BakeSettings } from './options'
import { placeSettings } from './planMeshes'
import { verifyPayload, type PlannedSection } from './plannedSection'
import type { NameGiver } from './sectionNames'

/** Colliders matter near by: the ground under a focus and around it, and no more. */
const defaultRadiusCells = 2

/** What is solid: a section for each group of colliders that has a triangle left on the lattice. */
export function planColliders(
  groups: readonly ColliderGroup[],
  settings: BakeSettings,
  layers: readonly string[],
  name: NameGiver,
): PlannedSection[] {
  const enterRadius = settings.config.kinds.collider?.enterRadius ?? defaultRadiusCells * settings.cell
  return groups.flatMap((group) => {
    const draft = draftCollider(group.shapes, colliderStep(settings.cell))
    if (!draft) return []
    const bounds = [...draft.box] as unknown as SectionRecord['bounds']
    const place = { name: name(`${group.name}/collider`), kind: 'collider', bounds, lane: Lane.Base }
    return colliderSection(draft, { ...place, ...placeSettings(group, { enterRadius }, layers) })
  })
}

/**
 * One step for all cells, so that their borders meet: whole colliders reach half a cell beyond theirs on each side. At 64 m it is 1/512 m: no
 * corner moves by more than 1 mm along an axis. What is taller or wider than 65,535 steps (128 m at 64 m) has a coarser one of its own.
 */
export const colliderStep = (cell: number) => stepFor(2 * cell)

function colliderSection(draft: ColliderDraft, where: SectionRecord): PlannedSection {
  const { positions, indices } = draft
  const decoded = Float32Array.BYTES_PER_ELEMENT * (positions.length + indices.length)
  const record: SectionRecord = { ...where, cpuBytes: decoded + mostColliderBytes(draft), gpuBytes: 0 }
  return {
    record,
    triangles: 0,
    draws: 0,
    async encode() {
      const bytes = new Uint8Array(encodeCollider(draft))
      const size = await verifyPayload(bytes, record, (copy) =>
        measureCollider(createColliderMesh(openColliderBlob(copy))),
      )
      return { bytes, mimeType: 'application/octet-stream', ending: 'bin', size }
    },
  }
}
