import { mirrors } from '../payloads/transform'
import type { Row } from '../presenter'
import type { CopyBatch } from './copyBatch'
import { destroyBatch } from './copyBatch'
import type { MeshResident } from './residents'
import type { SingleCopy } from './singleCopy'

/** One more place where a row is drawn. */
export interface Copy {
  readonly number: number
  readonly group: CopyGroup
  /** From the row's own space to the world, column-major, affine. */
  readonly matrix: Float64Array
  /** The matrix has a negative determinant: front faces run the other way. */
  mirrored: boolean
  /** False while the matrix is not finite: the copy is not drawn. */
  finite: boolean
  /** Grows with every move. */
  moves: number
  /** What it is drawn with by itself; null until it is first looked for. */
  single: SingleCopy | null
  /** Place in its group. */
  at: number
}

/** All copies of a row, whether the row is resident or not. */
export interface CopyGroup {
  readonly row: Row
  readonly copies: Copy[]
  /** The row's content, null while it is not resident. */
  mesh: MeshResident | null
  /** What all copies are drawn with together; each is null until it is needed. */
  readonly batches: { upright: CopyBatch | null; mirrored: CopyBatch | null }
  /** How the copies were drawn last: solid draws in batches, or each by itself. */
  crowded: boolean
}

/** Every copy that was placed. Survives what happens to its rows. */
export interface Copies {
  readonly byNumber: Map<number, Copy>
  readonly byRow: Map<Row, CopyGroup>
  /** The values of `byRow`, for loops that allocate nothing. */
  readonly groups: CopyGroup[]
}

export function createCopies(): Copies {
  return { byNumber: new Map(), byRow: new Map(), groups: [] }
}

/** Places or moves a copy. `mesh` is the row's content, null while it is not resident. */
export function placeCopy(
  copies: Copies,
  number: number,
  row: Row,
  matrix: ArrayLike<number>,
  meshes: ReadonlyMap<Row, MeshResident>,
): void {
  let copy = copies.byNumber.get(number)
  if (copy?.group.row !== row) {
    unplaceCopy(copies, number)
    copy = addCopy(copies, number, row, meshes)
  }
  writeMatrix(copy, matrix)
}

function writeMatrix(copy: Copy, from: ArrayLike<number>): void {
  const { matrix } = copy
  let zero = 0
  for (let at = 0; at < 16; at++) {
    matrix[at] = from[at]
    zero += matrix[at] * 0 // NaN for all that is not finite
  }
  copy.finite = zero === 0
  copy.mirrored = mirrors(matrix)
  copy.moves++
}

function addCopy(copies: Copies, number: number, row: Row, meshes: ReadonlyMap<Row, MeshResident>): Copy {
  let group = copies.byRow.get(row)
  if (!group) {
    group = {
      row,
      copies: [],
      mesh: meshes.get(row) ?? null,
      batches: { upright: null, mirrored: null },
      crowded: false,
    }
    copies.byRow.set(row, group)
    copies.groups.push(group)
  }
  const matrix = new Float64Array(16)
  const copy = {
    number,
    group,
    matrix,
    mirrored: false,
    finite: false,
    moves: 0,
    single: null,
    at: group.copies.length,
  }
  group.copies.push(copy)
  copies.byNumber.set(number, copy)
  return copy
}

/** Takes a copy away; unknown numbers are ignored. */
export function unplaceCopy(copies: Copies, number: number): void {
  const copy = copies.byNumber.get(number)
  if (!copy) return
  copies.byNumber.delete(number)
  const { group } = copy
  const last = group.copies.pop() as Copy
  if (last !== copy) {
    group.copies[copy.at] = last
    last.at = copy.at
  }
  if (group.copies.length > 0) return
  dropDrawing(group)
  copies.byRow.delete(group.row)
  copies.groups.splice(copies.groups.indexOf(group), 1)
}

/** Forgets every copy. */
export function clearCopies(copies: Copies): void {
  for (const number of [...copies.byNumber.keys()]) unplaceCopy(copies, number)
}

/** Frees what a row's copies are drawn with; it is made again when they are next looked for. */
export function dropDrawing(group: CopyGroup): void {
  const { batches } = group
  if (batches.upright) destroyBatch(batches.upright)
  if (batches.mirrored) destroyBatch(batches.mirrored)
  batches.upright = batches.mirrored = null
  for (const copy of group.copies) copy.single = null
}

/** Says what a row's copies are copies of from now on; null where it went. */
export function setCopiedMesh(copies: Copies, row: Row, mesh: MeshResident | null): void {
  const group = copies.byRow.get(row)
  if (!group) return
  dropDrawing(group)
  group.mesh = mesh
}

/** How many resident rows have copies and are not shown themselves. */
export function countCopiedOnly({ groups }: Copies): number {
  let count = 0
  for (const { mesh } of groups) if (mesh && mesh.shownAt < 0) count++
  return count
}
