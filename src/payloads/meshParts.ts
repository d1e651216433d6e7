import { Lane } from '../blobs/sectionBlob'
import type { Engine } from '../engine'
import type { MeshPayload } from './draw'
import type { AdoptContext, AdoptParts } from './kind'
import { measureDraw } from './measure'

/** An upload mesh by mesh: a mesh is a draw with what it needs of the payload. */
export interface MeshParts extends AdoptParts {
  /** By draw: 1 once it stands. */
  readonly stands: Uint8Array
  /** By draw: squared metres from the nearest focus, measured once a frame. */
  readonly squared: Float64Array
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
  const parts: MeshParts = {
    ...{ total, done: 0, draw: -1, next: Infinity, begun: false },
    stands: new Uint8Array(total),
    squared: new Float64Array(total),
    aim() {
      measureMeshes(parts, world.terrane, mesh)
      if (!parts.begun) chooseNearest(parts)
    },
  }
  parts.aim()
  return parts
}

/** The mesh that was under way stands. */
export function completeMesh(parts: MeshParts): void {
  parts.stands[parts.draw] = 1
  parts.done++
  parts.begun = false
  chooseNearest(parts)
}

function measureMeshes({ squared, stands }: MeshParts, { focuses }: Engine, { origin, draws }: MeshPayload): void {
  const { x, y, z, alive } = focuses
  for (let draw = 0; draw < draws.length; draw++) {
    if (stands[draw]) continue
    squared[draw] = Infinity
    for (const focus of alive) {
      const to = squaredToBox(draws[draw].box, x[focus] - origin[0], y[focus] - origin[1], z[focus] - origin[2])
      if (to < squared[draw]) squared[draw] = to
    }
  }
}

/** Of meshes that are equally near, and where there is no focus, the first. */
function chooseNearest(parts: MeshParts): void {
  const { stands, squared } = parts
  parts.draw = stands.indexOf(0)
  for (let draw = parts.draw + 1; draw < stands.length; draw++)
    if (stands[draw] === 0 && squared[draw] < squared[parts.draw]) parts.draw = draw
  parts.next = parts.draw < 0 ? Infinity : squared[parts.draw]
}

function squaredToBox(box: Float32Array, x: number, y: number, z: number): number {
  const dx = Math.max(box[0] - x, 0, x - box[3])
  const dy = Math.max(box[1] - y, 0, y - box[4])
  const dz = Math.max(box[2] - z, 0, z - box[5])
  return dx * dx + dy * dy + dz * dz
}
