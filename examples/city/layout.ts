import type { Rectangle } from './draft'
import { avenueWidth, streetWidth } from './materials'
import { createRandom, type Random } from './random'

/** What stands on a block. */
export type Use = 'downtown' | 'midtown' | 'oldtown' | 'villas' | 'park' | 'plaza' | 'hill' | 'market'

/** A street's centre line, metres from the city's centre, and its width between kerbs. */
export interface Line {
  readonly at: number
  readonly width: number
  readonly name: string
}

/** A block between kerbs; `columns` and `rows` are the cells of the street grid that it covers. */
export interface Block extends Rectangle {
  readonly name: string
  readonly use: Use
  readonly column: number
  readonly row: number
  readonly columns: number
  readonly rows: number
}

export interface River {
  /** Kerb lines of the quay streets, metres: the river, its walls and promenades lie between. */
  readonly x0: number
  readonly x1: number
  /** Column of the street grid that it takes. */
  readonly column: number
  /** Rows' line numbers that cross it on a bridge. */
  readonly bridges: readonly number[]
}

/** The plan of a city: lines of columns run north–south at x, lines of rows run east–west at z; north is −z. */
export interface Layout {
  readonly seed: number
  /** Half the side of the square, metres. */
  readonly half: number
  /** The outermost streets' centre lines; beyond them is the wooded rim. */
  readonly edge: number
  readonly columns: readonly Line[]
  readonly rows: readonly Line[]
  readonly blocks: readonly Block[]
  /** Absent in cities under 640 m. */
  readonly river: River | null
}

/** Where the clock tower stands on its plaza, north of the centre. */
const plazaNorth = -150

export function planCity(seed: number, size: number): Layout {
  const half = size / 2
  const edge = half - 44
  const withRiver = size >= 640
  const random = createRandom(seed, 'layout')
  const quayWest = withRiver ? 172 : edge
  const quayEast = quayWest + 112
  const columns = [
    ...spread(-edge, 0, 82, random),
    ...spread(0, quayWest, 84, random),
    ...(withRiver ? [...spread(quayEast, edge, 80, random), edge] : [quayWest]),
  ]
  if (withRiver) columns.splice(columns.indexOf(quayEast), 0, quayWest)
  const rows = [...spread(-edge, 0, 72, random), ...spread(0, edge, 72, random), edge]
  const columnLines = columns.map((at, i) => line(at, at === 0 ? avenueWidth : streetWidth, columnNames, i))
  const rowLines = rows.map((at, i) => line(at, at === 0 ? avenueWidth : streetWidth, rowNames, i))
  const river = withRiver ? planRiver(columnLines, rowLines, quayWest) : null
  return {
    seed,
    half,
    edge,
    columns: columnLines,
    rows: rowLines,
    river,
    blocks: planBlocks(columnLines, rowLines, river, random),
  }
}

const columnNames = [
  'Western',
  'Orchard',
  'Mill',
  'Chapel',
  'Lindens',
  'Grand',
  'Foundry',
  'Harbour',
  'Quay',
  'Saffron',
]
const rowNames = [
  'North',
  'Observatory',
  'Garden',
  'Weaver',
  'Clock',
  'Market',
  'Central',
  'Cooper',
  'Museum',
  'Arcade',
]

function line(at: number, width: number, names: readonly string[], i: number): Line {
  const name = names[i % names.length] + (i >= names.length ? ` ${Math.floor(i / names.length) + 1}` : '')
  return { at, width, name: `${name} ${width === avenueWidth ? 'Avenue' : 'Street'}` }
}

/** Lines from `from` up to but without `to`, about `pitch` apart. */
function spread(from: number, to: number, pitch: number, random: Random): number[] {
  const count = Math.max(1, Math.round((to - from) / pitch))
  return Array.from({ length: count }, (_, i) => {
    const jitter = i === 0 ? 0 : random.range(-0.1, 0.1)
    return Math.round(from + ((to - from) * (i + jitter)) / count)
  })
}

function planRiver(columns: readonly Line[], rows: readonly Line[], quayWest: number): River {
  const column = columns.findIndex((candidate) => candidate.at === quayWest)
  const isBridge = (i: number) => i === 0 || i === rows.length - 1 || rows[i].at === 0 || i % 3 === 1
  const bridges = rows.map((_, i) => i).filter(isBridge)
  return {
    x0: columns[column].at + columns[column].width / 2,
    x1: columns[column + 1].at - columns[column + 1].width / 2,
    column,
    bridges,
  }
}

function planBlocks(columns: readonly Line[], rows: readonly Line[], river: River | null, random: Random): Block[] {
  const taken = new Set<string>()
  const blocks: Block[] = []
  const add = (use: Use, column: number, row: number, wide: number, deep: number) => {
    for (let c = column; c < column + wide; c++) for (let r = row; r < row + deep; r++) taken.add(`${c},${r}`)
    blocks.push({
      name: `${use} ${column}-${row}`,
      use,
      column,
      row,
      columns: wide,
      rows: deep,
      x0: columns[column].at + columns[column].width / 2,
      x1: columns[column + wide].at - columns[column + wide].width / 2,
      z0: rows[row].at + rows[row].width / 2,
      z1: rows[row + deep].at - rows[row + deep].width / 2,
    })
  }
  const avenue = columns.findIndex((candidate) => candidate.at === 0)
  const plazaRow = cellOf(rows, plazaNorth)
  if (rows.length > 5) add('plaza', avenue - 1, plazaRow, 2, 1)
  if (avenue > 4 && plazaRow > 2) add('hill', 0, 0, 2, 2)
  for (let row = 0; row + 1 < rows.length; row++)
    for (let column = 0; column + 1 < columns.length; column++) {
      if (taken.has(`${column},${row}`) || column === river?.column) continue
      const x = (columns[column].at + columns[column + 1].at) / 2
      const z = (rows[row].at + rows[row + 1].at) / 2
      add(useOf(x, z, river, random), column, row, 1, 1)
    }
  return blocks
}

function cellOf(lines: readonly Line[], at: number): number {
  const next = lines.findIndex((candidate) => candidate.at > at)
  return Math.max(0, Math.min(lines.length - 2, next - 1))
}

function useOf(x: number, z: number, river: River | null, random: Random): Use {
  const park = random.chance(0.07)
  if (river && x > river.x1) {
    if (x < river.x1 + 100 && z > -60 && z < 20) return 'market'
    return park ? 'park' : 'oldtown'
  }
  if (x > 0 && x < 84 && z > 110 && z < 190) return 'park'
  const north = z - plazaNorth
  if (x * x + north * north < 190 * 190) return 'downtown'
  if (park) return 'park'
  return x < -300 || z > 390 ? 'villas' : 'midtown'
}

/** Is the street between two crossings there? It is not inside a wide block, nor in the river unless a bridge carries it. */
export function hasSegment(layout: Layout, axis: 'column' | 'row', lineNumber: number, cell: number): boolean {
  for (const block of layout.blocks) {
    const across = axis === 'column' ? block.column : block.row
    const acrossCount = axis === 'column' ? block.columns : block.rows
    const along = axis === 'column' ? block.row : block.column
    const alongCount = axis === 'column' ? block.rows : block.columns
    if (lineNumber > across && lineNumber < across + acrossCount && cell >= along && cell < along + alongCount)
      return false
  }
  return !(axis === 'row' && cell === layout.river?.column && !layout.river.bridges.includes(lineNumber))
}

/** Is the crossing of two lines there, not built over by a wide block? */
export function hasCrossing(layout: Layout, column: number, row: number): boolean {
  return !layout.blocks.some(
    (block) =>
      column > block.column && column < block.column + block.columns && row > block.row && row < block.row + block.rows,
  )
}
