import { moveFocus, step } from '../index'
import { recordFrame, type Overlay } from '../debug'
import { lookFrom } from '../render'
import { advanceAir, measureAir } from './air'
import type { Controls } from './controls'
import { advanceFlight } from './flight'
import { advanceFollow } from './follow'
import { fitCanvas } from './page'
import { advanceSharpness, createSharpness, finestDensity, type Sharpness } from './sharpness'
import { createStillness, needsDrawing, type Stillness } from './stillness'
import { advanceReplayed, measureSlice } from './scrub/replayed'
import { fitLens, type Session } from './session'

/** A frame later than this moves the camera no farther, seconds: after a pause it is where it was. */
const longestStride = 0.1
/** The air moves on by this much at most, seconds. */
const longestBreath = 1
/** A picture that has rested this long is drawn once more with every pixel, milliseconds. */
const polishAfterMs = 400
/** Fog looks at the world this often, milliseconds. */
const lookEveryMs = 100

/** What a frame needs beside the session. */
export interface Screen {
  readonly canvas: HTMLCanvasElement
  readonly controls: Controls
  readonly overlay: Overlay
  readonly sharpness: Sharpness
  readonly stillness: Stillness
  /** When the world was last looked at for fog. */
  lookedAtMs: number
  /** When the last moving picture was drawn, and whether it has been polished since. */
  movedAtMs: number
  polished: boolean
  /** Nothing is drawn behind a curtain: what is there to see comes sooner. */
  visible: boolean
}

/** @param density As `createSharpness` takes it. */
export function createScreen(
  session: Session,
  canvas: HTMLCanvasElement,
  controls: Controls,
  overlay: Overlay,
  density: number | null,
): Screen {
  const [sharpness, stillness] = [createSharpness(density), createStillness(session)]
  return {
    canvas,
    controls,
    overlay,
    sharpness,
    stillness,
    lookedAtMs: -Infinity,
    movedAtMs: 0,
    polished: true,
    visible: false,
  }
}

/** One frame: move, stream, draw. */
export function runFrame(session: Session, screen: Screen, nowMs: number): void {
  const { flight, frames } = session
  recordFrame(frames, nowMs)
  const seconds = (frames.intervalsMs[(frames.recorded - 1) % frames.intervalsMs.length] || 0) / 1000
  const stride = Math.min(seconds, longestStride)
  if (screen.controls.active) letGo(session)
  if (session.follow) session.jumped = advanceFollow(session.follow, flight, stride) || session.jumped
  else advanceFlight(flight, screen.controls.wishes, stride)
  if (session.replayed) advanceReplayed(session.replayed, flight, seconds, nowMs, measureSlice(seconds, screen.visible))
  lookFrom(session.camera, flight.position, flight.yaw, flight.pitch)
  fitLens(session, screen.canvas.width, screen.canvas.height)
  if (!session.replayed) stream(session, seconds)
  if (screen.visible) drawFrame(session, screen, nowMs, Math.min(seconds, longestBreath))
}

/** The visitor moves the camera: nothing else does any more. */
function letGo(session: Session): void {
  session.follow = null
  if (session.replayed) session.replayed.riding = false
}

function stream(session: Session, seconds: number): void {
  const { world, focus, flight, jumped } = session
  const [x, y, z] = flight.position
  if (focus !== null) moveFocus(world, focus, x, y, z, jumped)
  session.jumped = false
  if (!session.paused) step(world, seconds)
}

function drawFrame(session: Session, screen: Screen, nowMs: number, seconds: number): void {
  const { world, air } = session
  const { canvas, sharpness } = screen
  if (nowMs - screen.lookedAtMs >= lookEveryMs) {
    screen.lookedAtMs = nowMs
    measureAir(air, world)
  }
  advanceAir(air, seconds)
  const drawing = needsDrawing(screen.stillness, session, screen.overlay, canvas)
  session.resting = !drawing
  advanceSharpness(sharpness, drawing, nowMs)
  if (drawing) {
    screen.movedAtMs = nowMs
    screen.polished = false
    fitCanvas(canvas, sharpness.density)
    drawPicture(session, canvas)
  } else if (!screen.polished && nowMs - screen.movedAtMs > polishAfterMs) {
    screen.polished = true
    if (fitCanvas(canvas, finestDensity(sharpness))) drawPicture(session, canvas)
  }
}

function drawPicture(session: Session, canvas: HTMLCanvasElement): void {
  const { air, camera, presenter } = session
  fitLens(session, canvas.width, canvas.height)
  presenter.draw(camera, air.environment)
}
