/** Bits of `LiveSections.prefetch`. */
export const Prefetch = {
  /** A ghost wants it, and nothing else does. */
  Wished: 1,
  /** Its load began as a prefetch, and nothing has wanted it since. */
  Unused: 2,
  /** It was loaded for nothing and unloaded again; not prefetched once more while that is remembered. */
  Wasted: 4,
} as const

/** Most that a profile may prefetch at a time. */
export const largestPrefetchBudget = 64

/** What is prefetched, and where the ghosts of the focuses stand. */
export interface PrefetchState {
  /** Live indices of all that is wished or unused, in the order in which they will be wanted; `profile.prefetchBudget` at most. */
  readonly held: number[]
  /** For each: table row of what the ghost's cut wants, itself or what requires it. */
  readonly cause: number[]
  /** What a ghost's cut found, soonest wanted first: table rows, and metres that the focus itself is too far away. */
  readonly foundRow: Int32Array
  readonly foundMetres: Float64Array
  found: number
  /** Smoothed ticks from the start of a load to Loaded; 0 before the first. */
  latencyTicks: number
  /** Position in `focuses.alive` of the focus whose ghost is asked next. */
  turn: number
}

export function createPrefetch(): PrefetchState {
  return {
    held: [],
    cause: [],
    foundRow: new Int32Array(largestPrefetchBudget),
    foundMetres: new Float64Array(largestPrefetchBudget),
    found: 0,
    latencyTicks: 0,
    turn: 0,
  }
}
