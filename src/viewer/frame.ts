import { moveFocus, step } from '../index'
import { recordFrame, updateSectionGizmos } from '../debug'
import { lookFrom } from '../render'
import { advanceAir, measureAir } from './air'
import type { Controls } from './controls'
import { advanceFlight } from './flight'
import { advanceFollow } from './follow'
import { fitCanvas } from './page'
import { fitLens, type Session } from './session'

/** A frame later than this moves the camera no farther, seconds: after a pause it is where it was. */
const longestStride = 0.1
/** Fog and gizmos look at the world this often, milliseconds. */
const lookEveryMs = 100

/** One frame: move, stream, draw. `state.lookedAt` is when the world was last looked at. */
export function runFrame(
  session: Session,
  controls: Controls,
  canvas: HTMLCanvasElement,
  nowMs: number,
  state: { lookedAt: number },
): void {
  const { world, flight, air, camera, presenter, frames } = session
  recordFrame(frames, nowMs)
  const seconds = (frames.intervalsMs[(frames.recorded - 1) % frames.intervalsMs.length] || 0) / 1000
  const stride = Math.min(seconds, longestStride)
  if (controls.active) session.follow = null
  if (session.follow) session.jumped = advanceFollow(session.follow, flight, stride) || session.jumped
  else advanceFlight(flight, controls.wishes, stride)
  const [x, y, z] = flight.position
  moveFocus(world, session.focus, x, y, z, session.jumped)
  session.jumped = false
  if (!session.paused) step(world, seconds)
  if (nowMs - state.lookedAt >= lookEveryMs) {
    state.lookedAt = nowMs
    measureAir(air, world)
    if (session.bounds || session.rings) updateSectionGizmos(session.gizmos, world, session, flight.position)
  }
  advanceAir(air, stride)
  fitCanvas(canvas)
  fitLens(session, canvas.width / canvas.height)
  lookFrom(camera, flight.position, flight.yaw, flight.pitch)
  presenter.draw(camera, air.environment)
}
