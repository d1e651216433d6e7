import { changeSpeed, slideFlight, turnFlight, type Flight } from './flight'

/** Asked for with a point of the picture, x and y from 0 (left, top) to 1. */
export type Pick = (x: number, y: number) => void

/** Pointers on the picture: a mouse, or fingers. */
interface Pointers {
  readonly canvas: HTMLCanvasElement
  readonly flight: Flight
  /** Where each that is down was last, points of the page. */
  readonly down: Map<number, readonly [x: number, y: number]>
  /** Points that the press has moved. */
  dragged: number
  /** True once the camera was turned or moved, until somebody asks. */
  moved: boolean
}

/** A drag over the picture's height turns by about the field of view. */
const radiansPerPoint = 0.0022
/** A press that moves less is a click, points of the page. */
const clickPoints = 4
/** Two fingers that move by a point move the camera by this share of a second of its speed. */
const secondsPerPoint = 0.012

/**
 * Dragging turns, a click picks, the wheel sets the speed. Two fingers move: sideways and up as they go, forward as they part. While the pointer is
 * taken every motion turns, and a click picks what is in the middle.
 * @returns Whether the camera was turned or moved since the last call.
 */
export function listenToPointers(
  canvas: HTMLCanvasElement,
  flight: Flight,
  pick: Pick,
  signal: AbortSignal,
): () => boolean {
  const pointers: Pointers = { canvas, flight, down: new Map(), dragged: 0, moved: false }
  const isLocked = () => document.pointerLockElement === canvas
  const on = (
    name: 'pointerdown' | 'pointermove' | 'pointerup' | 'pointercancel',
    act: (event: PointerEvent) => void,
  ) => canvas.addEventListener(name, act, { signal })
  on('pointerdown', (event) => {
    if (event.button !== 0) return
    if (isLocked()) return pick(0.5, 0.5)
    pointers.dragged = pointers.down.size > 0 ? Infinity : 0
    pointers.down.set(event.pointerId, [event.clientX, event.clientY])
    canvas.setPointerCapture(event.pointerId)
  })
  on('pointermove', (event) => {
    if (isLocked()) turn(pointers, event.movementX, event.movementY)
    else if (pointers.down.has(event.pointerId)) drag(pointers, event)
  })
  on('pointerup', (event) => {
    if (!pointers.down.delete(event.pointerId) || pointers.dragged >= clickPoints) return
    pick(event.clientX / canvas.clientWidth, event.clientY / canvas.clientHeight)
  })
  on('pointercancel', (event) => pointers.down.delete(event.pointerId))
  canvas.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault()
      changeSpeed(flight, -Math.sign(event.deltaY))
    },
    { signal, passive: false },
  )
  return () => {
    const { moved } = pointers
    pointers.moved = false
    return moved
  }
}

function turn(pointers: Pointers, right: number, down: number): void {
  if (right === 0 && down === 0) return
  turnFlight(pointers.flight, -right * radiansPerPoint, -down * radiansPerPoint)
  pointers.moved = true
}

function drag(pointers: Pointers, { pointerId, clientX, clientY }: PointerEvent): void {
  const { down, flight } = pointers
  const [x, y] = down.get(pointerId) as readonly [number, number]
  const [right, below] = [clientX - x, clientY - y]
  const spread = spreadOf(down)
  down.set(pointerId, [clientX, clientY])
  pointers.dragged += Math.abs(right) + Math.abs(below)
  if (down.size === 1) return turn(pointers, right, below)
  const share = secondsPerPoint * flight.speed
  // Each of two fingers moves the middle by half of its own way.
  slideFlight(flight, (-right / 2) * share, (below / 2) * share, (spreadOf(down) - spread) * share)
  pointers.moved = true
}

function spreadOf(down: Pointers['down']): number {
  const [first, second] = [...down.values()]
  return second ? Math.hypot(first[0] - second[0], first[1] - second[1]) : 0
}
