import { planesStride, type View } from '../components/focus'
import { givenView } from '../components/sceneRoot'
import type { Engine } from '../engine'
import type { Feature } from '../world'
import { applyRadii } from '../live/membership'

/** Pixels of a view that does not say how high it is. */
const defaultViewportHeight = 1080

/** What a world does with the views of its focuses. One without `views()` that is no tiled scene does nothing, and does not carry this code. */
export interface ViewRules {
  aim(engine: Engine): void
  /** Are a row's bounds farther than the padding outside the view of every focus? */
  isOutOfView(engine: Engine, row: number): boolean
}

export const viewRules: ViewRules = { aim: aimViews, isOutOfView }

/**
 * The feature that goes by what focuses see: the view gate (`settings.viewGatePadding`) and refinement by screen-space error (`settings.maxErrorPixels`), for focuses with a `view`. Tiled scenes
 * bring it themselves.
 */
export function views(): Feature {
  return { name: 'views', setup: ({ terrane }) => void (terrane.views = viewRules) }
}

/**
 * Reads the views of all focuses once a tick: the planes of the gate, and how many pixels a radian takes. Costs nothing while
 * no gate, no screen-space error and no tiled scene asks for them.
 */
function aimViews(engine: Engine): void {
  const { focuses, settings, cut, tiles } = engine
  const gate = settings.viewGatePadding < Infinity
  if (!gate && settings.maxErrorPixels === 0 && tiles === null) return
  let pixelsPerRadian = 0
  let views = 0
  let turned = false
  for (const focus of focuses.alive) {
    if (engine.root !== null) engine.root.carryView(focuses, focus)
    const view = focuses.view[focus]
    if (view === null) continue
    if (engine.recorder !== null) engine.recorder.noteView(focus, givenView(engine, focus) ?? view)
    views++
    pixelsPerRadian = Math.max(pixelsPerRadian, measurePixels(view))
    if (gate && writePlanes(focuses.planes, focus * planesStride, view)) turned = true
  }
  const viewGated = gate && views > 0 && views === focuses.alive.length
  if (viewGated ? turned || !cut.viewGated : cut.viewGated) cut.stale = true
  cut.viewGated = viewGated
  cut.gated = cut.viewGated || (tiles !== null && tiles.gated)
  if (tiles !== null && tiles.viewed) cut.stale = true
  if (settings.maxErrorPixels === 0 || pixelsPerRadian === cut.pixelsPerRadian) return
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
 * @returns whether they are not those that stood there before.
 */
function writePlanes(out: Float64Array, at: number, { view, projection }: View): boolean {
  let turned = false
  for (let plane = 0; plane < 5; plane++) {
    const row = plane >> 1
    const sign = plane % 2 === 0 ? 1 : -1
    const to = at + plane * 4
    for (let column = 0; column < 4; column++) {
      let sum = 0
      for (let axis = 0; axis < 4; axis++)
        sum += (projection[axis * 4 + 3] + sign * projection[axis * 4 + row]) * view[column * 4 + axis]
      made[column] = sum
    }
    const length = Math.sqrt(made[0] * made[0] + made[1] * made[1] + made[2] * made[2])
    for (let column = 0; column < 4; column++) {
      const value = made[column] / length
      if (out[to + column] !== value) turned = true
      out[to + column] = value
    }
  }
  return turned
}

/** Scratch of one plane. */
const made = new Float64Array(4)

/** Are the section's bounds farther than the padding outside the view of every focus? */
export function isOutOfView(engine: Engine, row: number): boolean {
  return engine.cut.viewGated && measureOutside(engine, row) > engine.settings.viewGatePadding
}

/** Metres that a section's bounds are outside the nearest of all views; 0 or less inside. Where distance is measured to a point, that is not what is seen. */
export function measureOutside(engine: Engine, row: number): number {
  let metres = Infinity
  for (const focus of engine.focuses.alive) metres = Math.min(metres, metresOutside(engine, focus, row))
  return metres
}

function metresOutside({ focuses, table }: Engine, focus: number, row: number): number {
  const { planes } = focuses
  const { bounds } = table
  const at = 6 * row
  const end = (focus + 1) * planesStride
  let metres = -Infinity
  for (let plane = focus * planesStride; plane < end; plane += 4) {
    const x = bounds[at + (planes[plane] >= 0 ? 3 : 0)] - focuses.x[focus]
    const y = bounds[at + (planes[plane + 1] >= 0 ? 4 : 1)] - focuses.y[focus]
    const z = bounds[at + (planes[plane + 2] >= 0 ? 5 : 2)] - focuses.z[focus]
    const inside = planes[plane] * x + planes[plane + 1] * y + planes[plane + 2] * z + planes[plane + 3]
    metres = Math.max(metres, -inside)
  }
  return metres
}
