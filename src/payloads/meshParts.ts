import { Lane } from '../blobs/sectionBlob'
import type { Engine } from '../engine'
import type { MeshPayload } from './draw'
import type { AdoptContext, AdoptParts } from './kind'
import { measureDraw } from './measure'

/** An upload mesh by mesh: a mesh is a draw with what it needs of the payload. */
export interface MeshParts extends AdoptParts {
  /** By draw: 1 once it stands. */
  readonly stands: Uint8Array
  /** The draw whose upload is next or under way, −1 where none is left. */
  draw: number
}

/**
 * The admission rule of T-11: a full tile with many meshes that takes much of a frame's meter goes mesh by mesh, anything else whole (see
 * `Settings.wholeUploadMeshes`). LODs and HLODs, which other lanes load, are whole (T-8).
 */
export function isLarge({ world, row, meter }: AdoptContext, mesh: MeshPayload): boolean {
  const { settings, table } = world.terrane
  if (table.lane[row] !== Lane.Base || mesh.draws.length <= settings.wholeUploadMeshes) return false
  return measureDraw(mesh).gpuBytes / meter.frameBytes > settings.wholeUploadShare
}

export function createMeshParts({ world }: AdoptContext, mesh: MeshPayload): MeshParts {
  const total = mesh.draws.length
  const stands = new Uint8Array(total)
  const parts: MeshParts = {
    ...{ stands, total, done: 0, draw: -1, next: Infinity, begun: false },
    aim: () => void (parts.begun || aimAtNearest(parts, world.terrane, mesh)),
  }
  parts.aim()
  return parts
}

/** The mesh that was under way stands. */
export function completeMesh(parts: MeshParts): void {
  parts.stands[parts.draw] = 1
  parts.done++
  parts.begun = false
  parts.aim()
}

/** Of meshes that are equally near, and where there is no focus, the first. */
function aimAtNearest(parts: MeshParts, { focuses }: Engine, { origin, draws }: MeshPayload): void {
  parts.draw = parts.stands.indexOf(0)
  parts.next = Infinity
  for (let draw = 0; draw < draws.length; draw++) {
    if (parts.stands[draw]) continue
    const { box } = draws[draw]
    for (const focus of focuses.alive) {
      const { x, y, z } = focuses
      const squared = squaredToBox(box, x[focus] - origin[0], y[focus] - origin[1], z[focus] - origin[2])
      if (squared >= parts.next) continue
      parts.next = squared
      parts.draw = draw
    }
  }
}

function squaredToBox(box: Float32Array, x: number, y: number, z: number): number {
  const dx = Math.max(box[0] - x, 0, x - box[3])
  const dy = Math.max(box[1] - y, 0, y - box[4])
  const dz = Math.max(box[2] - z, 0, z - box[5])
  return dx * dx + dy * dy + dz * dz
}
