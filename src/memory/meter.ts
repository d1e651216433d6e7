/** Bytes in memory, decoded: what the CPU holds and what the GPU holds. */
export interface Bytes {
  cpuBytes: number
  gpuBytes: number
}

/** What one frame may spend on streaming on the main thread. Bytes come first: upload time is paid elsewhere, later. */
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
  /** Starts a frame: clears what was spent. */
  begin(): void
  /** May an operation of this many bytes start now? Records what stopped it when not. */
  allows(bytes: number): boolean
  /** Books an operation that ran. */
  spend(bytes: number): void
  readonly stoppedBy: MeterStop
  readonly spentBytes: number
  readonly spentOperations: number
}

export function createMeter(
  limits: MeterLimits = defaultMeterLimits,
  now: () => number = () => performance.now(),
): WorkMeter {
  let startedAt = 0 // read at the first operation of a frame: a frame without work does not ask the clock
  let bytesSpent = 0
  let operations = 0
  let stop: MeterStop = null
  const exhausted = (bytes: number): MeterStop => {
    if (operations >= limits.operations) return 'operations'
    if (bytesSpent + bytes > limits.bytes) return 'bytes'
    return now() - startedAt >= limits.milliseconds ? 'milliseconds' : null
  }
  return {
    begin() {
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
