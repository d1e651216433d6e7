import { sectionName, SectionFlag, type SectionTable } from '../blobs/sectionBlob'
import { State } from '../components/state'
import type { Engine, TerraneWorld } from '../engine'
import { rangeOf } from '../explain/whyUnwanted'
import { forEachLive } from '../inspection'
import { findLive } from '../live/rowTable'
import { rowOf, type SectionId } from '../sectionId'
import type { Viewing } from '../render/camera'
import type { Choice } from './choice'
import { tailOf } from './format'
import { scaleBar, toMapX, toMapY, type MapView } from './mapView'
import { colorOf, strengthOf, toCss } from './sectionColor'

/** What the map marks beside the sections. */
export interface MapMarks {
  readonly selected: SectionId | null
  readonly hovered: SectionId | null
  readonly marked: readonly SectionId[]
  readonly camera: Viewing | null
}

type Context = CanvasRenderingContext2D

/** What is smaller on the map is drawn as one block, points of the page. */
const leastPoints = 4

/** Draws everything anew; costs what is seen, not what exists. `context` measures in points of the page. */
export function drawMap(context: Context, view: MapView, world: TerraneWorld, choice: Choice, marks: MapMarks): void {
  context.clearRect(0, 0, view.width, view.height)
  drawGround(context, view, world.terrane.table)
  drawLive(context, view, world, choice)
  drawMarked(context, view, world.terrane, marks.marked)
  for (const section of [marks.selected, marks.hovered]) if (section !== null) drawReach(context, view, world, section)
  drawFocuses(context, view, world)
  if (marks.camera) drawWedge(context, view, marks.camera)
  drawScale(context, view)
  if (marks.hovered !== null) drawName(context, view, world, marks.hovered)
}

/** Everything that lies there, live or not: nodes of the baked index where they are small, sections where they are not. */
function drawGround(context: Context, view: MapView, table: SectionTable): void {
  context.fillStyle = 'rgb(255 255 255 / 0.05)'
  context.strokeStyle = 'rgb(255 255 255 / 0.11)'
  context.lineWidth = 1
  const open = table.nodeCountTotal > 0 ? [0] : []
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    const place = placeOf(view, table.nodeBox, 6 * node)
    if (!isSeen(view, place)) continue
    if (Math.max(place[2], place[3]) < leastPoints) context.fillRect(...place)
    else if (table.nodeChildCount[node] > 0)
      for (let i = 0; i < table.nodeChildCount[node]; i++) open.push(table.nodeFirstChild[node] + i)
    else
      for (let row = table.nodeStart[node]; row < table.nodeStart[node] + table.nodeCount[node]; row++)
        context.strokeRect(...placeOf(view, table.bounds, 6 * row))
  }
}

/** Parents come before their children, so that the finer picture lies on top; failures last. */
function drawLive(context: Context, view: MapView, world: TerraneWorld, choice: Choice): void {
  const { table } = world.terrane
  const failed: number[] = []
  forEachLive(world, (row, state, shown) => {
    if (state === State.Idle || table.flags[row] & SectionFlag.Placeless) return
    const place = placeOf(view, table.bounds, 6 * row)
    if (!isSeen(view, place)) return
    if (state === State.Error) failed.push(row)
    const color = colorOf(table, row, state, choice)
    const strength = strengthOf(state, choice)
    context.fillStyle = toCss(color, strength * (shown ? 0.42 : 0.16))
    context.fillRect(...place)
    context.strokeStyle = toCss(color, strength * 0.75)
    context.strokeRect(...place)
  })
  context.strokeStyle = toCss(colorOf(table, 0, State.Error, choice))
  context.lineWidth = 2.5
  for (const row of failed) context.strokeRect(...placeOf(view, table.bounds, 6 * row))
  context.lineWidth = 1
}

/** Outlines of what was marked, thick enough to be found on a full map. */
function drawMarked(context: Context, view: MapView, terrane: Engine, marked: readonly SectionId[]): void {
  context.strokeStyle = 'rgb(255 191 71)'
  context.lineWidth = 2.5
  for (const row of marked.map((section) => rowOf(terrane, section)))
    if (!(terrane.table.flags[row] & SectionFlag.Placeless))
      context.strokeRect(...placeOf(view, terrane.table.bounds, 6 * row))
  context.lineWidth = 1
}

/** A section's outline, and the lines at which it comes and goes. */
function drawReach(context: Context, view: MapView, world: TerraneWorld, section: SectionId): void {
  const { terrane } = world
  const row = rowOf(terrane, section)
  if (terrane.table.flags[row] & SectionFlag.Placeless) return
  const place = placeOf(view, terrane.table.bounds, 6 * row)
  context.lineWidth = 2
  context.strokeStyle = '#fff'
  context.strokeRect(...place)
  const { enter, exit } = rangeOf(terrane, row, findLive(terrane.rows, row))
  context.lineWidth = 1.25
  if (terrane.table.parent[row] >= 0 || !(enter > 0 && enter < Infinity)) return
  const [x, y, width, height] = placeOf(view, terrane.table.rangeBox ?? terrane.table.bounds, 6 * row)
  for (const [radius, color] of [
    [enter, 'rgb(94 214 148 / 0.95)'],
    [exit, 'rgb(190 152 255 / 0.95)'],
  ] as const) {
    const r = radius / view.metresPerPoint
    context.strokeStyle = color
    context.beginPath()
    context.roundRect(x - r, y - r, width + 2 * r, height + 2 * r, r)
    context.stroke()
  }
}

/** Arrows are this long a metre a second of a focus, points of the page; no longer than the second number. */
const [pointsASpeed, longestArrow] = [1.2, 34]

function drawFocuses(context: Context, view: MapView, { terrane: { focuses } }: TerraneWorld): void {
  context.fillStyle = context.strokeStyle = '#fff'
  context.lineWidth = 2
  for (const focus of focuses.alive) {
    const [x, y] = [toMapX(view, focuses.x[focus]), toMapY(view, focuses.z[focus])]
    const [vx, vz] = [focuses.velocityX[focus], focuses.velocityZ[focus]]
    const speed = Math.hypot(vx, vz)
    const length = Math.min(longestArrow, speed * pointsASpeed)
    context.beginPath()
    if (speed > 0.5) {
      context.moveTo(x, y)
      context.lineTo(x + (vx / speed) * length, y + (vz / speed) * length)
      context.stroke()
    }
    context.beginPath()
    context.arc(x, y, 3.5, 0, 2 * Math.PI)
    context.fill()
  }
}

const wedgeLength = 52

/** What the camera sees, from above: its horizontal field of view about its heading. */
function drawWedge(context: Context, view: MapView, { position, view: axes, projection }: Viewing): void {
  const [x, y] = [toMapX(view, position[0]), toMapY(view, position[2])]
  // The camera's right lies level, whatever its pitch; a quarter turn from it is its heading.
  const heading = Math.atan2(-axes[0], axes[8])
  const half = Math.atan(1 / projection[0])
  const gradient = context.createRadialGradient(x, y, 0, x, y, wedgeLength)
  gradient.addColorStop(0, 'rgb(255 255 255 / 0.42)')
  gradient.addColorStop(1, 'rgb(255 255 255 / 0)')
  context.fillStyle = gradient
  context.beginPath()
  context.moveTo(x, y)
  context.arc(x, y, wedgeLength, heading - half, heading + half)
  context.fill()
}

function drawScale(context: Context, view: MapView): void {
  const metres = scaleBar(view, 90)
  const length = metres / view.metresPerPoint
  context.fillStyle = 'rgb(233 238 245 / 0.8)'
  context.fillRect(10, view.height - 11, length, 2)
  context.font = '500 10.5px ui-sans-serif, system-ui, sans-serif'
  context.textBaseline = 'alphabetic'
  context.fillText(metres >= 1000 ? `${metres / 1000} km` : `${metres} m`, 10, view.height - 16)
}

function drawName(context: Context, view: MapView, world: TerraneWorld, section: SectionId): void {
  const name = tailOf(sectionName(world.terrane.table, rowOf(world.terrane, section)), 40)
  context.font = '500 11px ui-sans-serif, system-ui, sans-serif'
  const width = Math.min(view.width - 12, context.measureText(name).width + 12)
  context.fillStyle = 'rgb(11 15 21 / 0.82)'
  context.fillRect(6, 6, width, 20)
  context.fillStyle = '#e9eef5'
  context.fillText(name, 12, 20, view.width - 24)
}

type Place = readonly [x: number, y: number, width: number, height: number]

/** Where a box lies on the map, half a point off so that lines are sharp. */
function placeOf(view: MapView, boxes: ArrayLike<number>, at: number): Place {
  const x = Math.round(toMapX(view, boxes[at])) + 0.5
  const y = Math.round(toMapY(view, boxes[at + 2])) + 0.5
  const right = Math.round(toMapX(view, boxes[at + 3])) + 0.5
  const bottom = Math.round(toMapY(view, boxes[at + 5])) + 0.5
  return [x, y, Math.max(1, right - x), Math.max(1, bottom - y)]
}

function isSeen({ width, height }: MapView, [x, y, w, h]: Place): boolean {
  return x <= width && y <= height && x + w >= 0 && y + h >= 0
}
