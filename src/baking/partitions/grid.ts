import type { Cell } from '../places'
import type { PartitionNode } from './nodes'

/** Id of a square over 2^level × 2^level cells. */
const squareId = (level: number, [x, z]: Cell) => `hlod${level}_${x}_${z}`

/** Id of the first square above a cell. */
export const squareAbove = ([x, z]: Cell) => squareId(1, [x >> 1, z >> 1])

/**
 * Squares of 2 × 2 over cells, of 2 × 2 over those, and so on, counted from the world's zero, so that they stay where they are when the world
 * grows. It ends where another level would not make fewer: one square, or one in each quarter around zero. Parents first.
 */
export function gridTree(cells: readonly Cell[], cell: number): PartitionNode[] {
  const nodes: PartitionNode[] = []
  let below = uniqueCells(cells)
  for (let level = 1; ; level++) {
    const squares = uniqueCells(below.map(([x, z]) => [x >> 1, z >> 1] as const))
    const isTop = new Set(squares.map(([x, z]) => `${x >> 1} ${z >> 1}`)).size === squares.length
    const side = cell * 2 ** level
    for (const at of squares) {
      const [x, z] = [at[0] * side, at[1] * side]
      const parent = isTop ? null : squareId(level + 1, [at[0] >> 1, at[1] >> 1])
      nodes.push({ id: squareId(level, at), parent, side, square: [x, z, x + side, z + side] })
    }
    if (isTop) return nodes.reverse()
    below = squares
  }
}

/** Each cell once, row by row. */
function uniqueCells(cells: readonly Cell[]): Cell[] {
  const seen = new Map(cells.map((cell) => [`${cell[0]} ${cell[1]}`, cell]))
  return [...seen.values()].sort((a, b) => a[1] - b[1] || a[0] - b[0])
}
