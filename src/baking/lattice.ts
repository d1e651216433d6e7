/**
 * All merged positions of a world lie on one lattice of whole steps from the world's zero, so that equal points of different
 * sections stay equal and borders do not crack. A step is a power of two: its multiples are exact in binary.
 */

/** Steps that 16 bits reach. */
export const latticeReach = 65_535

/** The coarsest step, metres: rounds by less than 1 mm. */
const coarsestStep = 1 / 512

/** The step for a cell size: 16 bits reach two cells, so what hangs over a cell's border fits too; never coarser than 1/512 m. */
export function latticeStep(cell: number): number {
  return Math.min(coarsestStep, stepFor(2 * cell))
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
