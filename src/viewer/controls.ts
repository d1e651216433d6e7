import { changeSpeed, turnFlight, type Flight, type Wishes } from './flight'

/** Keys and pointer of the page. */
export interface Controls {
  readonly wishes: Wishes
  /** True while the visitor moves or turns the camera: whatever else moves it should let go. */
  readonly active: boolean
  dispose(): void
}

/** Keys by where they are on the keyboard, so that WASD is one hand on every layout. */
const moves: Readonly<Record<string, readonly ['forward' | 'right' | 'up', number]>> = {
  KeyW: ['forward', 1],
  ArrowUp: ['forward', 1],
  KeyS: ['forward', -1],
  ArrowDown: ['forward', -1],
  KeyD: ['right', 1],
  ArrowRight: ['right', 1],
  KeyA: ['right', -1],
  ArrowLeft: ['right', -1],
  KeyE: ['up', 1],
  Space: ['up', 1],
  KeyQ: ['up', -1],
}

/** A drag over the picture's height turns by about the field of view. */
const radiansPerPixel = 0.0022
/** A press that moves less is a click, pixels. */
const clickPixels = 4

/** Asked for with a point of the picture, x and y from 0 (left, top) to 1. */
export type Pick = (x: number, y: number) => void

/**
 * Flies with WASD or arrows, E and Q or space for up and down, shift for fast, the wheel for speed. Dragging turns, a click picks; V takes the
 * pointer until Escape, and then a click picks what is in the middle. `command` gets every other key as it is typed ('b', '?').
 */
export function createControls(
  canvas: HTMLCanvasElement,
  flight: Flight,
  command: (key: string) => void,
  pick: Pick,
): Controls {
  const held = new Set<string>()
  const wishes: Wishes = { forward: 0, right: 0, up: 0, fast: false }
  const ended = new AbortController()
  let [dragged, dragging, turned] = [0, false, false]
  const renew = () => {
    wishes.forward = wishes.right = wishes.up = 0
    for (const code of held) wishes[moves[code][0]] += moves[code][1]
    for (const axis of ['forward', 'right', 'up'] as const) wishes[axis] = Math.sign(wishes[axis])
  }
  const turn = (event: PointerEvent) => {
    if (event.movementX === 0 && event.movementY === 0) return
    turnFlight(flight, -event.movementX * radiansPerPixel, -event.movementY * radiansPerPixel)
    turned = true
  }
  const isLocked = () => document.pointerLockElement === canvas
  const on = <Name extends keyof WindowEventMap>(name: Name, listen: (event: WindowEventMap[Name]) => void) =>
    window.addEventListener(name, listen, { signal: ended.signal, passive: false })
  on('keydown', (event) => {
    wishes.fast = event.shiftKey
    if (event.ctrlKey || event.metaKey || event.altKey || isTakenBy(event)) return
    if (event.code in moves) {
      event.preventDefault()
      held.add(event.code)
      renew()
    } else if (event.repeat) return
    else if (event.code === 'KeyV') takePointer(canvas)
    else command(event.key.toLowerCase())
  })
  on('keyup', (event) => {
    wishes.fast = event.shiftKey
    held.delete(event.code)
    renew()
  })
  on('blur', () => {
    held.clear()
    renew()
  })
  on('pointermove', (event) => {
    if (isLocked()) return turn(event)
    if (!dragging) return
    dragged += Math.abs(event.movementX) + Math.abs(event.movementY)
    turn(event)
  })
  on('pointerup', (event) => {
    if (dragging && dragged < clickPixels) pick(event.clientX / canvas.clientWidth, event.clientY / canvas.clientHeight)
    dragging = false
  })
  canvas.addEventListener(
    'pointerdown',
    (event) => {
      if (event.button !== 0) return
      if (isLocked()) return pick(0.5, 0.5)
      dragging = true
      dragged = 0
      canvas.setPointerCapture(event.pointerId)
    },
    { signal: ended.signal },
  )
  canvas.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault()
      changeSpeed(flight, -Math.sign(event.deltaY))
    },
    { signal: ended.signal, passive: false },
  )
  return {
    wishes,
    get active() {
      const is = turned || wishes.forward !== 0 || wishes.right !== 0 || wishes.up !== 0
      turned = false
      return is
    },
    dispose: () => ended.abort(),
  }
}

/** Whether a control of the page means this key for itself: text fields all of them, buttons and lists those that work them. */
function isTakenBy(event: KeyboardEvent): boolean {
  const target = event.composedPath()[0]
  if (!(target instanceof HTMLElement)) return false
  if (target.matches('input, select, textarea')) return true
  return target.matches('button, [tabindex]') && ['Space', 'Enter', 'ArrowUp', 'ArrowDown'].includes(event.code)
}

/** Browsers refuse it right after Escape, and where there is no mouse: dragging still works. */
function takePointer(canvas: HTMLCanvasElement): void {
  const asked: Promise<void> | undefined = canvas.requestPointerLock() as Promise<void> | undefined
  asked?.catch(() => {})
}
