import { fromMap, zoomMap } from './mapView'
import type { OverlayContext } from './panel'
import type { MapOptions, MapState } from './map'
import { sectionsInColumn } from './pickSection'

/** A press that moves less is a click, points of the page. */
const clickPoints = 4
const wheelFactor = 1.2

/** Drag moves, wheel and two fingers zoom, a click does what the map's owner says. Arrows, + and − do with the keyboard what they say. */
export function listenToMap(state: MapState, overlay: OverlayContext, options: MapOptions, draw: () => void): void {
  const { canvas, view } = state
  const fingers = new Map<number, readonly [x: number, y: number]>()
  let moved = 0
  canvas.addEventListener('pointerdown', (event) => {
    canvas.setPointerCapture(event.pointerId)
    fingers.set(event.pointerId, [event.offsetX, event.offsetY])
    moved = fingers.size > 1 ? Infinity : 0
  })
  canvas.addEventListener('pointermove', (event) => {
    const before = fingers.get(event.pointerId)
    if (!before) return hover(event)
    const now = [event.offsetX, event.offsetY] as const
    const spread = spreadOf(fingers)
    fingers.set(event.pointerId, now)
    moved += Math.abs(now[0] - before[0]) + Math.abs(now[1] - before[1])
    if (fingers.size === 2) zoomMap(view, spread / Math.max(1, spreadOf(fingers)))
    else if (moved >= clickPoints) dragMap(state, before[0] - now[0], before[1] - now[1])
    draw()
  })
  const lift = (event: PointerEvent) => {
    if (fingers.delete(event.pointerId) && event.type === 'pointerup' && moved < clickPoints) click(event)
  }
  canvas.addEventListener('pointerup', lift)
  canvas.addEventListener('pointercancel', lift)
  canvas.addEventListener('pointerleave', () => {
    overlay.hovered = null
    draw()
  })
  canvas.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault()
      event.stopPropagation()
      const factor = event.deltaY > 0 ? wheelFactor : 1 / wheelFactor
      if (state.following) zoomMap(view, factor)
      else zoomMap(view, factor, event.offsetX, event.offsetY)
      draw()
    },
    { passive: false },
  )
  canvas.addEventListener('keydown', (event) => {
    if (!moveByKey(state, event.key)) return
    event.preventDefault()
    event.stopPropagation()
    draw()
  })
  const under = (event: PointerEvent) => fromMap(view, event.offsetX, event.offsetY)
  const hover = (event: PointerEvent) => {
    const [section] = sectionsInColumn(overlay.world, ...under(event))
    if (overlay.hovered === (section ?? null)) return
    overlay.hovered = section ?? null
    draw()
  }
  const click = (event: PointerEvent) => {
    options.click(...under(event), event)
    draw()
  }
}

function dragMap(state: MapState, right: number, down: number): void {
  state.following = false
  state.view.x += right * state.view.metresPerPoint
  state.view.z += down * state.view.metresPerPoint
}

function spreadOf(fingers: ReadonlyMap<number, readonly [x: number, y: number]>): number {
  const [first, second] = [...fingers.values()]
  return second ? Math.hypot(first[0] - second[0], first[1] - second[1]) : 1
}

/** Points that an arrow key moves the map by. */
const keyStep = 40

/** @returns whether the key means something here. */
function moveByKey(state: MapState, key: string): boolean {
  const steps: Readonly<Record<string, readonly [number, number]>> = {
    ArrowLeft: [-keyStep, 0],
    ArrowRight: [keyStep, 0],
    ArrowUp: [0, -keyStep],
    ArrowDown: [0, keyStep],
  }
  if (key in steps) dragMap(state, ...steps[key])
  else if (key === '+' || key === '-') zoomMap(state.view, key === '-' ? 1.5 : 1 / 1.5)
  else return false
  return true
}
