import { sampleFocusPath, type FocusPath } from '../replay/focusPath'
import { wrapAngle, type Flight } from './flight'

/** A flight along a recorded path, over and over. */
export interface Follow {
  readonly path: FocusPath
  /** Seconds on the path's clock. */
  time: number
  teleports: number
}

/** The camera looks at where the path will be then, seconds. */
const lookAheadSeconds = 1.6
/** Seconds in which the look turns two thirds of the way. */
const turnSeconds = 0.35
/** A path that stands still gives no direction, metres. */
const leastAhead = 0.25

export function startFollow(path: FocusPath): Follow {
  return { path, time: path.times[0], teleports: -1 }
}

const ahead = new Float64Array(3)

/**
 * Moves the camera along the path.
 * @returns true where it jumped: at the start, at the path's own teleports, and from its end to its start.
 */
export function advanceFollow(follow: Follow, flight: Flight, seconds: number): boolean {
  const { path } = follow
  const end = path.times[path.times.length - 1]
  follow.time += seconds
  if (follow.time > end) {
    follow.time = path.times[0]
    follow.teleports = -1
  }
  const teleports = sampleFocusPath(path, follow.time, flight.position)
  const jumped = teleports !== follow.teleports
  follow.teleports = teleports
  flight.velocity.fill(0)
  sampleFocusPath(path, Math.min(end, follow.time + lookAheadSeconds), ahead)
  lookTowards(flight, jumped ? 1 : 1 - Math.exp(-seconds / turnSeconds))
  return jumped
}

/** Turns by `share` of the way to `ahead`, and keeps the horizon in the picture. */
function lookTowards(flight: Flight, share: number): void {
  const x = ahead[0] - flight.position[0]
  const y = ahead[1] - flight.position[1]
  const z = ahead[2] - flight.position[2]
  const level = Math.hypot(x, z)
  if (level < leastAhead) return
  flight.yaw = wrapAngle(flight.yaw + wrapAngle(Math.atan2(-x, -z) - flight.yaw) * share)
  flight.pitch += (Math.atan2(y, level) * 0.6 - flight.pitch) * share
}
