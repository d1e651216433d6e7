/** Whole frames, from one `recordFrame` to the next, in a ring. */
export interface FrameTimes {
  /** Milliseconds of each frame; the newest is at `(recorded − 1) % length`. */
  readonly intervalsMs: Float32Array
  /** Frames ever recorded. */
  recorded: number
  /** Time of the last call, NaN before the first. */
  lastMs: number
  readonly sorted: Float32Array
}

/** Frame times of the last while. Zeros before the second frame. */
export interface FrameFigures {
  medianMs: number
  p95Ms: number
  longestMs: number
  /** Frames in that while. */
  frames: number
}

/** How far back the figures look where nothing else is said, milliseconds. */
const defaultWindowMs = 2000

/** @param capacity Frames kept; 512 holds two seconds up to 256 frames a second. */
export function createFrameTimes(capacity = 512): FrameTimes {
  return {
    intervalsMs: new Float32Array(capacity),
    recorded: 0,
    lastMs: NaN,
    sorted: new Float32Array(capacity),
  }
}

/** Call once a frame with the frame's time in milliseconds, as `requestAnimationFrame` gives it. */
export function recordFrame(frames: FrameTimes, nowMs: number): void {
  const interval = nowMs - frames.lastMs
  frames.lastMs = nowMs
  if (!(interval >= 0)) return
  frames.intervalsMs[frames.recorded++ % frames.intervalsMs.length] = interval
}

/** Fills `out` from the last two seconds; the newest frame always counts. Sorts: a few times a second is enough. */
export function measureFrames(frames: FrameTimes, out: FrameFigures, windowMs = defaultWindowMs): FrameFigures {
  const { intervalsMs, sorted, recorded } = frames
  const kept = Math.min(recorded, intervalsMs.length)
  let count = 0
  let sum = 0
  while (count < kept && (count === 0 || sum < windowMs)) {
    sorted[count] = intervalsMs[(recorded - 1 - count) % intervalsMs.length]
    sum += sorted[count++]
  }
  const inOrder = sorted.subarray(0, count).sort()
  out.frames = count
  out.medianMs = inOrder[Math.floor(count / 2)] ?? 0
  out.p95Ms = inOrder[Math.floor(count * 0.95)] ?? 0
  out.longestMs = inOrder[count - 1] ?? 0
  return out
}
