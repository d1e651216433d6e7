import { addFace, addLevel, createDraft, type Draft, type Point, type Rectangle } from './draft'
import { hasCrossing, hasSegment, type Layout, type Line } from './layout'
import { avenueWidth } from './materials'
import type { CityScene } from './scene'

/** Metres of bare asphalt and of zebra bars at each end of a street's piece. */
const stopMetres = 1
const zebraMetres = 3.5
/** Tops of pavements above the carriageway, metres. */
export const kerbHeight = 0.15

/** One carriageway between two crossings. */
export interface Segment {
  readonly axis: 'column' | 'row'
  readonly line: Line
  /** Where along the line it begins and ends, metres. */
  readonly from: number
  readonly to: number
  /** Carried over the river. */
  readonly bridge: boolean
}

/** Every carriageway of the plan, columns first. */
export function segmentsOf(layout: Layout): Segment[] {
  const segments: Segment[] = []
  const collect = (axis: Segment['axis'], lines: readonly Line[], across: readonly Line[]) =>
    lines.forEach((line, i) => {
      for (let cell = 0; cell + 1 < across.length; cell++) {
        if (!hasSegment(layout, axis, i, cell)) continue
        const from = across[cell].at + across[cell].width / 2
        const to = across[cell + 1].at - across[cell + 1].width / 2
        segments.push({ axis, line, from, to, bridge: axis === 'row' && cell === layout.river?.column })
      }
    })
  collect('column', layout.columns, layout.rows)
  collect('row', layout.rows, layout.columns)
  return segments
}

/** Pieces of equal size share a mesh. */
export function buildStreets(scene: CityScene, layout: Layout): void {
  for (const segment of segmentsOf(layout)) {
    const middle = (segment.from + segment.to) / 2
    const { width, name, at } = segment.line
    const length = segment.to - segment.from
    const model = `Street ${width}×${length} m`
    if (!scene.models.has(model)) scene.models.set(model, carriageway(width, length))
    const place: Point = segment.axis === 'column' ? [at, 0, middle] : [middle, 0, at]
    const turn = segment.axis === 'column' ? 0 : Math.PI / 2
    scene.items.push({ name: `${name} ${middle + layout.half}`, group: 'Streets', model, at: place, turn, scale: 1 })
  }
  layout.columns.forEach((column, c) =>
    layout.rows.forEach((row, r) => {
      if (!hasCrossing(layout, c, r)) return
      const model = `Crossing ${column.width}×${row.width} m`
      if (!scene.models.has(model)) scene.models.set(model, crossing(column.width, row.width))
      const at: Point = [column.at, 0, row.at]
      scene.items.push({ name: `${column.name} at ${row.name}`, group: 'Streets', model, at, turn: 0, scale: 1 })
    }),
  )
}

function crossing(width: number, depth: number): Draft {
  const draft = createDraft()
  addLevel(draft, 'asphalt', { x0: -width / 2, z0: -depth / 2, x1: width / 2, z1: depth / 2 }, 0, 8)
  return draft
}

/** Runs along z around the origin: zebra bars at both ends, lanes between. */
function carriageway(width: number, length: number): Draft {
  const draft = createDraft()
  const side = width / 2
  const end = length / 2
  const lanes = end - stopMetres - zebraMetres
  for (const [z0, z1] of [
    [-end, -end + stopMetres],
    [end - stopMetres, end],
  ])
    addLevel(draft, 'asphalt', { x0: -side, z0, x1: side, z1 }, 0, 8)
  for (const z0 of [-end + stopMetres, end - stopMetres - zebraMetres]) {
    const area = { x0: -side, z0, x1: side, z1: z0 + zebraMetres }
    strip(draft, 'crosswalk', area, width, 1)
  }
  const picture = width === avenueWidth ? 'avenue' : 'street'
  strip(draft, picture, { x0: -side, z0: -lanes, x1: side, z1: lanes }, 1, Math.max(1, Math.round((2 * lanes) / 12)))
  return draft
}

/** A level piece whose picture repeats a whole number of times across and along. */
function strip(draft: Draft, material: string, { x0, z0, x1, z1 }: Rectangle, across: number, along: number): void {
  addFace(
    draft,
    material,
    [
      [x0, 0, z1],
      [x1, 0, z1],
      [x1, 0, z0],
      [x0, 0, z0],
    ],
    [
      [0, along],
      [across, along],
      [across, 0],
      [0, 0],
    ],
  )
}
