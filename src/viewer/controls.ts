import type { Flight, Wishes } from './flight'
import { listenToPointers, type Pick } from './pointers'

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

/**
 * Flies with WASD or arrows, E and Q or space for up and down, shift for fast; V takes the pointer until Escape. What the pointer does, see
 * `listenToPointers`. `command` gets every other key as it is typed ('b', '?').
 * @param taken Codes of keys that are commands though they would fly.
 */
export function createControls(
  canvas: HTMLCanvasElement,
  flight: Flight,
  command: (key: string) => void,
  pick: Pick,
  taken: ReadonlySet<string> = new Set(),
): Controls {
  const wishes: Wishes = { forward: 0, right: 0, up: 0, fast: false }
  const ended = new AbortController()
  const hasMoved = listenToPointers(canvas, flight, pick, ended.signal)
  listenToKeys(wishes, taken, ended.signal, (event) => {
    if (event.code === 'KeyV') takePointer(canvas)
    else command(event.key.toLowerCase())
  })
  return {
    wishes,
    get active() {
      return hasMoved() || wishes.forward !== 0 || wishes.right !== 0 || wishes.up !== 0
    },
    dispose: () => ended.abort(),
  }
}

/** Keeps `wishes` as the keys are held; `other` gets each press of a key that is none of flight. */
function listenToKeys(
  wishes: Wishes,
  taken: ReadonlySet<string>,
  signal: AbortSignal,
  other: (event: KeyboardEvent) => void,
): void {
  const held = new Set<string>()
  const renew = () => {
    wishes.forward = wishes.right = wishes.up = 0
    for (const code of held) wishes[moves[code][0]] += moves[code][1]
    for (const axis of ['forward', 'right', 'up'] as const) wishes[axis] = Math.sign(wishes[axis])
  }
  const on = <Name extends keyof WindowEventMap>(name: Name, listen: (event: WindowEventMap[Name]) => void) =>
    window.addEventListener(name, listen, { signal })
  on('keydown', (event) => {
    wishes.fast = event.shiftKey
    if (event.ctrlKey || event.metaKey || event.altKey || isTakenBy(event)) return
    if (event.code in moves && !taken.has(event.code)) {
      event.preventDefault()
      held.add(event.code)
      renew()
    } else if (!event.repeat) other(event)
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
