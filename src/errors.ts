/** Every code that Terrane throws or reports. Each has an entry in docs/errors.md and a test that provokes it. */
export type ErrorCode =
  | 'argument'
  | 'bake-input'
  | 'bake-output'
  | 'blob-foreign'
  | 'blob-newer'
  | 'blob-truncated'
  | 'blob-corrupt'
  | 'capacity'
  | 'foreign-world'
  | 'feature-order'
  | 'file'
  | 'gate'
  | 'graphics-memory'
  | 'invariant'
  | 'kind-unknown'
  | 'manifest'
  | 'network'
  | 'path-format'
  | 'payload-corrupt'
  | 'payload-too-large'
  | 'recording-corrupt'
  | 'recording-differs'
  | 'recording-newer'
  | 'recording-world'
  | 'save-corrupt'
  | 'save-newer'
  | 'schema-mismatch'
  | 'section-unknown'
  | 'transition'
  | 'worker'
  | 'world-format'

/** What an error says, always in this order: what was wrong, what was expected, what to do next. */
export interface Problem {
  /** What was found, with the value. */
  readonly got: string
  /** What would have been right. */
  readonly wanted: string
  /** The next step for whoever reads it. */
  readonly next: string
}

/** A caller's or a user's mistake. One line; the command line prints `message` and exits 1 without a stack. */
export class TerraneError extends Error {
  override readonly name = 'TerraneError'
  constructor(
    readonly code: ErrorCode,
    readonly problem: Problem,
  ) {
    super(`${problem.got}; expected ${problem.wanted}. ${problem.next} [${code}]`)
  }
}

/** Throws a `TerraneError`: `fail('argument', 'cell is -4', 'a length above 0 in metres', 'Pass --cell 64.')`. */
export function fail(code: ErrorCode, got: string, wanted: string, next: string): never {
  throw new TerraneError(code, { got, wanted, next })
}

/**
 * States what our own code guarantees. A broken one is a bug of Terrane, not of the caller.
 * The condition is checked always; it costs a branch, so it stays out of per-section loops.
 */
export function invariant(condition: boolean, what: string): asserts condition {
  if (!condition)
    fail('invariant', `broken invariant: ${what}`, 'it to hold always', 'Please report it with a recording.')
}
