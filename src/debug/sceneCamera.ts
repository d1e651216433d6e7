import { toScene, toWorld, turn } from '../components/sceneRoot'
import type { TerraneWorld } from '../engine'
import type { Viewing } from '../render/camera'
import type { OverlayHost } from './overlayHost'

/** What an overlay asks of its world and its host. */
interface Asking {
  readonly world: TerraneWorld
  readonly host: OverlayHost
}

/** The host's camera as it is to the scene, where all boxes are; null without one. */
export function sceneCamera({ world, host }: Asking): Viewing | null {
  const camera = host.camera?.() ?? null
  const { root } = world.terrane
  if (camera === null || root === null) return camera
  const [position, view, axis] = [new Float64Array(3), new Float64Array(16), new Float64Array(3)]
  toScene(position, root, camera.position[0], camera.position[1], camera.position[2])
  for (let row = 0; row < 3; row++) {
    turn(axis, root.inverse, camera.view[row], camera.view[4 + row], camera.view[8 + row])
    for (let column = 0; column < 3; column++) view[4 * column + row] = axis[column] * root.scale
  }
  return { position, view, projection: camera.projection }
}

/** Sends the player to a point of the scene; y may be NaN: to keep the height. */
export function goToScene({ world, host }: Asking, x: number, y: number, z: number): void {
  const point = new Float64Array(3)
  const { root } = world.terrane
  toWorld(point, root, x, Number.isNaN(y) ? heightOf(world) : y, z)
  host.goTo?.(point[0], Number.isNaN(y) && root === null ? NaN : point[1], point[2])
}

/** Height of the first focus in the scene, which is kept where no other is asked for. */
function heightOf({ terrane: { focuses } }: TerraneWorld): number {
  const [focus] = focuses.alive
  return focus === undefined ? 0 : focuses.y[focus]
}
