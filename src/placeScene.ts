import { toScene, toWorld, type SceneRoot } from './components/sceneRoot'
import type { TerraneWorld } from './engine'
import { fail } from './errors'
import { Input, noteInput } from './live/recorder'
import { followRoot, takeRoot, writeRoot } from './placement/root'

/** Where a scene stands: a point p of it is at rotation × p × scale + position. What is left out stays as it is; at first that is 0, 0, 0, not turned, and 1. */
export interface Placement {
  /** World metres. */
  readonly position?: readonly [number, number, number]
  /** A quaternion x, y, z, w of any length but 0. */
  readonly rotation?: readonly [number, number, number, number]
  /** Above 0. Radii, switch distances and errors grow with it: a house twice as large is seen from twice as far. */
  readonly scale?: number
}

/**
 * Moves, turns or scales the scene that a world streams (T-3), as often as every frame: all its stubs hang under one root, and this is the root's place. It is drawn there at once, and from the
 * next tick on distances are those to where it stands; nothing loads or unloads for it but what came into range or left it.
 * Costs the same for any number of sections. A recording holds it.
 *
 * Everything of the scene is in the scene's own space and goes along: entities and their Transforms, colliders, boxes and names of places. Lengths that settings speak of (speeds, paddings,
 * reaches) are metres of the scene. Focuses, rays and places asked for are in the world.
 * @throws TerraneError 'argument'.
 */
export function placeScene(world: TerraneWorld, placement: Placement): void {
  const { terrane } = world
  const { position = [0, 0, 0], rotation = [0, 0, 0, 1], scale = 1 } = { ...valuesOf(terrane.root), ...placement }
  checkPlacement(position, rotation, scale)
  noteInput(terrane, Input.placeScene, 0, position[0], position[1], position[2], scale)
  noteInput(terrane, Input.turnScene, 0, rotation[0], rotation[1], rotation[2], rotation[3])
  const root = terrane.root ?? takeRoot(terrane)
  writeRoot(root, { position, rotation, scale })
  followRoot(terrane, root)
  // Where a world begins is no motion.
  if (terrane.clock.tick === 0) for (const focus of terrane.focuses.alive) terrane.focuses.jumped[focus] = 1
}

const valuesOf = (root: SceneRoot | null) =>
  root && { position: [...root.position], rotation: [...root.rotation], scale: root.scale }

/** Writes where a point of the world is in the scene that a world streams. */
export function pointInScene({ terrane }: TerraneWorld, out: Float64Array, x: number, y: number, z: number): void {
  toScene(out, terrane.root, x, y, z)
}

/** Writes where a point of the scene is in the world. */
export function pointInWorld({ terrane }: TerraneWorld, out: Float64Array, x: number, y: number, z: number): void {
  toWorld(out, terrane.root, x, y, z)
}

const largestScale = 1e6

function checkPlacement(position: readonly number[], rotation: readonly number[], scale: number): void {
  if (position.length !== 3 || !position.every(Number.isFinite))
    fail('argument', `a position ${JSON.stringify(position)}`, 'three finite numbers in metres', 'Pass [x, y, z].')
  const squared = rotation.reduce((sum, part) => sum + part * part, 0)
  if (rotation.length !== 4 || !(squared > 1e-12 && squared < 1e12))
    fail(
      'argument',
      `a rotation ${JSON.stringify(rotation)}`,
      'a quaternion',
      'Pass [x, y, z, w]; [0, 0, 0, 1] is none.',
    )
  if (!(scale >= 1 / largestScale && scale <= largestScale))
    fail(
      'argument',
      `a scale ${scale}`,
      `${1 / largestScale} to ${largestScale}`,
      'Nothing is mirrored or flattened; leave it out for 1.',
    )
}
