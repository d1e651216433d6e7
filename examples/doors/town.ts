/** Which lot has what. Pure numbers: the same town for the scene, the page and the tests. */

/** Side of a lot, metres; the bake's cell. */
export const lotSize = 16

/** Doors: metres, and radians. */
export const doorWidth = 1.6
export const wideOpen = 1.9

export const colours = ['red', 'blue', 'green', 'violet', 'amber'] as const

export interface Lot {
  readonly column: number
  readonly row: number
  readonly use: 'house' | 'garden' | 'square'
  /** Where its door is: quarters of a turn from +z. */
  readonly facing: number
  /** Of houses. */
  readonly wall: number
  readonly height: number
}

/** A house that is locked, and the garden in which its key lies. */
export interface Lock {
  readonly house: Lot
  readonly garden: Lot
  readonly colour: number
}

export interface Town {
  /** Lots along each side. */
  readonly side: number
  readonly lots: readonly Lot[]
  readonly locks: readonly Lock[]
  /** Where the game begins: on the square, looking at the first locked door. */
  readonly start: { readonly x: number; readonly z: number; readonly yaw: number }
}

export const wallColours = 4

/** A town of `side` × `side` lots; 30 are 480 m. */
export function layTown(side = 30): Town {
  const lots = Array.from({ length: side * side }, (_, i) => layLot(i % side, Math.floor(i / side)))
  return {
    side,
    lots,
    locks: layLocks(lots, side),
    start: { ...centreOf(lots[squareAt * side + squareAt]), yaw: -Math.PI / 2 },
  }
}

/** Column and row of the square where the game begins. */
const squareAt = 2

function layLot(column: number, row: number): Lot {
  const dice = scramble(column, row)
  const isSquare = column === squareAt && row === squareAt
  const isHome = column === squareAt + 1 && row === squareAt
  const use = isSquare ? 'square' : isHome || dice % 10 < 7 ? 'house' : 'garden'
  const facing = isHome ? 3 : (dice >>> 5) % 4
  return { column, row, use, facing, wall: (dice >>> 8) % wallColours, height: 3.2 + ((dice >>> 12) % 4) / 2 }
}

/** Every seventh house, the one at the square first. A key lies a quarter of the town away from its door, the first two thirds. */
function layLocks(lots: readonly Lot[], side: number): Lock[] {
  const gardens = new Set(lots.filter(({ use }) => use === 'garden'))
  const houses = lots.filter(
    ({ use, ...at }) => use === 'house' && (isHome(at) || scramble(at.row, at.column) % 7 === 0),
  )
  houses.sort((a, b) => Number(isHome(b)) - Number(isHome(a)))
  return houses.flatMap((house, colour) => {
    const metres = side * lotSize * (isHome(house) ? 2 / 3 : 1 / 4)
    const garden = [...gardens].find((other) => distance(house, other) >= metres)
    if (!garden) return []
    gardens.delete(garden)
    return [{ house, garden, colour: colour % colours.length }]
  })
}

const isHome = ({ column, row }: Pick<Lot, 'column' | 'row'>) => column === squareAt + 1 && row === squareAt

const distance = (a: Lot, b: Lot) => lotSize * Math.hypot(a.column - b.column, a.row - b.row)

export const centreOf = ({ column, row }: Pick<Lot, 'column' | 'row'>) => ({
  x: (column + 0.5) * lotSize,
  z: (row + 0.5) * lotSize,
})

/** The land, before houses level it; metres. */
export const heightOf = (x: number, z: number) =>
  1.7 * Math.sin(x / 34) * Math.cos(z / 41) + 0.6 * Math.sin((x + z) / 23)

/** A whole number that looks like chance and is not. */
export function scramble(a: number, b: number): number {
  let mixed = Math.imul(a + 1, 0x9e3779b1) ^ Math.imul(b + 1, 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d)
  mixed = Math.imul(mixed ^ (mixed >>> 12), 0x297a2d39)
  return (mixed ^ (mixed >>> 15)) >>> 0
}
