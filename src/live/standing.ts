import type { Engine } from '../engine'

/** Puts a focus where the game says, and that into the scene, wherever the scene stands. */
export function standAt({ focuses, root }: Engine, focus: number, x: number, y: number, z: number): void {
  focuses.x[focus] = x
  focuses.y[focus] = y
  focuses.z[focus] = z
  if (root !== null) root.carry(focuses, focus)
}
