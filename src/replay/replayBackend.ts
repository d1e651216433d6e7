import { pushCompletion, pushParts, pushProgress, pushSize, type Backend } from '../backends/backend'
import type { RecordingHeader } from './header'
import type { RecordedReads } from './recordedReads'
import type { RecordedTick } from './recordedTick'

/** What a replay knows of the tick that runs. */
export interface ReplayedTick {
  recorded: RecordedTick
  readonly reads: RecordedReads
}

/** Loads nothing and answers as the backend of the recording did, tick for tick. What it is asked to do shows in the states, and is compared there. */
export function createReplayBackend({ backend }: RecordingHeader, now: ReplayedTick): Backend {
  const { reads } = now
  return {
    ...(backend.transportLoads !== undefined && { transportLoads: backend.transportLoads }),
    ...(backend.waits && { isWaiting: (ticket: number) => reads.waiting.has(ticket) }),
    ...(backend.enters && { enter: (row: number) => reads.troubles.get(row) ?? '' }),
    ...(backend.clears && { clear() {} }),
    ...(backend.tellsArrival && { tellsArrival: true }),
    start() {},
    cancel() {},
    release() {},
    refresh() {},
    pump() {},
    poll(_tick, out) {
      for (const [ticket, row, stage] of now.recorded.progress ?? []) pushProgress(out, ticket, row, stage)
      for (const [ticket, row, done, total] of now.recorded.parts ?? []) pushParts(out, ticket, row, done, total)
      for (const [row, bytes] of now.recorded.sizes ?? []) pushSize(out, row, bytes)
      for (const [ticket, row, outcome, message] of now.recorded.completions ?? [])
        pushCompletion(out, ticket, row, outcome, message)
    },
    dispose() {},
  }
}
