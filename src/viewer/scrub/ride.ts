import type { Focuses } from '../../components/focus'
import { toWorld, turn } from '../../components/sceneRoot'
import { wrapAngle, type Flight } from '../flight'
import { tickOf, type Scrub } from './scrub'
import { courseAt } from './track'

/** The camera looks at where the focus will be then, seconds. */
const aheadSeconds = 1.6
/** Seconds in which the look turns two thirds of the way. */
const turnSeconds = 0.35
/** A look this near to where it is to go is there, radians. */
const leastTurn = 1e-4

const course = new Float64Array(3)

/** The index of a focus by serial number, or of the first there is where that one is not there now; undefined where there is none. */
export const riddenFocus = ({ alive, serial }: Focuses, wanted: number): number | undefined =>
  alive.find((focus) => serial[focus] === wanted) ?? alive[0]

/**
 * Puts the camera where a recorded focus is: with its view where one was recorded, else looking along its way.
 * @param wanted Its serial number. @param jumped The look goes there at once; otherwise it turns softly.
 */
export function rideAlong(scrub: Scrub, flight: Flight, wanted: number, seconds: number, jumped: boolean): void {
  const { replay, survey, tickHz } = scrub
  const { focuses, root } = replay.world.terrane
  const focus = riddenFocus(focuses, wanted)
  if (focus === undefined) return
  toWorld(flight.position, root, focuses.x[focus], focuses.y[focus], focuses.z[focus])
  flight.velocity.fill(0)
  const view = focuses.view[focus]
  if (view !== null) {
    course.set([-view.view[2], -view.view[6], -view.view[10]])
    if (root !== null) turn(course, root.axes, course[0], course[1], course[2])
    return look(flight, course[0], course[1], course[2], 1)
  }
  const track = survey.tracks.of.get(focuses.serial[focus])
  if (!track || !courseAt(track, tickOf(scrub), Math.ceil(aheadSeconds * tickHz), course)) return
  // Half the slope keeps the horizon in the picture.
  look(flight, course[0], course[1] / 2, course[2], jumped ? 1 : 1 - Math.exp(-seconds / turnSeconds))
}

/** Where there is no direction on the level, the camera keeps its own. */
function look(flight: Flight, x: number, y: number, z: number, share: number): void {
  const level = Math.hypot(x, z)
  const yaw = level > 1e-6 ? Math.atan2(-x, -z) : flight.yaw
  flight.yaw = wrapAngle(flight.yaw + part(wrapAngle(yaw - flight.yaw), share))
  flight.pitch += part(Math.atan2(y, level) - flight.pitch, share)
}

const part = (turn: number, share: number) => (Math.abs(turn) < leastTurn ? turn : turn * share)
