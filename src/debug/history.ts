import { State } from '../components/state'
import type { StreamingFigures } from '../telemetry/figures'

/** What happened in the last while, a sample every so often, in a ring of typed arrays. */
export interface History {
  readonly capacity: number
  /** Samples ever taken. */
  taken: number
  /** Seconds; when each was taken. */
  readonly at: Float64Array
  /** One ring a line of the picture, see `Line`; NaN where there is nothing to say (no budget). */
  readonly lines: readonly Float64Array[]
  /** Failures ever, at the last sample. */
  failuresBefore: number
  /** The same in order of time, newest at 0 seconds: rewritten by `readHistory`. */
  readonly ordered: { readonly seconds: Float64Array; readonly lines: readonly Float64Array[] }
}

/** Index of a line. Counts of sections; bytes; milliseconds; failures since the sample before. */
export const Line = { Desired: 0, Loading: 1, Loaded: 2, Resident: 3, Budget: 4, WorstFrame: 5, Failures: 6 } as const
const lineCount = 7

/** @param capacity Samples kept; 30 seconds of four a second, and the one before. */
export function createHistory(capacity = 121): History {
  const floats = () => new Float64Array(capacity)
  const lines = () => Array.from({ length: lineCount }, floats)
  return {
    capacity,
    taken: 0,
    at: floats(),
    lines: lines(),
    failuresBefore: NaN,
    ordered: { seconds: floats(), lines: lines() },
  }
}

/** Adds a sample; allocates nothing. @param worstFrameMs The longest frame since the sample before. */
export function sampleHistory(history: History, figures: StreamingFigures, worstFrameMs: number, nowMs: number): void {
  const { lines, at, capacity } = history
  const { byState } = figures
  const i = history.taken++ % capacity
  at[i] = nowMs / 1000
  lines[Line.Desired][i] = figures.desired
  lines[Line.Loading][i] = byState[State.QueuedLoad] + byState[State.Loading]
  lines[Line.Loaded][i] = byState[State.Loaded] + byState[State.QueuedUnload]
  lines[Line.Resident][i] = figures.residentBytes
  lines[Line.Budget][i] = figures.budgetBytes === Infinity ? NaN : figures.budgetBytes
  lines[Line.WorstFrame][i] = worstFrameMs
  lines[Line.Failures][i] = Math.max(0, figures.failures - history.failuresBefore) || 0
  history.failuresBefore = figures.failures
}

/** Puts the samples in order into `history.ordered`, the newest last and at 0 seconds. @returns how many there are. */
export function readHistory(history: History): number {
  const { ordered, lines, at, capacity, taken } = history
  const count = Math.min(taken, capacity)
  const newest = at[(taken - 1) % capacity]
  for (let i = 0; i < count; i++) {
    const from = (taken - count + i) % capacity
    ordered.seconds[i] = at[from] - newest
    for (let line = 0; line < lineCount; line++) ordered.lines[line][i] = lines[line][from]
  }
  return count
}
