import { SectionFlag, type SectionTable } from '../blobs/sectionBlob'
import type { View } from '../components/focus'
import { kindBitOf } from '../components/kinds'
import type { Engine } from '../engine'
import { squaredDistanceToBox } from '../math/box'

/** Cells a side: a footprint is measured to a thousandth of the screen. */
const side = 32

/** What one focus has before it: in each cell of its screen the distance of the nearest tile in the picture that covers the cell's centre. */
export interface Screen {
  /** Tick of which it is, −1 before the first. */
  tick: number
  /** Metres, squared; Infinity where nothing is. */
  readonly nearest: Float64Array
  /** Bit of the kind that is drawn. */
  readonly meshBit: number
  /** Tiles that were drawn into it. */
  tiles: number
  /** Share of each region that is covered, as far as somebody asked in `measuredAt`. */
  readonly covered: Float64Array
  readonly measuredAt: Int32Array
}

export function createScreen(table: SectionTable, regions: number): Screen {
  const mesh = table.info.kinds.indexOf('mesh')
  return {
    tick: -1,
    meshBit: mesh < 0 ? 0 : kindBitOf(mesh),
    nearest: new Float64Array(side * side),
    tiles: 0,
    covered: new Float64Array(regions),
    measuredAt: new Int32Array(regions).fill(-1),
  }
}

/** Left, bottom, right, top of a box on screen, −1 … 1 where it is inside. Scratch of one call. */
const footprint = new Float64Array(4)

/** Draws all full tiles that are in the picture. What reaches behind the camera has no footprint that could be measured, and covers nothing. */
export function drawScreen(engine: Engine, screen: Screen, focus: number, view: View): void {
  const { live, table, focuses, clock } = engine
  screen.tick = clock.tick
  screen.tiles = 0
  screen.nearest.fill(Infinity)
  const [x, y, z] = [focuses.x[focus], focuses.y[focus], focuses.z[focus]]
  for (let i = 0; i < live.count; i++) {
    const s = live.order[i]
    const row = live.row[s]
    if (!live.shown[s] || table.childCount[row] > 0 || !isTile(engine, screen, s)) continue
    if (!project(view, table.bounds, 6 * row, x, y, z)) continue
    screen.tiles++
    cover(screen, squaredDistanceToBox(table.bounds, 6 * row, x, y, z))
  }
}

/** A mesh with a place of its own: not what is loaded everywhere, like the shared bucket. */
function isTile({ live, table }: Engine, { meshBit }: Screen, s: number): boolean {
  return (live.kindBit[s] & meshBit) !== 0 && (table.flags[live.row[s]] & SectionFlag.AlwaysLoaded) === 0
}

function cover({ nearest }: Screen, squared: number): void {
  const right = Math.min(side - 1, lastCell(footprint[2]))
  const top = Math.min(side - 1, lastCell(footprint[3]))
  const left = Math.max(0, firstCell(footprint[0]))
  for (let v = Math.max(0, firstCell(footprint[1])); v <= top; v++)
    for (let u = left; u <= right; u++) if (squared < nearest[v * side + u]) nearest[v * side + u] = squared
}

/** Cells whose centres are not before, and not past, a place on screen. */
const firstCell = (place: number) => Math.ceil(((place + 1) * side) / 2 - 0.5)
const lastCell = (place: number) => Math.floor(((place + 1) * side) / 2 - 0.5)

/** Share of a box's footprint that is on screen and that closer tiles cover. 0 where the focus is inside it, or it reaches behind the camera. */
export function measureCovered(
  engine: Engine,
  { nearest, tiles }: Screen,
  focus: number,
  view: View,
  boxes: Float64Array,
  at: number,
): number {
  const { focuses } = engine
  const [x, y, z] = [focuses.x[focus], focuses.y[focus], focuses.z[focus]]
  if (tiles === 0) return 0
  const squared = squaredDistanceToBox(boxes, at, x, y, z)
  if (squared === 0 || !project(view, boxes, at, x, y, z)) return 0
  if (footprint[2] < -1 || footprint[0] > 1 || footprint[3] < -1 || footprint[1] > 1) return 0
  writeCells(0, footprint[0], footprint[2])
  writeCells(2, footprint[1], footprint[3])
  let covered = 0
  for (let v = cells[2]; v <= cells[3]; v++)
    for (let u = cells[0]; u <= cells[1]; u++) if (nearest[v * side + u] < squared) covered++
  return covered / ((cells[1] - cells[0] + 1) * (cells[3] - cells[2] + 1))
}

/** First and last cell of a footprint, across and up. Scratch of one call. */
const cells = new Int32Array(4)

/** Cells on screen between two places; the one around their middle where no centre lies between them. */
function writeCells(at: number, from: number, to: number): void {
  cells[at] = Math.max(0, firstCell(from))
  cells[at + 1] = Math.min(side - 1, lastCell(to))
  if (cells[at] <= cells[at + 1]) return
  const middle = Math.max(-1, Math.min(1, (from + to) / 2))
  cells[at] = cells[at + 1] = Math.min(side - 1, Math.floor(((middle + 1) * side) / 2))
}

/** Writes the footprint of a box; false where a corner of it is behind the camera. */
function project(view: View, boxes: Float64Array, at: number, x: number, y: number, z: number): boolean {
  footprint[0] = footprint[1] = Infinity
  footprint[2] = footprint[3] = -Infinity
  for (let corner = 0; corner < 8; corner++) {
    const dx = boxes[at + (corner & 1 ? 3 : 0)] - x
    const dy = boxes[at + (corner & 2 ? 4 : 1)] - y
    const dz = boxes[at + (corner & 4 ? 5 : 2)] - z
    if (!projectPoint(view, dx, dy, dz)) return false
  }
  return true
}

function projectPoint({ view, projection }: View, dx: number, dy: number, dz: number): boolean {
  const cx = view[0] * dx + view[4] * dy + view[8] * dz
  const cy = view[1] * dx + view[5] * dy + view[9] * dz
  const cz = view[2] * dx + view[6] * dy + view[10] * dz
  const w = projection[3] * cx + projection[7] * cy + projection[11] * cz + projection[15]
  if (!(w > 0)) return false
  const u = (projection[0] * cx + projection[4] * cy + projection[8] * cz + projection[12]) / w
  const v = (projection[1] * cx + projection[5] * cy + projection[9] * cz + projection[13]) / w
  footprint[0] = Math.min(footprint[0], u)
  footprint[1] = Math.min(footprint[1], v)
  footprint[2] = Math.max(footprint[2], u)
  footprint[3] = Math.max(footprint[3], v)
  return true
}
