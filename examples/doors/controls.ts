import type { Wishes } from './player'

export interface Controls {
  readonly held: Set<string>
  /** Up and down, radians; the player's own yaw turns with a drag as well. */
  pitch: number
}

/** Radians for a pixel of a drag, and how far one looks up or down. */
const [dragSpeed, steepest] = [0.005, 1.2]

/** Follows keys, by where they are on the keyboard, and drags. `commands` are called once a press, `turn` with radians to the left. */
export function createControls(
  canvas: HTMLCanvasElement,
  commands: Readonly<Record<string, () => void>>,
  turn: (radians: number) => void,
): Controls {
  const controls: Controls = { held: new Set(), pitch: 0 }
  window.addEventListener('keydown', ({ code, repeat, ctrlKey, metaKey }) => {
    if (repeat || ctrlKey || metaKey) return
    controls.held.add(code)
    commands[code]?.()
  })
  window.addEventListener('keyup', ({ code }) => controls.held.delete(code))
  window.addEventListener('blur', () => controls.held.clear())
  canvas.addEventListener('pointermove', ({ buttons, movementX, movementY }) => {
    if (buttons === 0) return
    turn(-movementX * dragSpeed)
    controls.pitch = Math.max(-steepest, Math.min(steepest, controls.pitch - movementY * dragSpeed))
  })
  return controls
}

export function readWishes({ held }: Controls): Wishes {
  const axis = (more: readonly string[], less: readonly string[]) =>
    Number(more.some((code) => held.has(code))) - Number(less.some((code) => held.has(code)))
  return {
    forward: axis(['KeyW', 'ArrowUp'], ['KeyS', 'ArrowDown']),
    right: axis(['KeyD'], ['KeyA']),
    turn: axis(['ArrowLeft'], ['ArrowRight']),
  }
}
