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
const nodeCost = 1

/** Fewest triangles on a side, so that the number of nodes is bounded. */
const leastSide = 2

/** Twice the centre of a triangle's box: a whole number. */
const centre = ({ boxes }: BvhDraft, triangle: number, axis: number) =>
  boxes[6 * triangle + axis] + boxes[6 * triangle + 3 + axis]

/** Least and greatest centre of a run. */
function centreRange(draft: BvhDraft, first: number, end: number, axis: number): [low: number, high: number] {
  let low = Infinity
  let high = -Infinity
  for (let i = first; i < end; i++) {
    const value = centre(draft, draft.order[i], axis)
    if (value < low) low = value
    if (value > high) high = value
  }
  return [low, high]
}

/** The bin border of least cost over the three axes; null where centres coincide or no border leaves enough on both sides. */
export function bestSplit(draft: BvhDraft, first: number, end: number): Split | null {
  let least = Infinity
  let axis = -1
  let border = 0
  let binOf: (triangle: number) => number = () => 0
  for (let tried = 0; tried < 3; tried++) {
    const [low, high] = centreRange(draft, first, end, tried)
    if (low === high) continue
    const bin = (triangle: number) =>
      Math.min(bins - 1, Math.floor(((centre(draft, triangle, tried) - low) * bins) / (high - low)))
    const found = leastCost(draft, first, end, bin)
    if (found.cost >= least) continue
    least = found.cost
    axis = tried
    border = found.border
    binOf = bin
  }
  if (axis < 0) return null
  const pays = least + nodeCost * wholeArea(draft, first, end) < (end - first) * wholeArea(draft, first, end)
  return { pays, apply: () => partition(draft, first, end, (triangle) => binOf(triangle) < border) }
}

/** Boxes and counts by bin; reused by every call: one tree is built at a time, without a pause. */
const binBoxes = new Float64Array(boxStride * bins)
const binCounts = new Uint32Array(bins)
const rightCosts = new Float64Array(bins)
const swept = new Float64Array(6)

function leastCost(draft: BvhDraft, first: number, end: number, binOf: (triangle: number) => number) {
  fillBins(draft, first, end, binOf)
  sweepRight()
  emptyBox(swept, 0)
  let least = { cost: Infinity, border: 0 }
  for (let border = 1, count = 0; border < bins; border++) {
    count += binCounts[border - 1]
    growBox(swept, 0, binBoxes, 6 * (border - 1))
    if (count < leastSide || end - first - count < leastSide) continue
    const cost = area(swept) * count + rightCosts[border]
    if (cost < least.cost) least = { cost, border }
  }
  return least
}

function fillBins({ boxes, order }: BvhDraft, first: number, end: number, binOf: (triangle: number) => number): void {
  binCounts.fill(0)
  for (let bin = 0; bin < bins; bin++) emptyBox(binBoxes, 6 * bin)
  for (let i = first; i < end; i++) {
    const bin = binOf(order[i])
    binCounts[bin]++
    growBox(binBoxes, 6 * bin, boxes, 6 * order[i])
  }
}

/** rightCosts[b]: area × count of bins b and on. */
function sweepRight(): void {
  emptyBox(swept, 0)
  for (let bin = bins - 1, count = 0; bin > 0; bin--) {
    count += binCounts[bin]
    growBox(swept, 0, binBoxes, 6 * bin)
    rightCosts[bin] = count > 0 ? area(swept) * count : 0
  }
}

/** Half the surface of a box that is not empty. */
function area(box: Float64Array): number {
  const [x, y, z] = [box[3] - box[0], box[4] - box[1], box[5] - box[2]]
  return x * y + y * z + z * x
}

function wholeArea({ boxes, order }: BvhDraft, first: number, end: number): number {
  emptyBox(swept, 0)
  for (let i = first; i < end; i++) growBox(swept, 0, boxes, 6 * order[i])
  return area(swept)
}

/** Two halves of equal number along the axis on which the centres spread most; equal centres keep their order. */
export function medianSplit(draft: BvhDraft, first: number, end: number): number {
  const spread = [0, 1, 2].map((axis) => centreRange(draft, first, end, axis)).map(([low, high]) => high - low)
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
