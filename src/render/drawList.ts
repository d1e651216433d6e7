import type { mat4 } from 'gl-matrix'
import type { Frustum } from '../math/frustum'
import { Side, createFrustum, sideOfBox, writeFrustum } from '../math/frustum'
import type { MeshResident, ResidentDraw } from './residents'
import type { SurfaceProps } from './surfaceCommands'
import { firstBlendedKey, surfaceKeyCount } from './surfaceCommands'

/** What of the shown sections is in the picture, in the order of drawing. Reused: a steady frame allocates nothing. */
export interface DrawList {
  readonly frustum: Frustum
  /** Sections in the frustum, nearest first. */
  readonly sections: MeshResident[]
  /** Solid draws by feature set; as regl takes them for a batch. */
  readonly solid: SurfaceProps[][]
  /** Blended draws, farthest first. */
  readonly blended: ResidentDraw[]
  /** Of the last collection. */
  submitted: number
  draws: number
  instances: number
  triangles: number
}

export function createDrawList(): DrawList {
  return {
    frustum: createFrustum(),
    sections: [],
    solid: Array.from({ length: surfaceKeyCount }, () => []),
    blended: [],
    submitted: 0,
    draws: 0,
    instances: 0,
    triangles: 0,
  }
}

/** Scratch of one collection: solid draws so far, by feature set. */
const counts = new Uint32Array(surfaceKeyCount)

/**
 * Fills the list with what the camera at `position` may see of `shown`: sections by their box first, then, where a box
 * crosses the frustum, draw by draw. Also writes each seen section's offset from the camera: 64-bit in, 32-bit out.
 */
export function collectDraws(
  list: DrawList,
  shown: readonly MeshResident[],
  position: Float64Array,
  viewProjection: mat4,
  bind: (mesh: MeshResident) => void,
): void {
  writeFrustum(list.frustum, viewProjection)
  list.submitted = list.draws = list.instances = list.triangles = 0
  counts.fill(0)
  let sections = 0
  for (const mesh of shown) if (isSeen(list, mesh, position)) list.sections[sections++] = mesh
  list.sections.length = sections
  list.sections.sort(nearestFirst)
  let blended = 0
  for (const mesh of list.sections) {
    bind(mesh)
    blended = collectSection(list, mesh, blended)
  }
  list.blended.length = blended
  list.blended.sort(farthestFirst)
  for (let key = 0; key < firstBlendedKey; key++) list.solid[key].length = counts[key]
}

const nearestFirst = (a: MeshResident, b: MeshResident) => a.distance - b.distance
const farthestFirst = (a: ResidentDraw, b: ResidentDraw) => b.distance - a.distance

function isSeen(list: DrawList, mesh: MeshResident, position: Float64Array): boolean {
  const { origin, box, offset } = mesh
  const x = origin[0] - position[0]
  const y = origin[1] - position[1]
  const z = origin[2] - position[2]
  mesh.side = sideOfBox(list.frustum, box, 0, x, y, z)
  if (mesh.side === Side.Outside) return false
  offset[0] = x
  offset[1] = y
  offset[2] = z
  mesh.distance = distanceToMiddle(box, x, y, z)
  return true
}

/** Squared metres from the camera to the middle of a box moved by (x, y, z). */
function distanceToMiddle(box: Float32Array, x: number, y: number, z: number): number {
  const dx = x + (box[0] + box[3]) / 2
  const dy = y + (box[1] + box[4]) / 2
  const dz = z + (box[2] + box[5]) / 2
  return dx * dx + dy * dy + dz * dz
}

function isDrawOutside(list: DrawList, draw: ResidentDraw, offset: Float32Array): boolean {
  return sideOfBox(list.frustum, draw.box, 0, offset[0], offset[1], offset[2]) === Side.Outside
}

/** Adds a section's draws; answers how many blended ones the list holds then. */
function collectSection(list: DrawList, mesh: MeshResident, blendedBefore: number): number {
  const { offset } = mesh
  let blended = blendedBefore
  const before = list.draws
  for (const draw of mesh.draws) {
    if (draw.key < 0) continue
    if (mesh.side === Side.Crossing && isDrawOutside(list, draw, offset)) continue
    if (draw.key < firstBlendedKey) list.solid[draw.key][counts[draw.key]++] = draw.props
    else {
      draw.distance = distanceToMiddle(draw.box, offset[0], offset[1], offset[2])
      list.blended[blended++] = draw
    }
    list.draws++
    list.instances += Math.max(1, draw.props.instances)
    list.triangles += draw.triangles
  }
  if (list.draws > before) list.submitted++
  return blended
}
