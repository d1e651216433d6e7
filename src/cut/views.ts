import { planesStride, type View } from '../components/focus'
import type { Engine } from '../engine'
import { applyRadii } from '../live/membership'

/** Pixels of a view that does not say how high it is. */
const defaultViewportHeight = 1080

/**
 * Reads the views of all focuses once a tick: the planes of the gate, and how many pixels a radian takes. Costs nothing while
 * neither the gate nor screen-space error is set.
 */
export function aimViews(engine: Engine): void {
  const { focuses, settings, cut } = engine
  const gate = settings.viewGatePadding < Infinity
  if (!gate && settings.maxErrorPixels === 0) return
  let pixelsPerRadian = 0
  let views = 0
  for (const focus of focuses.alive) {
    const view = focuses.view[focus]
    if (view === null) continue
    if (engine.recorder !== null) engine.recorder.noteView(focus, view)
    views++
    pixelsPerRadian = Math.max(pixelsPerRadian, measurePixels(view))
    if (gate) writePlanes(focuses.planes, focus * planesStride, view)
  }
  cut.gated = gate && views > 0 && views === focuses.alive.length
  if (cut.gated) cut.stale = true
  if (pixelsPerRadian === cut.pixelsPerRadian) return
  cut.pixelsPerRadian = pixelsPerRadian
  for (let i = 0; i < engine.live.count; i++) applyRadii(engine, engine.live.order[i])
  cut.moved = cut.stale = true
}

/** projection[5] is 1 ÷ tan(half the field of view): half the height in pixels for a slope of one. */
export function measurePixels(view: View): number {
  return ((view.viewportHeight ?? defaultViewportHeight) / 2) * view.projection[5]
}

/**
 * Left, right, bottom, top, near, in metres from the plane. (Gribb and Hartmann 2001: rows of the projection added to its last
 * row; the view turns them into the world's axes.)
 */
function writePlanes(out: Float64Array, at: number, { view, projection }: View): void {
  for (let plane = 0; plane < 5; plane++) {
    const row = plane >> 1
    const sign = plane % 2 === 0 ? 1 : -1
    const to = at + plane * 4
    for (let column = 0; column < 4; column++) {
      let sum = 0
      for (let axis = 0; axis < 4; axis++)
        sum += (projection[axis * 4 + 3] + sign * projection[axis * 4 + row]) * view[column * 4 + axis]
      out[to + column] = sum
    }
    const length = Math.sqrt(out[to] * out[to] + out[to + 1] * out[to + 1] + out[to + 2] * out[to + 2])
    for (let column = 0; column < 4; column++) out[to + column] /= length
  }
}

/** Is the box farther than the padding outside the view of every focus? */
export function isOutOfView(engine: Engine, s: number): boolean {
  const { focuses, cut } = engine
  if (!cut.gated) return false
  for (const focus of focuses.alive) if (!isOutside(engine, focus, s)) return false
  return true
}

function isOutside(engine: Engine, focus: number, s: number): boolean {
  const { focuses, live, settings } = engine
  const { planes } = focuses
  const at = 6 * s
  const end = (focus + 1) * planesStride
  for (let plane = focus * planesStride; plane < end; plane += 4) {
    const x = live.box[at + (planes[plane] >= 0 ? 3 : 0)] - focuses.x[focus]
    const y = live.box[at + (planes[plane + 1] >= 0 ? 4 : 1)] - focuses.y[focus]
    const z = live.box[at + (planes[plane + 2] >= 0 ? 5 : 2)] - focuses.z[focus]
    const distance = planes[plane] * x + planes[plane + 1] * y + planes[plane + 2] * z + planes[plane + 3]
    if (distance < -settings.viewGatePadding) return true
  }
  return false
}
