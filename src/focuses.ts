import { allKinds, kindBitOf, maskedKinds } from './components/kinds'
import { forgetQueries, largestFocusCapacity, type Focuses, type Positioned, type View } from './components/focus'
import type { Engine, TerraneWorld } from './engine'
import { fail } from './errors'
import { Input, noteData, noteInput } from './live/recorder'
import { standAt } from './live/standing'

declare const focusIdBrand: unique symbol

/** Names a focus for ever: world, serial number and index. An id of a removed focus or of another world is refused. */
export type FocusId = number & { readonly [focusIdBrand]: true }

const indexBits = largestFocusCapacity
const serialLimit = 0x100_0000

export interface FocusOptions {
  /** World metres. Left out, the position of `follow`, else the origin. */
  readonly position?: Positioned | readonly [number, number, number]
  /** What it follows every tick: an object with x, y, z, or a game's entity (with `streaming({ positions })`). */
  readonly follow?: Positioned | number
  /** Makes gates and screen-space error possible; without one no view gate applies. */
  readonly view?: View
  /** Reaches farther: distances ÷ scale against enter and exit radii. Default 1, 10⁻⁶ to 10⁶. */
  readonly radiusScale?: number
  /** The same against refine distances. Default 1, 10⁻⁶ to 10⁶. */
  readonly detailScale?: number
  /** Share of the loader when several focuses want. Default 1, 10⁻⁶ to 10⁶. */
  readonly weight?: number
  /** Payload kinds that it wants, by name (a far listener: ['audio']). Left out, all that the world wants. */
  readonly kinds?: readonly string[]
  /** Measure the velocity from motion (default), or leave it to `setFocusVelocity`. */
  readonly captureVelocity?: boolean
  /**
   * All that is said of it (position, what it follows, velocity, path, view) is meant in the scene's own space, and it goes along with a scene that `placeScene` moves: for a hero aboard, an
   * entity of the scene. Default false: the world's.
   */
  readonly inScene?: boolean
}

/** Puts a focus into the world. @throws 'capacity' when `settings.focusCapacity` are alive, 'argument' for bad numbers. */
export function createFocus(world: TerraneWorld, options: FocusOptions = {}): FocusId {
  const { terrane } = world
  const { focuses } = terrane
  const radiusScale = readScale('radiusScale', options.radiusScale ?? 1)
  const detailScale = readScale('detailScale', options.detailScale ?? 1)
  const weight = readScale('weight', options.weight ?? 1)
  const kindMask = readKinds(terrane, options.kinds)
  const [x, y, z] = firstPosition(terrane, options)
  const focus = freeIndex(focuses)
  const follow = options.follow ?? null
  const captureVelocity = options.captureVelocity === false ? 0 : 1
  const inScene = options.inScene === true ? 1 : 0
  const scales = [radiusScale, detailScale, weight]
  noteData(terrane, Input.createFocus, [focus, x, y, z, ...scales, kindMask, captureVelocity, inScene])
  focuses.serial[focus] = focuses.lastSerial = (focuses.lastSerial % (serialLimit - 1)) + 1
  focuses.radiusScale[focus] = radiusScale
  focuses.detailScale[focus] = detailScale
  focuses.weight[focus] = weight
  focuses.kindMask[focus] = kindMask
  focuses.captureVelocity[focus] = captureVelocity
  focuses.inScene[focus] = inScene
  focuses.velocityX[focus] = focuses.velocityY[focus] = focuses.velocityZ[focus] = 0
  terrane.root?.carryVelocity(focuses, focus)
  focuses.barriers[focus] = 0
  forgetQueries(focuses, focus)
  focuses.finish[focus] = terrane.loader.virtualTime
  focuses.follow[focus] = follow
  focuses.view[focus] = options.view ?? null
  standAt(terrane, focus, x, y, z)
  terrane.root?.enter(focuses, focus)
  focuses.lastX[focus] = focuses.aheadX[focus] = focuses.x[focus]
  focuses.lastY[focus] = focuses.aheadY[focus] = focuses.y[focus]
  focuses.lastZ[focus] = focuses.aheadZ[focus] = focuses.z[focus]
  focuses.looksAhead[focus] = 0
  focuses.jumped[focus] = focuses.teleported[focus] = 0
  focuses.alive.push(focus)
  terrane.cut.moved = true
  return focusIdOf(terrane, focus)
}

/** The id of the focus that is alive at an index. */
export function focusIdOf({ id, focuses }: Engine, focus: number): FocusId {
  return ((id * serialLimit + focuses.serial[focus]) * indexBits + focus) as FocusId
}

/** Moves a focus; read at the next tick. Faster than `teleportSpeed` counts as a teleport, and so does `teleport: true`. */
export function moveFocus(world: TerraneWorld, id: FocusId, x: number, y: number, z: number, teleport = false): void {
  const { focuses } = world.terrane
  const focus = focusIndex(world.terrane, id)
  if (!Number.isFinite(x + y + z))
    fail('argument', `focus position ${x}, ${y}, ${z}`, 'finite metres', 'Keep the last good position.')
  noteInput(world.terrane, Input.moveFocus, focus, x, y, z, teleport ? 1 : 0)
  standAt(world.terrane, focus, x, y, z)
  if (teleport) focuses.jumped[focus] = 1
}

/** Sets the velocity of a focus made with `captureVelocity: false`, metres a second. @throws 'argument' for what is not finite. */
export function setFocusVelocity(world: TerraneWorld, id: FocusId, x: number, y: number, z: number): void {
  const { focuses } = world.terrane
  const focus = focusIndex(world.terrane, id)
  if (!Number.isFinite(x + y + z))
    fail('argument', `focus velocity ${x}, ${y}, ${z}`, 'finite metres a second', 'Pass 0, 0, 0 at rest.')
  noteInput(world.terrane, Input.setFocusVelocity, focus, x, y, z)
  focuses.velocityX[focus] = x
  focuses.velocityY[focus] = y
  focuses.velocityZ[focus] = z
  world.terrane.root?.carryVelocity(focuses, focus)
}

/** Changes reach, detail or weight of a focus. */
export function scaleFocus(
  world: TerraneWorld,
  id: FocusId,
  scale: Pick<FocusOptions, 'radiusScale' | 'detailScale' | 'weight'>,
): void {
  const { focuses, cut } = world.terrane
  const focus = focusIndex(world.terrane, id)
  const radiusScale = readScale('radiusScale', scale.radiusScale ?? focuses.radiusScale[focus])
  const detailScale = readScale('detailScale', scale.detailScale ?? focuses.detailScale[focus])
  const weight = readScale('weight', scale.weight ?? focuses.weight[focus])
  noteInput(world.terrane, Input.scaleFocus, focus, radiusScale, detailScale, weight)
  focuses.radiusScale[focus] = radiusScale
  focuses.detailScale[focus] = detailScale
  focuses.weight[focus] = weight
  cut.moved = true
}

/** Takes a focus away; what only it wanted leaves after its grace. */
export function removeFocus(world: TerraneWorld, id: FocusId): void {
  const { focuses, cut } = world.terrane
  const focus = focusIndex(world.terrane, id)
  noteInput(world.terrane, Input.removeFocus, focus)
  focuses.serial[focus] = 0
  focuses.follow[focus] = null
  focuses.view[focus] = null
  focuses.alive.splice(focuses.alive.indexOf(focus), 1)
  cut.moved = true
}

/** Index of a live focus. @throws 'foreign-world' or 'argument' for an id of another world or of a removed focus. */
export function focusIndex(engine: Engine, id: FocusId): number {
  const world = Math.floor(id / (indexBits * serialLimit))
  if (world !== engine.id)
    fail(
      'foreign-world',
      `a focus of world ${world}`,
      `one of world ${engine.id}`,
      'Use ids with the world that gave them out.',
    )
  const focus = id % indexBits
  const serial = Math.floor(id / indexBits) % serialLimit
  if (serial > 0 && engine.focuses.serial[focus] === serial) return focus
  return fail('argument', `focus ${id}, which was removed`, 'a focus that is alive', 'Create a new one.')
}

function freeIndex(focuses: Focuses): number {
  for (let focus = 0; focus < focuses.capacity; focus++) if (focuses.serial[focus] === 0) return focus
  return fail(
    'capacity',
    `focus number ${focuses.capacity + 1}`,
    `at most ${focuses.capacity}`,
    'Raise settings.focusCapacity.',
  )
}

/** The position given, else that of what it follows, else the origin: a focus begins where it belongs, not with a jump. */
function firstPosition(engine: Engine, options: FocusOptions): readonly [number, number, number] {
  const { positions } = engine
  const { position, follow } = options
  if (typeof follow === 'number' && positions === null)
    fail(
      'argument',
      `follow: entity ${follow}`,
      'a world that knows positions',
      'Pass streaming({ positions: Position }).',
    )
  if (position !== undefined) return toPoint(position)
  if (typeof follow === 'object' && follow !== null) return toPoint(follow)
  if (typeof follow !== 'number') return [0, 0, 0]
  const [x, y, z] = [positions!.x[follow], positions!.y[follow], positions!.z[follow]]
  return Number.isFinite(x + y + z) ? [x, y, z] : [0, 0, 0]
}

function toPoint(from: Positioned | readonly [number, number, number]): readonly [number, number, number] {
  const point = 'x' in from ? ([from.x, from.y, from.z] as const) : from
  if (point.length === 3 && point.every(Number.isFinite)) return point
  return fail(
    'argument',
    `focus position ${point.join(', ')}`,
    'three finite numbers in metres',
    'Pass { x, y, z } or [x, y, z].',
  )
}

function readKinds({ table }: Engine, names: readonly string[] | undefined): number {
  if (names === undefined) return allKinds
  let mask = 0
  for (const name of names) {
    const kind = table.info.kinds.indexOf(name)
    if (kind < 0 || kind >= maskedKinds)
      fail(
        'argument',
        `a focus that wants "${name}"`,
        `kinds of ${table.info.kinds.slice(0, maskedKinds).join(', ')}`,
        'Correct the name.',
      )
    mask |= kindBitOf(kind)
  }
  return mask >>> 0
}

/** Scales and weights are squared, inverted and added up: within these bounds no focus can turn the others' numbers into NaN. */
const leastScale = 1e-6
const largestScale = 1e6

function readScale(name: string, value: number): number {
  if (value >= leastScale && value <= largestScale) return value
  return fail('argument', `${name} ${value}`, `${leastScale} to ${largestScale}`, `Leave ${name} out for 1.`)
}
