import { mat4 } from 'gl-matrix'

/** Where the scene of a presenter stands in the world, and what is the same for a whole picture of it. */
export interface ScenePlace {
  /** From the scene to the world, column-major 4 × 4, 64-bit: it turns, moves and scales evenly. */
  readonly matrix: Float64Array
  /** The turning and scaling part of it, as shaders take it: column-major 3 × 3. */
  readonly axes: Float32Array
  /** Where the camera is in the scene; and clip space of what is relative to it, in the scene's axes. */
  readonly eye: Float64Array
  readonly viewProjection: mat4
}

export function createScenePlace(): ScenePlace {
  const place = {
    matrix: new Float64Array(16),
    axes: new Float32Array(9),
    eye: new Float64Array(3),
    viewProjection: mat4.create(),
  }
  moveScene(place, mat4.create())
  return place
}

export function moveScene({ matrix, axes }: ScenePlace, to: ArrayLike<number>): void {
  for (let at = 0; at < 16; at++) matrix[at] = to[at]
  for (let at = 0; at < 9; at++) axes[at] = matrix[4 * Math.floor(at / 3) + (at % 3)]
}

/** Scratch of one call. */
const turned = mat4.create()

/** Looks at the scene with a camera of the world. The inverse of even scaling and turning is its transpose ÷ the square of the scale. */
export function lookAtScene({ matrix: m, eye, viewProjection }: ScenePlace, camera: Float64Array, clip: mat4): void {
  const squaredScale = m[0] * m[0] + m[1] * m[1] + m[2] * m[2]
  for (let axis = 0; axis < 3; axis++) {
    const at = 4 * axis
    const along = m[at] * (camera[0] - m[12]) + m[at + 1] * (camera[1] - m[13]) + m[at + 2] * (camera[2] - m[14])
    eye[axis] = along / squaredScale
  }
  for (let at = 0; at < 12; at++) turned[at] = m[at]
  mat4.multiply(viewProjection, clip, turned)
}
