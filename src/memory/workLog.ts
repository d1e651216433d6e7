import type { MeterStop, WorkMeter } from './meter'

/** What the main thread did for a section: made it usable, made it visible to the game, took it back, freed it. */
export type WorkAction = 'adopt' | 'enter' | 'leave' | 'release'

/** One piece of work of a frame. */
export interface Work {
  readonly action: WorkAction
  /** Table row of the section, and the name of its payload's kind. */
  readonly row: number
  readonly kind: string
  readonly milliseconds: number
}

/** A frame in which streaming took long, or in which the work meter stopped it. */
export interface LongFrame {
  /** Number of the tick before it. */
  readonly tick: number
  /** All of streaming's work in it: milliseconds, bytes and operations. */
  readonly milliseconds: number
  readonly bytes: number
  readonly operations: number
  /** What stopped the meter, null: nothing did. */
  readonly stop: MeterStop
  /** The work that took longest, longest first. */
  readonly worst: readonly Work[]
}

/** Who times the work of a backend. Backends that have one call it; without one they ask no clock. */
export interface WorkWatch {
  /** A frame begins: before it adopts. */
  begin(): void
  /** Runs a piece of work and books how long it took. */
  time<Result>(action: WorkAction, row: number, kind: string, work: () => Result): Result
  /** The meter has been used up, or nothing is left to do; entering and leaving may still come. */
  close(meter: WorkMeter): void
}

/** A watch that remembers long frames. */
export interface WorkLog extends WorkWatch {
  /** Oldest first. */
  readonly frames: LongFrame[]
}

/** Long frames that are remembered, and pieces of work of each. */
const frameLimit = 64
const workLimit = 4

/** Milliseconds of one frame's streaming from which on it is remembered though nothing stopped it: twice what the meter usually allows. */
const longMs = 4

/** @param tickNow Number of the last tick. */
export function createWorkLog(tickNow: () => number): WorkLog {
  const frames: LongFrame[] = []
  let frame = emptyFrame(0)
  return {
    frames,
    begin() {
      if (frame.stop !== null || frame.milliseconds >= longMs) frames.push(frame)
      if (frames.length > frameLimit) frames.shift()
      if (frame.worst.length > 0) frame = emptyFrame(tickNow())
      else frame.tick = tickNow()
    },
    time(action, row, kind, work) {
      const started = performance.now()
      try {
        return work()
      } finally {
        bookWork(frame, { action, row, kind, milliseconds: performance.now() - started })
      }
    },
    close(meter) {
      frame.bytes = meter.spentBytes
      frame.operations = meter.spentOperations
      frame.stop = meter.stoppedBy
    },
  }
}

type OpenFrame = { -readonly [Key in keyof LongFrame]: LongFrame[Key] } & { readonly worst: Work[] }

function emptyFrame(tick: number): OpenFrame {
  return { tick, milliseconds: 0, bytes: 0, operations: 0, stop: null, worst: [] }
}

function bookWork(frame: OpenFrame, work: Work): void {
  frame.milliseconds += work.milliseconds
  frame.worst.push(work)
  frame.worst.sort((a, b) => b.milliseconds - a.milliseconds)
  if (frame.worst.length > workLimit) frame.worst.length = workLimit
}
