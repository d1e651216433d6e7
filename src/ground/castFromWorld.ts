import { toScene, toWorld, turn, type SceneRoot } from '../components/sceneRoot'
import type { GroundWorld } from './groundWorld'
import { aimRay } from './ray'
import type { RayHit } from './rayHit'

/** Scratch of one call. */
const point = new Float64Array(3)

/** A ray of the world, as it runs through a scene that was placed elsewhere. Answers as `aimRay` does. */
export function aimThroughScene(
  root: SceneRoot,
  ox: number,
  oy: number,
  oz: number,
  dx: number,
  dy: number,
  dz: number,
  maxDistance: number,
): boolean {
  toScene(point, root, ox, oy, oz)
  const [x, y, z] = point
  turn(point, root.inverse, dx, dy, dz)
  return aimRay(x, y, z, point[0], point[1], point[2], maxDistance / root.scale)
}

/** What was found in the scene is told as it is in the world. */
export function tellInWorld(root: SceneRoot, hit: RayHit): void {
  toWorld(point, root, hit.x, hit.y, hit.z)
  hit.x = point[0]
  hit.y = point[1]
  hit.z = point[2]
  turn(point, root.axes, hit.nx, hit.ny, hit.nz)
  hit.nx = point[0] / root.scale
  hit.ny = point[1] / root.scale
  hit.nz = point[2] / root.scale
  hit.distance *= root.scale
}

/** A height of the world above every collider of the scene, metres. */
export function ceilingInWorld(
  { index: { nodeBox }, ceiling }: GroundWorld,
  { axes, position, scale }: SceneRoot,
): number {
  if (!(nodeBox[4] > -Infinity)) return ceiling
  let top = position[1]
  for (let axis = 0; axis < 3; axis++)
    top += Math.max(axes[3 * axis + 1] * nodeBox[axis], axes[3 * axis + 1] * nodeBox[3 + axis])
  return Math.ceil(top + scale) + 1
}
