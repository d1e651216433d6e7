import type { Focuses, View } from '../components/focus'
import type { FocusPath } from '../components/focusPath'
import { givenStride, toScene, turn, type SceneRoot } from '../components/sceneRoot'

/** Scratch of one call. */
const point = new Float64Array(3)

/** What the columns of a focus hold was said of the world. */
export function keepGiven({ given }: SceneRoot, focuses: Focuses, focus: number): void {
  const { x, y, z, velocityX, velocityY, velocityZ } = focuses
  given.set([x[focus], y[focus], z[focus], velocityX[focus], velocityY[focus], velocityZ[focus]], givenStride * focus)
}

export function carryPosition(root: SceneRoot, focuses: Focuses, focus: number): void {
  if (focuses.inScene[focus]) return
  const at = givenStride * focus
  root.given[at] = focuses.x[focus]
  root.given[at + 1] = focuses.y[focus]
  root.given[at + 2] = focuses.z[focus]
  writeInto(root, focuses, focus)
}

/** Velocities that the game sets are those relative to the scene, along the world's axes. */
export function carryVelocity(root: SceneRoot, focuses: Focuses, focus: number): void {
  if (focuses.inScene[focus]) return
  const at = givenStride * focus + 3
  root.given[at] = focuses.velocityX[focus]
  root.given[at + 1] = focuses.velocityY[focus]
  root.given[at + 2] = focuses.velocityZ[focus]
  writeVelocity(root, focuses, focus)
}

/** The same of what was given before, once the scene has moved. A measured velocity goes on: the next tick measures again. */
export function writePosition(root: SceneRoot, focuses: Focuses, focus: number): void {
  writeInto(root, focuses, focus)
  if (!focuses.captureVelocity[focus]) writeVelocity(root, focuses, focus)
}

function writeInto(root: SceneRoot, focuses: Focuses, focus: number): void {
  const at = givenStride * focus
  toScene(point, root, root.given[at], root.given[at + 1], root.given[at + 2])
  focuses.x[focus] = point[0]
  focuses.y[focus] = point[1]
  focuses.z[focus] = point[2]
}

function writeVelocity(root: SceneRoot, focuses: Focuses, focus: number): void {
  const at = givenStride * focus + 3
  turn(point, root.inverse, root.given[at], root.given[at + 1], root.given[at + 2])
  focuses.velocityX[focus] = point[0]
  focuses.velocityY[focus] = point[1]
  focuses.velocityZ[focus] = point[2]
}

/** A view as it is seen from inside the scene: one object, rewritten every tick. */
interface CarriedView extends View {
  readonly view: Float64Array
  projection: ArrayLike<number>
  viewportHeight: number | undefined
}

export function enterView({ views }: SceneRoot, focuses: Focuses, focus: number): void {
  const view = focuses.inScene[focus] ? null : focuses.view[focus]
  views[focus] = view
  if (view === null) return
  const carried: CarriedView = { view: new Float64Array(16), projection: view.projection, viewportHeight: undefined }
  carried.view[15] = 1
  focuses.view[focus] = carried
}

/** The scene's axes to the world's, and those to the camera's. The scale is in it: near planes and what is projected are the same picture then. */
export function carryView({ views, axes }: SceneRoot, focuses: Focuses, focus: number): void {
  const given = views[focus]
  if (given === null) return
  const carried = focuses.view[focus] as CarriedView
  carried.projection = given.projection
  carried.viewportHeight = given.viewportHeight
  for (let column = 0; column < 3; column++)
    for (let row = 0; row < 3; row++) {
      let sum = 0
      for (let k = 0; k < 3; k++) sum += given.view[4 * k + row] * axes[3 * column + k]
      carried.view[4 * column + row] = sum
    }
}

export function carryPath(root: SceneRoot, path: FocusPath): FocusPath {
  const given = path.given ?? path
  const points = new Float64Array(given.points.length)
  for (let at = 0; at < points.length; at += 3) {
    toScene(point, root, given.points[at], given.points[at + 1], given.points[at + 2])
    points.set(point, at)
  }
  return { points, speed: given.speed / root.scale, given }
}
