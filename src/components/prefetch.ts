/** Bits of `LiveSections.prefetch`. */
export enum Prefetch {
  /** A ghost wants it, and nothing else does. */
  Wished = 1,
  /** Its load began as a prefetch, and nothing has wanted it since. */
  Unused = 2,
  /** It was loaded for nothing and unloaded again; not prefetched once more while that is remembered. */
  Wasted = 4,
}

/** Most that a profile may prefetch at a time. */
export const largestPrefetchBudget = 64

/** The numbers of `prefetch()`. How much is prefetched at a time is the profile's: `prefetchBudget`. */
export interface PrefetchSettings {
  /**
   * Seconds that prefetch looks ahead, at least and at most (1 and 4): between, it is `settings.lookAheadSeconds` and as many loads as `latencies` says (4), one after
   * another, as long as they take at present (B-7).
   */
  readonly seconds: readonly [least: number, most: number]
  readonly latencies: number
  /** Time constant of the course that it follows, seconds (0.5). Longer than that of the velocity: a jerk is no course. */
  readonly courseSeconds: number
  /** Share of its pace that a focus makes good on its course (0.8); below, it goes back and forth and nothing is prefetched. */
  readonly steadiness: number
  /** Metres from its path (`setFocusPath`) within which a focus is taken to follow it (32). */
  readonly pathReach: number
  /**
   * Of a tiled scene: where a section is prefetched though its focus goes nowhere, as a share of the way from the distance at which it is wanted to the one at which it goes
   * (T-7: 0.5); a tile's own `prefetch_radius` goes before it. 0: nowhere.
   */
  readonly radiusShare: number
}
