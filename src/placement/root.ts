import type { SceneRoot } from '../components/sceneRoot'
import { givenStride } from '../components/sceneRoot'
import type { Engine } from '../engine'
import { carryPath, carryPosition, carryVelocity, carryView, enterView, keepGiven, writePosition } from './carry'

/** Where a scene stands: numbers as a game gives them. */
export interface RootValues {
  readonly position: ArrayLike<number>
  readonly rotation: ArrayLike<number>
  readonly scale: number
}

/** A scene that stands where it was baked: nothing is turned, and all that focuses know is as given. */
export function createRoot({ focuses }: Engine): SceneRoot {
  const root: SceneRoot = {
    position: new Float64Array(3),
    rotation: new Float64Array([0, 0, 0, 1]),
    scale: 1,
    axes: new Float64Array(9),
    inverse: new Float64Array(9),
    given: new Float64Array(givenStride * focuses.capacity),
    views: new Array<null>(focuses.capacity).fill(null),
    enter: (columns, focus) => enterView(root, columns, focus),
    carry: (columns, focus) => carryPosition(root, columns, focus),
    carryVelocity: (columns, focus) => carryVelocity(root, columns, focus),
    carryView: (columns, focus) => carryView(root, columns, focus),
    carryPath: (path) => carryPath(root, path),
  }
  writeRoot(root, root)
  return root
}

/** The scene is placed for the first time: what its focuses know so far was said of the world. */
export function takeRoot(engine: Engine): SceneRoot {
  const { focuses } = engine
  const root = createRoot(engine)
  for (const focus of focuses.alive) {
    keepGiven(root, focuses, focus)
    root.enter(focuses, focus)
  }
  return (engine.root = root)
}

/** Sets where the scene stands. */
export function writeRoot(root: SceneRoot, { position, rotation, scale }: RootValues): void {
  root.position.set(position)
  root.rotation.set(rotation)
  root.scale = scale
  writeAxes(root)
}

/** A rotation by a quaternion of any length; its inverse is its transpose. Exactly rounded operations only. */
function writeAxes({ axes, inverse, rotation: [x, y, z, w], scale }: SceneRoot): void {
  const k = 2 / (x * x + y * y + z * z + w * w)
  axes[0] = 1 - k * (y * y + z * z)
  axes[1] = k * (x * y + w * z)
  axes[2] = k * (x * z - w * y)
  axes[3] = k * (x * y - w * z)
  axes[4] = 1 - k * (x * x + z * z)
  axes[5] = k * (y * z + w * x)
  axes[6] = k * (x * z + w * y)
  axes[7] = k * (y * z - w * x)
  axes[8] = 1 - k * (x * x + y * y)
  for (let column = 0; column < 3; column++)
    for (let row = 0; row < 3; row++) inverse[3 * row + column] = axes[3 * column + row] / scale
  for (let at = 0; at < 9; at++) axes[at] *= scale
}

/** Everything that was given in the world is where it is now in the scene; the presenter draws the scene where it stands. */
export function followRoot(engine: Engine, root: SceneRoot): void {
  const { focuses, prefetch, presenter } = engine
  for (const focus of focuses.alive) {
    if (focuses.inScene[focus]) continue
    writePosition(root, focuses, focus)
    const path = prefetch?.courses.path[focus]
    if (path) prefetch.courses.path[focus] = root.carryPath(path)
  }
  presenter.moveScene(matrixOf(root))
}

/** Scratch: read by the presenter during the call. */
const matrix = new Float64Array(16)

/** From the scene to the world, column-major; without a root, the identity. */
export function matrixOf(root: SceneRoot | null): Float64Array {
  for (let at = 0; at < 16; at++) {
    const [column, row] = [at >> 2, at & 3]
    if (root === null || row === 3) matrix[at] = column === row ? 1 : 0
    else matrix[at] = column === 3 ? root.position[row] : root.axes[3 * column + row]
  }
  return matrix
}
