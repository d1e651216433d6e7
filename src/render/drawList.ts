import type { mat4 } from 'gl-matrix'
import type { Frustum } from '../math/frustum'
import { Side, createFrustum, sideOfBox, writeFrustum } from '../math/frustum'
import type { CopyBatch } from './copyBatch'
import type { Drawable, MeshResident, ResidentDraw } from './residents'
import type { SurfaceProps } from './surfaceCommands'
import { firstBlendedKey, surfaceKeyCount } from './surfaceCommands'

/** What is in the picture, in the order of drawing. Reused: a steady frame allocates nothing. */
export interface DrawList {
  readonly frustum: Frustum
  /** Sections and single copies in the frustum, nearest first once the list is finished. */
  readonly seen: Drawable[]
  seenCount: number
  /** Crowds of copies with one in the frustum at least. */
  readonly batches: CopyBatch[]
  batchCount: number
  /** Solid draws by feature set; as regl takes them for a batch. */
  readonly solid: SurfaceProps[][]
  /** The same of sections whose picture comes or goes. */
  readonly fading: SurfaceProps[][]
  /** Blended draws, farthest first. */
  readonly blended: ResidentDraw[]
  /** Number of the collection. */
  frame: number
  /** Of the last collection. */
  submitted: number
  copies: number
  draws: number
  instances: number
  triangles: number
}

export function createDrawList(): DrawList {
  return {
    frustum: createFrustum(),
    seen: [],
    seenCount: 0,
    batches: [],
    batchCount: 0,
    solid: Array.from({ length: surfaceKeyCount }, () => []),
    fading: Array.from({ length: surfaceKeyCount }, () => []),
    blended: [],
    frame: 0,
    submitted: 0,
    copies: 0,
    draws: 0,
    instances: 0,
    triangles: 0,
  }
}

/** Begins a collection: `beginDraws`, then what is seen, then `finishDraws`. */
export function beginDraws(list: DrawList, viewProjection: mat4): void {
  writeFrustum(list.frustum, viewProjection)
  list.frame++
  list.seenCount = list.batchCount = 0
  list.submitted = list.copies = list.draws = list.instances = list.triangles = 0
}

/** Adds the sections that the camera at `position` may see. */
export function collectShown(list: DrawList, shown: readonly MeshResident[], position: Float64Array): void {
  for (const mesh of shown) if (look(list, mesh, position)) list.seen[list.seenCount++] = mesh
}

/** Writes a drawable's offset from the camera at `position`, 64-bit in, 32-bit out. Answers whether its box is in the frustum. */
export function look(list: DrawList, drawable: Drawable, position: Float64Array): boolean {
  const { origin, box, offset } = drawable
  for (let axis = 0; axis < 3; axis++) offset[axis] = origin[axis] - position[axis]
  drawable.side = sideOfBox(list.frustum, box, offset)
  if (drawable.side === Side.Outside) return false
  writeDistance(drawable, box, offset)
  return true
}

/** Scratch of one collection: solid draws so far, by feature set; and those of what fades. */
const counts = new Uint32Array(surfaceKeyCount)
const fadingCounts = new Uint32Array(surfaceKeyCount)

/** Orders what was seen: sections by their box first, then, where a box crosses the frustum, draw by draw. */
export function finishDraws(list: DrawList, bind: (drawable: Drawable) => void): void {
  counts.fill(0)
  fadingCounts.fill(0)
  list.seen.length = list.seenCount
  list.batches.length = list.batchCount
  list.seen.sort(nearestFirst)
  let blended = 0
  for (const drawable of list.seen) {
    bind(drawable)
    blended = collectDrawable(list, drawable, blended)
  }
  for (const batch of list.batches) {
    bind(batch)
    blended = collectDrawable(list, batch, blended)
  }
  list.blended.length = blended
  list.blended.sort(farthestFirst)
  for (let key = 0; key < firstBlendedKey; key++) {
    list.solid[key].length = counts[key]
    list.fading[key].length = fadingCounts[key]
  }
}

/** Signs and not differences: a fraction that is returned would be allocated. */
const nearestFirst = (a: Drawable, b: Drawable) => (a.distance < b.distance ? -1 : a.distance > b.distance ? 1 : 0)
const farthestFirst = (a: ResidentDraw, b: ResidentDraw) =>
  a.distance > b.distance ? -1 : a.distance < b.distance ? 1 : 0

/** Squared metres from the camera to the middle of a box. */
function writeDistance(out: { distance: number }, box: Float32Array, offset: Float32Array): void {
  const dx = offset[0] + (box[0] + box[3]) / 2
  const dy = offset[1] + (box[1] + box[4]) / 2
  const dz = offset[2] + (box[2] + box[5]) / 2
  out.distance = dx * dx + dy * dy + dz * dz
}

/** Adds a drawable's draws; answers how many blended ones the list holds then. */
function collectDrawable(list: DrawList, drawable: Drawable, blendedBefore: number): number {
  const { offset, tally } = drawable
  let blended = blendedBefore
  const before = list.draws
  const whole = offset[3] === 1
  for (const draw of drawable.draws) {
    if (draw.key < 0) continue
    if (drawable.side === Side.Crossing && sideOfBox(list.frustum, draw.box, offset) === Side.Outside) continue
    if (draw.key < firstBlendedKey && whole) list.solid[draw.key][counts[draw.key]++] = draw.props
    else if (draw.key < firstBlendedKey) list.fading[draw.key][fadingCounts[draw.key]++] = draw.props
    else {
      writeDistance(draw, draw.box, offset)
      list.blended[blended++] = draw
    }
    list.draws++
    list.instances += Math.max(1, draw.props.instances)
    list.triangles += draw.triangles
  }
  if (list.draws > before && tally.frame !== list.frame) {
    tally.frame = list.frame
    list.submitted++
  }
  return blended
}
