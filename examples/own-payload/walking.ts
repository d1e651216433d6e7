/** Somebody on foot, steered by keys or sent to a point. */
export interface Walker {
  readonly at: { x: number; y: number; z: number }
  readonly keys: Set<string>
  goal: { readonly x: number; readonly z: number } | null
}

const metresASecond = 14

/** Listens to the keyboard. `first` is called at every key: browsers allow sound from then on. */
export function createWalker(x: number, z: number, first: () => void): Walker {
  const walker: Walker = { at: { x, y: 1.7, z }, keys: new Set(), goal: null }
  window.addEventListener('keydown', ({ code }) => {
    walker.keys.add(code)
    first()
  })
  window.addEventListener('keyup', ({ code }) => walker.keys.delete(code))
  window.addEventListener('blur', () => walker.keys.clear())
  return walker
}

export function walk(walker: Walker, seconds: number): void {
  const { at, keys } = walker
  const pressed = (...codes: string[]) => Number(codes.some((code) => keys.has(code)))
  const x = pressed('KeyD', 'ArrowRight') - pressed('KeyA', 'ArrowLeft')
  const z = pressed('KeyS', 'ArrowDown') - pressed('KeyW', 'ArrowUp')
  if (x !== 0 || z !== 0) walker.goal = null
  const towards = walker.goal ? { x: walker.goal.x - at.x, z: walker.goal.z - at.z } : { x, z }
  const length = Math.hypot(towards.x, towards.z)
  if (length === 0) return
  const metres = walker.goal ? Math.min(length, metresASecond * seconds) : metresASecond * seconds
  at.x += (towards.x / length) * metres
  at.z += (towards.z / length) * metres
}
