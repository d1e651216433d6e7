import type { Store, Transform } from 'terrane'

/** Columns of every entity's place. */
export type Transforms = Store<typeof Transform>

export function moveTo(transform: Transforms, eid: number, x: number, y: number, z: number): void {
  transform.x[eid] = x
  transform.y[eid] = y
  transform.z[eid] = z
}

/** Turns an entity about the vertical, radians to the left. */
export function turnTo(transform: Transforms, eid: number, yaw: number): void {
  transform.qy[eid] = Math.sin(yaw / 2)
  transform.qw[eid] = Math.cos(yaw / 2)
}
