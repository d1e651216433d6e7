/** Order of steps after the pins, the last given up first (T-17): a place comes before its finer pictures, and what is protected before what is not. */
export enum StepClass {
  ProtectedRoot = 0,
  ProtectedRefine = 1,
  Root = 2,
  Refine = 3,
}

/** The plan's scratch: candidate steps with sort keys, and what the running plan has charged. Sized once by the capacity. */
export interface PlanSteps {
  count: number
  /** Live index × 2, + 1 for a refinement. */
  readonly step: Int32Array
  readonly class: Uint8Array
  /** Metres, with the held bonus. */
  readonly key: Float64Array
  /** Depth × 2³² + rank: parents before children, then GUID order. */
  readonly tie: Float64Array
  /** Sections charged so far, so that a step that does not fit can be taken back. */
  readonly charged: Int32Array
  chargedCount: number
  chargedBytes: number
  chargedTextureBytes: number
}

export function createPlanSteps(capacity: number): PlanSteps {
  return {
    count: 0,
    step: new Int32Array(2 * capacity),
    class: new Uint8Array(2 * capacity),
    key: new Float64Array(2 * capacity),
    tie: new Float64Array(2 * capacity),
    charged: new Int32Array(capacity),
    chargedCount: 0,
    chargedBytes: 0,
    chargedTextureBytes: 0,
  }
}

export function addStep(steps: PlanSteps, step: number, stepClass: StepClass, key: number, tie: number): void {
  const at = steps.count++
  steps.step[at] = step
  steps.class[at] = stepClass
  steps.key[at] = key
  steps.tie[at] = tie
}

/** Heap sort in place: no allocation, and no order but the keys' own (ties are unique by rank). */
export function sortSteps(steps: PlanSteps): void {
  for (let at = (steps.count >> 1) - 1; at >= 0; at--) siftDown(steps, at, steps.count)
  for (let end = steps.count - 1; end > 0; end--) {
    swap(steps, 0, end)
    siftDown(steps, 0, end)
  }
}

function siftDown(steps: PlanSteps, from: number, end: number): void {
  for (let at = from; ;) {
    let child = 2 * at + 1
    if (child >= end) return
    if (child + 1 < end && isBefore(steps, child, child + 1)) child++
    if (!isBefore(steps, at, child)) return
    swap(steps, at, child)
    at = child
  }
}

function isBefore(steps: PlanSteps, a: number, b: number): boolean {
  if (steps.class[a] !== steps.class[b]) return steps.class[a] < steps.class[b]
  if (steps.key[a] !== steps.key[b]) return steps.key[a] < steps.key[b]
  return steps.tie[a] < steps.tie[b]
}

function swap(steps: PlanSteps, a: number, b: number): void {
  swapIn(steps.step, a, b)
  swapIn(steps.class, a, b)
  swapIn(steps.key, a, b)
  swapIn(steps.tie, a, b)
}

function swapIn(array: Int32Array | Uint8Array | Float64Array, a: number, b: number): void {
  const kept = array[a]
  array[a] = array[b]
  array[b] = kept
}
