import type { Transform } from '../schema/builtIn'
import type { Values } from '../schema/component'
import type { BakeScene, NotCarried } from './bakeScene'
import { compose, nearestPlacement } from './matrices'

/** How far a matrix may be from translation × rotation × scale before it counts as skewed; relative to its largest number. */
const skewTolerance = 1e-6

/** What an entity's Transform begins with. A mirroring matrix has a negative x scale; a skewed one loses its skew. */
export function transformValues(matrix: Float64Array): Values<typeof Transform> {
  const { translation, rotation, scale } = nearestPlacement(matrix)
  return {
    x: translation[0],
    y: translation[1],
    z: translation[2],
    qx: rotation[0],
    qy: rotation[1],
    qz: rotation[2],
    qw: rotation[3],
    sx: scale[0],
    sy: scale[1],
    sz: scale[2],
  }
}

/** Entities whose Transform cannot say all of their matrix. */
export function listSkewed({ entities }: BakeScene): NotCarried[] {
  return entities
    .filter(({ matrix }) => isSkewed(matrix))
    .map(({ path }) => ({ node: path, what: 'skew: a Transform has none' }))
}

/** Translation, rotation and scale cannot say all of it. */
export function isSkewed(matrix: Float64Array): boolean {
  const { translation, rotation, scale } = nearestPlacement(matrix)
  const said = compose(translation, rotation, scale)
  const largest = Math.max(...scale.map(Math.abs))
  return matrix.some((value, i) => i < 12 && Math.abs(value - said[i]) > skewTolerance * largest)
}
