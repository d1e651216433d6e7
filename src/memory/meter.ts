/** Bytes in memory, decoded: what the CPU holds and what the GPU holds. */
export interface Bytes {
  cpuBytes: number
  gpuBytes: number
}

/**
 * What a frame of 1/60 s may spend on streaming on the main thread; a longer frame gets proportionally more, sixteen times at
 * most, so that a slow machine fills its world as soon as a fast one and streaming stays an eighth of the frame. Bytes come first:
 * upload time is paid elsewhere, later.
 */
export interface MeterLimits {
  readonly bytes: number
  readonly milliseconds: number
  readonly operations: number
}

/** 2 ms, 8 MiB and 64 operations a frame (orientation: PEERS' defaults; override per game). */
export const defaultMeterLimits: MeterLimits = { bytes: 8 << 20, milliseconds: 2, operations: 64 }

/** Which currency stopped an operation of this frame last, or null while none was stopped. */
export type MeterStop = 'bytes' | 'milliseconds' | 'operations' | null

/**
 * One budget per frame for all main-thread work that streaming causes: adopting, uploading, tearing down.
 * The first operation of a frame always passes, so nothing larger than the budget can deadlock.
 */
export interface WorkMeter {
  /** Starts a frame: clears what was spent. `frameSeconds` is how long the last one took. */
  begin(frameSeconds?: number): void
  /** May an operation of this many bytes start now? Records what stopped it when not. */
  allows(bytes: number): boolean
  /** Books an operation that ran. */
  spend(bytes: number): void
  /** What the frame carries in all. */
  readonly frameBytes: number
  readonly stoppedBy: MeterStop
  readonly spentBytes: number
  readonly spentOperations: number
}

/** A frame of a quarter of a second and longer: 32 ms. */
const longestScale = 16

export function createMeter(
  limits: MeterLimits = defaultMeterLimits,
  now: () => number = () => performance.now(),
): WorkMeter {
  let startedAt = 0 // read at the first operation of a frame: a frame without work does not ask the clock
  let scale = 1
  let bytesSpent = 0
  let operations = 0
  let stop: MeterStop = null
  const exhausted = (bytes: number): MeterStop => {
    if (operations >= limits.operations * scale) return 'operations'
    if (bytesSpent + bytes > limits.bytes * scale) return 'bytes'
    return now() - startedAt >= limits.milliseconds * scale ? 'milliseconds' : null
  }
  return {
    begin(frameSeconds = 0) {
      scale = Math.max(1, Math.min(longestScale, Math.round(frameSeconds * 60)))
      bytesSpent = 0
      operations = 0
      stop = null
    },
    allows(bytes) {
      if (operations === 0) {
        startedAt = now()
        return true
      }
      const reason = exhausted(bytes)
      if (reason) stop = reason
      return reason === null
    },
    spend(bytes) {
      bytesSpent += bytes
      operations++
    },
    get frameBytes() {
      return limits.bytes * scale
    },
    get stoppedBy() {
      return stop
    },
    get spentBytes() {
      return bytesSpent
    },
    get spentOperations() {
      return operations
    },
  }
}
