import type { FrameFigures, FrameTimes } from '../debug'
import { createFrameTimes, measureFrames, recordFrame } from '../debug'

/** How many pixels of the canvas a point of the page gets: fewer where the machine cannot draw all in time. */
export interface Sharpness {
  /** Changes by itself; false where the address fixed it. */
  readonly adapts: boolean
  /** Pixels a point, each way. */
  density: number
  /** Not raised before then, milliseconds. */
  raiseAfterMs: number
  /** Drawn frames since the last change: resting ones say nothing. */
  readonly frames: FrameTimes
  readonly figures: FrameFigures
}

/** At two pixels a point the eye is content; beyond that only heat is gained. */
const mostDensity = 2
/** Coarser than this is no picture any more. */
const leastDensity = 0.4
/** A median frame above this is too slow, milliseconds; below the second number, as fast as the screen asks. */
const [slowMs, swiftMs] = [28, 17.5]
/** One step down or up. */
const stepFactor = 0.8
/** Frames and time that a change is given to show what it does, and the wait after a step down before one up, milliseconds. */
const [settleFrames, settleMs, raiseWaitMs] = [4, 1000, 12_000]

/** @param density Fixed pixels a point; null lets the machine decide. */
export function createSharpness(density: number | null): Sharpness {
  const figures = { medianMs: 0, p95Ms: 0, longestMs: 0, frames: 0 }
  const frames = createFrameTimes()
  return { adapts: density === null, density: density ?? finest(), raiseAfterMs: 0, frames, figures }
}

/** True where the processor draws instead of a graphics card: smooth edges cost half of every frame there. */
export function isSoftwareRenderer(): boolean {
  const context = document.createElement('canvas').getContext('webgl')
  const info = context?.getExtension('WEBGL_debug_renderer_info')
  const name = String(context?.getParameter(info?.UNMASKED_RENDERER_WEBGL ?? context.RENDERER))
  context?.getExtension('WEBGL_lose_context')?.loseContext()
  return /swiftshader|llvmpipe|software|basic render/i.test(name)
}

/** What a picture at rest is drawn with. */
export function finestDensity({ adapts, density }: Sharpness): number {
  return adapts ? finest() : density
}

const finest = () => Math.min(mostDensity, window.devicePixelRatio || 1)

/** Call once a frame, before it is drawn or left out: changes the density in steps, seldom. */
export function advanceSharpness(sharpness: Sharpness, drawing: boolean, nowMs: number): void {
  const { adapts, frames, figures, density } = sharpness
  recordFrame(frames, nowMs)
  if (!drawing) frames.lastMs = NaN
  if (!adapts || frames.recorded < settleFrames) return
  const { medianMs, frames: counted } = measureFrames(frames, figures, settleMs)
  if (medianMs * counted < settleMs) return
  frames.recorded = 0
  if (medianMs > slowMs && density > leastDensity) {
    sharpness.density = Math.max(leastDensity, density * stepFactor ** (medianMs > 2 * slowMs ? 2 : 1))
    sharpness.raiseAfterMs = nowMs + raiseWaitMs
  } else if (medianMs < swiftMs && nowMs > sharpness.raiseAfterMs)
    sharpness.density = Math.min(finest(), density / stepFactor)
}
