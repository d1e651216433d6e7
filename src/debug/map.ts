import { addElement } from './elements'
import { drawMap } from './drawMap'
import { listenToMap } from './mapInput'
import { createMapView, zoomMap, type MapView } from './mapView'
import type { OverlayContext } from './panel'
import { sceneCamera } from './sceneCamera'

/** What one map shows, and whether it goes along with the camera. */
export interface MapState {
  readonly view: MapView
  readonly canvas: HTMLCanvasElement
  following: boolean
}

/** Points of the page; the style sheet says the height. */
const [width, height] = [304, 236]
/** So many times the commonest enter radius fit into the map's width at first: what comes and goes is in the picture. */
const reachesAcross = 2.8

/** What a map is told by its owner. */
export interface MapOptions {
  /** For screen readers: what it shows and what the pointer does. */
  readonly label: string
  /** A click on a point of the world, metres. */
  click(x: number, z: number, event: PointerEvent): void
  /** Draws on top; `context` measures in points of the page. */
  drawOver?(context: CanvasRenderingContext2D, view: MapView): void
}

/** A map with its tools; call `update` to draw it anew. */
export interface MapOnPage extends MapState {
  update(): void
}

export function createMap(body: HTMLElement, overlay: OverlayContext, options: MapOptions): MapOnPage {
  const box = addElement(body, 'div', 'map')
  const canvas = addElement(box, 'canvas')
  canvas.tabIndex = 0
  canvas.setAttribute('aria-label', options.label)
  const state: MapState = { view: createMapView(width, height, startScale(overlay)), canvas, following: true }
  const draw = () => drawState(state, overlay, options)
  const tools = addElement(box, 'div', 'tools')
  addTool(tools, '−', 'Show more', () => zoomMap(state.view, 1.5), draw)
  addTool(tools, '+', 'Show less', () => zoomMap(state.view, 1 / 1.5), draw)
  const follow = addTool(tools, '◎', 'Stay with the camera', () => (state.following = true), draw)
  listenToMap(state, overlay, options, draw)
  const update = () => {
    draw()
    follow.setAttribute('aria-pressed', String(state.following))
  }
  return Object.assign(state, { update })
}

function addTool(tools: Node, text: string, label: string, act: () => void, draw: () => void): HTMLButtonElement {
  const button = addElement(tools, 'button', '', text)
  button.type = 'button'
  button.title = label
  button.setAttribute('aria-label', label)
  button.addEventListener('click', () => {
    act()
    draw()
  })
  return button
}

/** Roots that are looked at for their radii. */
const mostCounted = 10_000

function startScale({ world: { terrane } }: OverlayContext): number {
  const { enterRadius, rootCount } = terrane.table
  const counts = new Map<number, number>()
  for (let row = 0; row < Math.min(rootCount, mostCounted); row++)
    if (enterRadius[row] > 0 && enterRadius[row] < Infinity)
      counts.set(enterRadius[row], (counts.get(enterRadius[row]) ?? 0) + 1)
  const [[radius] = [100]] = [...counts].sort(([, a], [, b]) => b - a)
  return (radius * reachesAcross) / width
}

function drawState({ view, canvas, following }: MapState, overlay: OverlayContext, { drawOver }: MapOptions): void {
  fitMap(view, canvas)
  const camera = sceneCamera(overlay)
  const { focuses } = overlay.world.terrane
  const [focus] = focuses.alive
  if (following && camera) [view.x, view.z] = [camera.position[0], camera.position[2]]
  else if (following && focus !== undefined) [view.x, view.z] = [focuses.x[focus], focuses.z[focus]]
  const context = canvas.getContext('2d')
  if (!context) return
  context.setTransform(canvas.width / view.width, 0, 0, canvas.height / view.height, 0, 0)
  const { selected, hovered, marked } = overlay
  drawMap(context, view, overlay.world, overlay.choice, { selected, hovered, marked, camera })
  drawOver?.(context, view)
}

function fitMap(view: MapState['view'], canvas: HTMLCanvasElement): void {
  const density = Math.min(2, window.devicePixelRatio || 1)
  view.width = canvas.clientWidth || width
  view.height = canvas.clientHeight || height
  const [pixelsWide, pixelsHigh] = [Math.round(view.width * density), Math.round(view.height * density)]
  if (canvas.width !== pixelsWide) canvas.width = pixelsWide
  if (canvas.height !== pixelsHigh) canvas.height = pixelsHigh
}
