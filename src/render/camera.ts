import { mat4 } from 'gl-matrix'

/** A camera as other renderers have one too: its matrices may be any sixteen numbers. Terrane's own fits. */
export interface Viewing {
  readonly position: ArrayLike<number>
  readonly view: ArrayLike<number>
  readonly projection: ArrayLike<number>
}

/** What a picture is taken with. Positions are 64-bit; matrices see the world relative to the camera, so they stay small. */
export interface Camera {
  /** World position, metres, y up. */
  readonly position: Float64Array
  /** Rotation only: world axes to camera axes (x right, y up, looking along −z). */
  readonly view: mat4
  /** Camera axes to clip space, OpenGL depth (−w … w). */
  readonly projection: mat4
}

/** The shape of the view. */
export interface Lens {
  /** Vertical field of view, radians. */
  readonly fieldOfView: number
  /** Width ÷ height. */
  readonly aspect: number
  /** Metres. A near of 0.1 and a far of 4,000 leave 24 bits of depth about 8 cm apart at 400 m. */
  readonly near: number
  readonly far: number
}

/** 60 degrees, square, 0.1 m to 4 km. */
export const defaultLens: Lens = { fieldOfView: Math.PI / 3, aspect: 1, near: 0.1, far: 4000 }

/** A camera at the world's origin, looking north (−z). */
export function createCamera(lens: Lens = defaultLens): Camera {
  const camera = { position: new Float64Array(3), view: mat4.create(), projection: mat4.create() }
  setLens(camera, lens)
  return camera
}

export function setLens(camera: Camera, lens: Lens): void {
  mat4.perspective(camera.projection, lens.fieldOfView, lens.aspect, lens.near, lens.far)
}

/** Places the camera. Yaw 0 looks along −z and grows to the left; pitch grows upwards; both in radians. */
export function lookFrom(camera: Camera, position: ArrayLike<number>, yaw: number, pitch: number): void {
  camera.position.set(position)
  mat4.fromXRotation(camera.view, -pitch)
  mat4.rotateY(camera.view, camera.view, -yaw)
}

/** Places the camera so that `target` is in the middle of the picture and the horizon is level. */
export function lookAt(camera: Camera, position: ArrayLike<number>, target: ArrayLike<number>): void {
  const x = target[0] - position[0]
  const y = target[1] - position[1]
  const z = target[2] - position[2]
  lookFrom(camera, position, Math.atan2(-x, -z), Math.atan2(y, Math.hypot(x, z)))
}

/**
 * Writes where a world point falls in the picture: x and y from 0 (left, top) to 1, and the depth along the view in metres,
 * negative behind the camera. For labels.
 */
export function projectPoint(out: Float64Array, camera: Viewing, point: ArrayLike<number>): void {
  const { position, view, projection } = camera
  const x = point[0] - position[0]
  const y = point[1] - position[1]
  const z = point[2] - position[2]
  const right = view[0] * x + view[4] * y + view[8] * z
  const up = view[1] * x + view[5] * y + view[9] * z
  const depth = -(view[2] * x + view[6] * y + view[10] * z)
  const scale = 0.5 / Math.max(Math.abs(depth), 1e-9)
  out[0] = 0.5 + right * projection[0] * scale
  out[1] = 0.5 - up * projection[5] * scale
  out[2] = depth
}

/**
 * Writes the direction, of length 1, in which a point of the picture lies: x and y from 0 (left, top) to 1. With the camera's position it is
 * a ray, for clicks. The other way round than `projectPoint`.
 */
export function rayThrough(out: Float64Array, { view, projection }: Viewing, x: number, y: number): void {
  const right = (2 * x - 1) / projection[0]
  const up = (1 - 2 * y) / projection[5]
  const length = Math.sqrt(right * right + up * up + 1)
  for (let axis = 0; axis < 3; axis++)
    out[axis] = (view[4 * axis] * right + view[4 * axis + 1] * up - view[4 * axis + 2]) / length
}
