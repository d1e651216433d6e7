import type { Overlay } from '../debug'
import { createEventCursor, readEvents, type EventCursor } from '../index'
import type { Session } from './session'

/** What the last picture showed: one that would be the same is not drawn again, and the machine rests. */
export interface Stillness {
  readonly events: EventCursor
  /** Position, yaw, pitch, fog, the page's width and height, the lines and the replayed content of the last picture. */
  readonly drawn: Float64Array
  /** Frames still to draw after the last change. */
  left: number
}

/** Frames drawn after a change: what came in the middle of one is seen in the next. */
const lingerFrames = 3
/** Fog that moves by less than this share of its end cannot be told apart. */
const fogShare = 0.001

export function createStillness(session: Session): Stillness {
  return { events: createEventCursor(session.world), drawn: new Float64Array(10).fill(NaN), left: lingerFrames }
}

/** Whether there is anything new to see. */
export function needsDrawing(
  stillness: Stillness,
  session: Session,
  overlay: Overlay,
  canvas: HTMLCanvasElement,
): boolean {
  const { drawn } = stillness
  const { flight, air } = session
  const now = [
    ...flight.position,
    flight.yaw,
    flight.pitch,
    air.environment.fogEnd,
    canvas.clientWidth,
    canvas.clientHeight,
    overlay.pictureRevision,
    session.replayed?.picture.revision ?? 0,
  ]
  let changed = false
  readEvents(session.world, stillness.events, () => void (changed = true))
  now.forEach((value, i) => {
    const allowed = i === 5 ? fogShare * value : 0
    if (!(Math.abs(value - drawn[i]) <= allowed)) changed = true
  })
  if (changed) stillness.left = lingerFrames
  if (stillness.left === 0) return false
  stillness.left--
  drawn.set(now)
  return true
}
