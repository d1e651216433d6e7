import type { State } from '../components/state'
import type { Courses } from '../components/course'
import type { PrefetchSettings } from '../components/prefetch'
import type { Engine } from '../engine'

/** What is prefetched. A world has it with `prefetch()`; others do not carry its code. */
export interface Prefetching {
  readonly settings: PrefetchSettings
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
  /** Where focuses go, and their ghosts. */
  readonly courses: Courses
  /** Prefetches in QueuedLoad: in one lane, or in all (−1). The other queued loads are wanted. */
  countQueued(engine: Engine, lane: number): number
  /** For StreamingLoader, after all that is wanted. */
  start(engine: Engine): void
  /** Of a section that is or was prefetched: its state moves, or something wants it now. */
  follow(engine: Engine, s: number, from: State, to: State): void
  use(engine: Engine, s: number): void
  /** A load took this long. */
  observeLatency(ticks: number): void
}

/** A world that prefetches: what the code of `prefetch()` runs in. */
export interface PrefetchingEngine extends Engine {
  readonly prefetch: Prefetching
}

/** Queued loads that somebody wants, in one lane or in all. */
export function countWantedQueued(engine: Engine, queued: number, lane = -1): number {
  return engine.prefetch === null ? queued : queued - engine.prefetch.countQueued(engine, lane)
}
