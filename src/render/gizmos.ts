/** Red, green, blue, alpha as display values 0 … 1. */
export type GizmoColor = readonly [number, number, number, number]

/** The twelve edges of a box: min xyz, max xyz in metres of the scene, 64-bit. */
export interface GizmoBox {
  readonly box: ArrayLike<number>
  readonly color: GizmoColor
}

/** Every point that lies `radius` metres around a box, on the box's ground (its lowest y): where a section enters or leaves. */
export interface GizmoRing extends GizmoBox {
  readonly radius: number
}

/** Lines over the picture. The lists are read at every draw: change them in place, or hand over new ones. */
export interface Gizmos {
  readonly boxes: readonly GizmoBox[]
  readonly rings: readonly GizmoRing[]
}

/** Line segments relative to the camera: 12 bytes of position and 4 of colour a vertex. Grows, never shrinks. */
export interface LineBuffer {
  floats: Float32Array
  colors: Uint8Array
  vertices: number
}

const boxVertices = 24
const cornerSteps = 8
const ringVertices = 4 * (cornerSteps + 1) * 2

export const lineStrideBytes = 16

export function createLineBuffer(): LineBuffer {
  return { floats: new Float32Array(0), colors: new Uint8Array(0), vertices: 0 }
}

/** Fills the buffer with all lines of `gizmos` as seen from `camera`, a place in the scene. */
export function writeGizmos(out: LineBuffer, gizmos: Gizmos, camera: Float64Array): void {
  reserve(out, gizmos.boxes.length * boxVertices + gizmos.rings.length * ringVertices)
  out.vertices = 0
  for (const box of gizmos.boxes) writeBox(out, box, camera)
  for (const ring of gizmos.rings) writeRing(out, ring, camera)
}

function reserve(out: LineBuffer, vertices: number): void {
  if (out.floats.length >= vertices * 4) return
  out.floats = new Float32Array(2 ** Math.ceil(Math.log2(vertices * 4)))
  out.colors = new Uint8Array(out.floats.buffer)
}

function writeVertex(out: LineBuffer, x: number, y: number, z: number, color: GizmoColor): void {
  const at = out.vertices++ * 4
  out.floats[at] = x
  out.floats[at + 1] = y
  out.floats[at + 2] = z
  for (let channel = 0; channel < 4; channel++) out.colors[at * 4 + 12 + channel] = Math.round(color[channel] * 255)
}

/** The edges along each axis start at the four corners whose other two coordinates take every choice. */
function writeBox(out: LineBuffer, { box, color }: GizmoBox, camera: Float64Array): void {
  for (let axis = 0; axis < 3; axis++)
    for (let choice = 0; choice < 4; choice++)
      for (let end = 0; end < 2; end++) {
        const corner = (end << axis) | ((choice & 1) << ((axis + 1) % 3)) | ((choice >> 1) << ((axis + 2) % 3))
        const x = box[corner & 1 ? 3 : 0] - camera[0]
        const y = box[corner & 2 ? 4 : 1] - camera[1]
        const z = box[corner & 4 ? 5 : 2] - camera[2]
        writeVertex(out, x, y, z, color)
      }
}

/** Quarter circles about the box's corners, joined by its straight sides. */
function writeRing(out: LineBuffer, { box, radius, color }: GizmoRing, camera: Float64Array): void {
  const points = 4 * (cornerSteps + 1)
  const y = box[1] - camera[1]
  for (let point = 0; point < points; point++)
    for (let end = 0; end < 2; end++) {
      const step = (point + end) % points
      const corner = Math.floor(step / (cornerSteps + 1))
      const angle = ((corner + (step % (cornerSteps + 1)) / cornerSteps) * Math.PI) / 2
      const x = box[corner === 0 || corner === 3 ? 3 : 0] - camera[0] + radius * Math.cos(angle)
      const z = box[corner < 2 ? 5 : 2] - camera[2] + radius * Math.sin(angle)
      writeVertex(out, x, y, z, color)
    }
}
