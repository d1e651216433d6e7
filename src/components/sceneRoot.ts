import type { Focuses, View } from './focus'
import type { FocusPath } from './focusPath'

/**
 * Where a scene stands in the world while it streams (T-3): a point p of it is at rotation × p × scale + position. Nothing of the scene is moved: what looks at it is
 * carried into the scene's own space, where all boxes, radii and errors are what they were baked as. Metres, 64-bit.
 */
export interface SceneRoot {
  readonly position: Float64Array
  /** A quaternion x, y, z, w of any length but 0. */
  readonly rotation: Float64Array
  scale: number
  /** From the scene's axes to the world's, with the scale; and back. Column-major 3 × 3. */
  readonly axes: Float64Array
  readonly inverse: Float64Array
  /** What the game gave of each focus, in the world: six numbers, its position and then its velocity. */
  readonly given: Float64Array
  /** Views as the game gave them; `Focuses.view` has them as seen from inside the scene. */
  readonly views: (View | null)[]
  /** A focus is new: takes its view over. */
  enter(focuses: Focuses, focus: number): void
  /** Carries what has just been written as it is in the world into the scene: position, velocity, view (every tick), points of a path. */
  carry(focuses: Focuses, focus: number): void
  carryVelocity(focuses: Focuses, focus: number): void
  carryView(focuses: Focuses, focus: number): void
  carryPath(path: FocusPath): FocusPath
}

/** The view of a focus as the game gave it. */
export function givenView({ root, focuses }: { root: SceneRoot | null; focuses: Focuses }, focus: number): View | null {
  return root?.views[focus] ?? focuses.view[focus]
}

/** Numbers of `given` a focus. */
export const givenStride = 6

/** out = matrix × (x, y, z), a column-major 3 × 3. */
export function turn(out: Float64Array, matrix: Float64Array, x: number, y: number, z: number): void {
  for (let axis = 0; axis < 3; axis++) out[axis] = matrix[axis] * x + matrix[3 + axis] * y + matrix[6 + axis] * z
}

/** Writes where a point of the world is in the scene. Without a root, the point. */
export function toScene(out: Float64Array, root: SceneRoot | null, x: number, y: number, z: number): void {
  if (root === null) out.set([x, y, z])
  else turn(out, root.inverse, x - root.position[0], y - root.position[1], z - root.position[2])
}

/** Writes where a point of the scene is in the world. Without a root, the point. */
export function toWorld(out: Float64Array, root: SceneRoot | null, x: number, y: number, z: number): void {
  if (root === null) return out.set([x, y, z])
  turn(out, root.axes, x, y, z)
  for (let axis = 0; axis < 3; axis++) out[axis] += root.position[axis]
}
