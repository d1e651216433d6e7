import type { SectionTable } from '../blobs/sectionBlob'
import { SectionFlag } from '../blobs/sectionBlob'
import type { Choice } from '../debug'

/** Where a visitor stands and looks. Metres and radians. */
export interface Viewpoint {
  readonly position: readonly [number, number, number]
  readonly yaw: number
  readonly pitch: number
}

/** What the address says behind its `#`: `#at=12,1.7,-40&yaw=90&pitch=-5&path=world/tour.csv`, or in a recording `#at=12,1.7,-40&t=8.5`. */
export interface Address {
  /** Angles are in degrees in the address, radians here. */
  readonly at: Viewpoint | null
  /** Seconds of a recording; without one nobody asks. */
  readonly seconds: number | null
  /** Number of the recorded focus that the camera goes with, and `at` is where that was; 0 for none. */
  readonly rides: number
  readonly path: string | null
  readonly profile: string | null
  /** Bytes, Infinity for any number; null leaves it to the machine. */
  readonly budgetBytes: number | null
  /** The world streams as a tiled scene. */
  readonly tiled: boolean
  /** Pixels of the picture for a point of the page, 0.25 … 4; null lets the machine decide. */
  readonly density: number | null
  readonly overlay: boolean
  /** Ids of the open panels; null leaves them as they come. */
  readonly panels: readonly string[] | null
  /** Name or GUID of the selected section. */
  readonly select: string | null
  readonly choice: Choice
}

const degrees = Math.PI / 180

/**
 * Reads what is understood and leaves the rest: an address may be typed by hand.
 * @param served What counts where the address says nothing, in the same words.
 */
export function readAddress(hash: string, served = ''): Address {
  const given = new URLSearchParams(hash.replace(/^#/, ''))
  for (const [name, value] of new URLSearchParams(served)) if (!given.has(name)) given.set(name, value)
  const numberOf = (name: string) => (given.get(name) === null ? NaN : Number(given.get(name)))
  const at = (given.get('at') ?? '').split(',').map((part) => (part.trim() === '' ? NaN : Number(part)))
  const density = numberOf('density')
  const ride = numberOf('ride')
  const seconds = given.get('t')?.trim() ? numberOf('t') : NaN
  return {
    at:
      at.length === 3 && at.every(Number.isFinite)
        ? {
            position: [at[0], at[1], at[2]],
            yaw: (numberOf('yaw') || 0) * degrees,
            pitch: (numberOf('pitch') || 0) * degrees,
          }
        : null,
    seconds: Number.isFinite(seconds) ? seconds : null,
    rides: Number.isSafeInteger(ride) && ride > 0 ? ride : 0,
    path: given.get('path'),
    profile: given.get('profile'),
    budgetBytes: readBudget(given.get('budget')),
    tiled: given.get('tiled') === '1',
    density: density >= 0.25 && density <= 4 ? density : null,
    overlay: given.get('overlay') !== '0',
    panels: given.has('panels') ? (given.get('panels') ?? '').split(',').filter(Boolean) : null,
    select: given.get('select'),
    choice: {
      bounds: given.get('bounds') === '1',
      rings: given.get('rings') === '1',
      labels: given.get('labels') === '1',
      failures: given.get('failures') === '1',
      paint: given.get('paint') === '1',
      colorBy: given.get('color') === 'level' ? 'level' : 'state',
    },
  }
}

/** Mebibytes above 0, or none at all. */
function readBudget(text: string | null): number | null {
  if (text === 'none') return Infinity
  const bytes = Number(text) * 2 ** 20
  return bytes > 0 && bytes < Infinity ? bytes : null
}

/** What of the overlay goes into the address. */
export interface Shown {
  readonly overlay: boolean
  readonly panels: readonly string[]
  readonly select: string | null
  readonly choice: Choice
}

/** The address with what the overlay shows: whoever follows it sees the same. What is as it comes is left out. */
export function writeShown(hash: string, { overlay, panels, select, choice }: Shown): string {
  const given = new URLSearchParams(hash.replace(/^#/, ''))
  const set = (name: string, value: string | null) => (value === null ? given.delete(name) : given.set(name, value))
  set('overlay', overlay ? null : '0')
  set('panels', panels.join() === firstPanels.join() ? null : panels.join())
  set('select', select)
  for (const name of ['bounds', 'rings', 'labels', 'failures', 'paint'] as const) set(name, choice[name] ? '1' : null)
  set('color', choice.colorBy === 'level' ? 'level' : null)
  return toHash(given)
}

/** Commas and slashes may stand in an address as they are, and are read more easily. */
function toHash(given: URLSearchParams): string {
  return `#${given.toString().replaceAll('%2C', ',').replaceAll('%2F', '/')}`
}

/** Panels that are open where the address says nothing. */
export const firstPanels = ['figures', 'map']

/** The address with another viewpoint; everything else in it stays. */
export function writeAddress(hash: string, position: ArrayLike<number>, yaw: number, pitch: number): string {
  const given = new URLSearchParams(hash.replace(/^#/, ''))
  given.set('at', [position[0], position[1], position[2]].map((value) => value.toFixed(1)).join(','))
  given.set('yaw', (yaw / degrees).toFixed(1))
  given.set('pitch', (pitch / degrees).toFixed(1))
  return toHash(given)
}

/** The address with a moment of a recording, rounded down to a millisecond: `--explain SECTION@SECONDS` takes the same number. */
export function writeMoment(hash: string, seconds: number, rides: number): string {
  const given = new URLSearchParams(hash.replace(/^#/, ''))
  given.set('t', String(Math.floor(seconds * 1000 + 1e-6) / 1000))
  if (rides > 0) given.set('ride', String(rides))
  else given.delete('ride')
  return toHash(given)
}

/** A little above the horizon: streets are seen with their roofs. */
const startPitch = 4 * degrees
/** Nearer to the middle than this, a direction towards it says nothing, metres. */
const leastToMiddle = 1

/**
 * Where a visit begins: at the first authored focus, looking at the middle of the world; without one, from a height outside that
 * shows a good part of what is in the middle.
 */
export function startViewpoint(table: SectionTable): Viewpoint {
  const [middle, size] = measureWorld(table)
  if (table.focusCount > 0) {
    const [x, y, z] = table.focusPoint
    const [toX, toZ] = [middle[0] - x, middle[2] - z]
    const yaw = Math.hypot(toX, toZ) < leastToMiddle ? 0 : Math.atan2(-toX, -toZ)
    return { position: [x, y, z], yaw: snapToStreet(yaw), pitch: startPitch }
  }
  const away = Math.min(Math.max(20, 0.35 * Math.max(size[0], size[2])), 120)
  return {
    position: [middle[0] + 0.35 * away, middle[1] + size[1] / 2 + 0.35 * away, middle[2] + away],
    yaw: Math.atan2(0.35, 1),
    pitch: -20 * degrees,
  }
}

/** A look that is all but along an axis is meant along it: most worlds lay their streets so. */
function snapToStreet(yaw: number): number {
  const nearest = Math.round(yaw / (Math.PI / 2)) * (Math.PI / 2)
  return Math.abs(yaw - nearest) < 8 * degrees ? nearest : yaw
}

/** Middle and extent of everything that has a place. */
function measureWorld(table: SectionTable): [middle: number[], size: number[]] {
  const min = [Infinity, Infinity, Infinity]
  const max = [-Infinity, -Infinity, -Infinity]
  for (let row = 0; row < table.rootCount; row++) {
    if (table.flags[row] & SectionFlag.Placeless) continue
    for (let axis = 0; axis < 3; axis++) {
      min[axis] = Math.min(min[axis], table.bounds[6 * row + axis])
      max[axis] = Math.max(max[axis], table.bounds[6 * row + 3 + axis])
    }
  }
  if (min[0] > max[0])
    return [
      [0, 0, 0],
      [0, 0, 0],
    ]
  return [min.map((low, axis) => (low + max[axis]) / 2), min.map((low, axis) => max[axis] - low)]
}
