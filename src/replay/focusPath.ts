import { fail } from '../errors'

/** A gap longer than this is a teleport, not a motion; seconds (CUT.md, rule 16). */
export const teleportSeconds = 5
/** And so is a jump faster than this, metres a second. */
export const teleportSpeed = 200

/** Where one focus was, sample by sample. Seconds and world metres, y up, 64-bit. */
export interface FocusPath {
  /** Value of the `focus` column; '' in a file without one. */
  readonly name: string
  /** Never decreasing. */
  readonly times: Float64Array
  /** x, y, z a sample. */
  readonly points: Float64Array
  /** Teleports from the first sample up to and with the arrival at this one. */
  readonly teleports: Uint32Array
}

interface Samples {
  readonly times: number[]
  readonly points: number[]
}

const columns = ['t', 'x', 'y', 'z']

/**
 * Reads a focus path: CSV with the header `t,x,y,z` (seconds, metres, y up) and optionally `focus`, for several focuses in one file.
 * @param name What errors call the file.
 * @throws TerraneError 'path-format', naming the file and the line.
 */
export function readFocusPaths(csv: string, name: string): FocusPath[] {
  const lines = csv.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/)
  const header = (lines[0] ?? '').split(',').map((column) => column.trim())
  checkHeader(header, name)
  const found = new Map<string, Samples>()
  lines.forEach((line, i) => {
    if (i > 0 && line.trim() !== '') readSample(found, line, header.length, `${name}:${i + 1}`)
  })
  if (found.size === 0) failLine(`${name}: no samples`, 'at least one line after the header', 'Record the path again.')
  return [...found].map(([focus, { times, points }]) => createFocusPath(focus, times, points))
}

function checkHeader(header: readonly string[], name: string): void {
  const missing = columns.find((column, i) => header[i] !== column)
  const named = header.length === columns.length || (header.length === columns.length + 1 && header[4] === 'focus')
  if (missing === undefined && named) return
  const got = header.join(',').slice(0, 60)
  failLine(
    `${name}:1: header "${got}"${missing === undefined ? '' : ` without "${missing}" in its place`}`,
    't,x,y,z or t,x,y,z,focus',
    'Write the header as the first line: seconds, then metres, y up.',
  )
}

function readSample(found: Map<string, Samples>, line: string, width: number, where: string): void {
  const cells = line.split(',').map((cell) => cell.trim())
  if (cells.length !== width)
    failLine(`${where}: ${cells.length} values`, `${width}, as in the header`, 'Correct or remove the line.')
  const values = columns.map((column, i) => readNumber(cells[i], column, where))
  const focus = cells[4] ?? ''
  let samples = found.get(focus)
  if (!samples) found.set(focus, (samples = { times: [], points: [] }))
  const before = samples.times[samples.times.length - 1] ?? -Infinity
  if (values[0] < before)
    failLine(`${where}: t ${values[0]} after ${before}`, 'times that do not decrease', 'Sort the lines by t.')
  samples.times.push(values[0])
  samples.points.push(values[1], values[2], values[3])
}

function readNumber(cell: string, column: string, where: string): number {
  const value = cell === '' ? NaN : Number(cell)
  if (Number.isFinite(value)) return value
  return failLine(`${where}: ${column} is "${cell}"`, 'a finite number', 'Correct or remove the line.')
}

function failLine(got: string, wanted: string, next: string): never {
  return fail('path-format', got, wanted, next)
}

/**
 * A path of samples.
 * @param times Seconds, never decreasing, one at least.
 * @param points x, y, z a sample.
 */
export function createFocusPath(name: string, times: readonly number[], points: readonly number[]): FocusPath {
  const teleports = new Uint32Array(times.length)
  for (let i = 1; i < teleports.length; i++)
    teleports[i] = teleports[i - 1] + (isTeleport({ times, points }, i) ? 1 : 0)
  return { name, times: Float64Array.from(times), points: Float64Array.from(points), teleports }
}

function isTeleport({ times, points }: Readonly<Record<'times' | 'points', readonly number[]>>, i: number): boolean {
  const seconds = times[i] - times[i - 1]
  let squared = 0
  for (let axis = 0; axis < 3; axis++) {
    const step = points[3 * i + axis] - points[3 * i + axis - 3]
    squared += step * step
  }
  const reach = teleportSpeed * seconds
  return seconds > teleportSeconds || squared > reach * reach
}

/**
 * Where the focus is at a time: on the straight line between samples, at the first before it, at the last after it. In a
 * teleport it stays where it was until the arrival.
 * @param out Three numbers, overwritten.
 * @returns Teleports up to then; more than at the last call means that one happened in between.
 */
export function sampleFocusPath(path: FocusPath, time: number, out: Float64Array | number[]): number {
  const { times, points, teleports } = path
  const i = lastAt(times, time)
  const last = i + 1 >= times.length || time <= times[i]
  const stays = last || teleports[i + 1] > teleports[i]
  const share = stays ? 0 : (time - times[i]) / (times[i + 1] - times[i])
  for (let axis = 0; axis < 3; axis++) {
    const from = points[3 * i + axis]
    out[axis] = share === 0 ? from : from + (points[3 * i + 3 + axis] - from) * share
  }
  return teleports[i]
}

/** Index of the last sample at or before a time; 0 before the first. */
function lastAt(times: Float64Array, time: number): number {
  let low = 0
  let high = times.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (times[middle] <= time) low = middle
    else high = middle - 1
  }
  return low
}
