/**
 * All merged positions of a world lie on one lattice of whole steps from the world's zero, so that equal points of different
 * sections stay equal and borders do not crack. A step is a power of two: its multiples are exact in binary.
 */

/** Steps that 16 bits reach. */
export const latticeReach = 65_535

/** The coarsest step, metres: in space, rounding moves a point by less than 0.85 mm. */
const coarsestStep = 1 / 1024

/**
 * The step for a cell size: 16 bits reach one cell, and never coarser than 1/1024 m. What is larger (a few draws in a hundred at 64 m) has its
 * positions as floats. Not taken: a step that reaches two cells, 1/512 m at 64 m; it saves nothing on the street and rounds by 1.7 mm.
 */
export function latticeStep(cell: number): number {
  return Math.min(coarsestStep, stepFor(cell))
}

/** The finest power of two of which 65,536 steps make up `size` metres. */
export function stepFor(size: number): number {
  return size > 0 ? 2 ** Math.ceil(Math.log2(size / (latticeReach + 1))) : 2 ** -24
}

/** The nearest lattice point, in steps. */
export const toLattice = (metres: number, step: number) => Math.round(metres / step)

/** A box with every side moved to the lattice point that its corners round to, metres. */
export function latticeBox(box: ArrayLike<number>, step: number): Float64Array {
  return Float64Array.from({ length: 6 }, (_, i) => toLattice(box[i], step) * step)
}

/** True where 16 bits hold every lattice point of a box that lies on the lattice. */
export function fitsLattice(box: ArrayLike<number>, step: number): boolean {
  return [0, 1, 2].every((axis) => (box[axis + 3] - box[axis]) / step <= latticeReach)
}
