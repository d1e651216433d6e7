import { boxStride, emptyBox, growBox } from '../math/box'
import type { BvhDraft } from './buildBvh'

/** A plane that divides a run of triangles. */
export interface Split {
  /** Expected work of a ray is less than with all of them in one leaf. */
  readonly pays: boolean
  /** Puts the nearer ones first; answers where the others begin. */
  apply(): number
}

const bins = 16

/** What a step into a node costs a ray, in triangle tests. */
const nodeCost = 2

/** Fewest triangles on a side, so that the number of nodes is bounded. */
export const leastSide = 3

/** Twice the centre of a triangle's box: a whole number. */
const centre = ({ boxes }: BvhDraft, triangle: number, axis: number) =>
  boxes[6 * triangle + axis] + boxes[6 * triangle + 3 + axis]

/** Least and greatest centre of a run. */
function centreRange(draft: BvhDraft, first: number, end: number, axis: number): { low: number; high: number } {
  let low = Infinity
  let high = -Infinity
  for (let i = first; i < end; i++) {
    const value = centre(draft, draft.order[i], axis)
    if (value < low) low = value
    if (value > high) high = value
  }
  return { low, high }
}

/** Bins along an axis. */
interface Bins {
  readonly axis: number
  readonly low: number
  /** Bins a unit. */
  readonly scale: number
}

const binOf = (draft: BvhDraft, { axis, low, scale }: Bins, triangle: number) =>
  Math.min(bins - 1, Math.floor((centre(draft, triangle, axis) - low) * scale))

/** The bin border of least cost over the three axes; null where centres coincide or no border leaves enough on both sides. */
export function bestSplit(draft: BvhDraft, first: number, end: number): Split | null {
  let least = Infinity
  let border = 0
  let best: Bins | null = null
  for (let axis = 0; axis < 3; axis++) {
    const { low, high } = centreRange(draft, first, end, axis)
    if (low === high) continue
    const along = { axis, low, scale: bins / (high - low) }
    fillBins(draft, first, end, along)
    const found = leastCost(end - first)
    if (found.cost >= least) continue
    least = found.cost
    border = found.border
    best = along
  }
  if (!best) return null
  const chosen = best
  const whole = wholeArea(draft, first, end)
  return {
    pays: least + nodeCost * whole < (end - first) * whole,
    apply: () => partition(draft, first, end, (triangle) => binOf(draft, chosen, triangle) < border),
  }
}

/** Boxes and counts by bin; reused by every call: one tree is built at a time, without a pause. */
const binBoxes = new Float64Array(boxStride * bins)
const binCounts = new Uint32Array(bins)
const rightCosts = new Float64Array(bins)
const swept = new Float64Array(boxStride)

function fillBins(draft: BvhDraft, first: number, end: number, along: Bins): void {
  binCounts.fill(0)
  for (let bin = 0; bin < bins; bin++) emptyBox(binBoxes, boxStride * bin)
  for (let i = first; i < end; i++) {
    const bin = binOf(draft, along, draft.order[i])
    binCounts[bin]++
    growByTriangle(binBoxes, boxStride * bin, draft, draft.order[i])
  }
}

/** The cheapest border between filled bins: area × count on both sides. */
function leastCost(triangles: number) {
  sweepRight()
  emptyBox(swept, 0)
  let least = { cost: Infinity, border: 0 }
  for (let border = 1, count = 0; border < bins; border++) {
    count += binCounts[border - 1]
    growBox(swept, 0, binBoxes, boxStride * (border - 1))
    if (count < leastSide || triangles - count < leastSide) continue
    const cost = area(swept) * count + rightCosts[border]
    if (cost < least.cost) least = { cost, border }
  }
  return least
}

/** rightCosts[b]: area × count of bins b and on. */
function sweepRight(): void {
  emptyBox(swept, 0)
  for (let bin = bins - 1, count = 0; bin > 0; bin--) {
    count += binCounts[bin]
    growBox(swept, 0, binBoxes, boxStride * bin)
    rightCosts[bin] = count > 0 ? area(swept) * count : 0
  }
}

function growByTriangle(out: Float64Array, at: number, { boxes }: BvhDraft, triangle: number): void {
  for (let axis = 0; axis < 3; axis++) {
    const low = boxes[6 * triangle + axis]
    const high = boxes[6 * triangle + 3 + axis]
    if (low < out[at + axis]) out[at + axis] = low
    if (high > out[at + 3 + axis]) out[at + 3 + axis] = high
  }
}

/** Half the surface of a box that is not empty. */
function area(box: Float64Array): number {
  const x = box[3] - box[0]
  const y = box[4] - box[1]
  const z = box[5] - box[2]
  return x * y + y * z + z * x
}

function wholeArea(draft: BvhDraft, first: number, end: number): number {
  emptyBox(swept, 0)
  for (let i = first; i < end; i++) growByTriangle(swept, 0, draft, draft.order[i])
  return area(swept)
}

/** Two halves of equal number along the axis on which the centres spread most; equal centres keep their order. */
export function medianSplit(draft: BvhDraft, first: number, end: number): number {
  const spread = [0, 1, 2].map((axis) => centreRange(draft, first, end, axis)).map(({ low, high }) => high - low)
  const axis = spread.indexOf(Math.max(...spread))
  draft.order.subarray(first, end).sort((a, b) => centre(draft, a, axis) - centre(draft, b, axis) || a - b)
  return Math.floor((first + end) / 2)
}

/** Stable: both sides keep their order. */
function partition(
  { order, scratch }: BvhDraft,
  first: number,
  end: number,
  isLeft: (triangle: number) => boolean,
): number {
  let left = first
  let right = 0
  for (let i = first; i < end; i++)
    if (isLeft(order[i])) order[left++] = order[i]
    else scratch[right++] = order[i]
  order.set(scratch.subarray(0, right), left)
  return left
}
