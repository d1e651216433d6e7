import { restoreSnapshot } from './restore'
import type { Replay } from './replay'
import { measureSnapshot, takeSnapshot, type Snapshot } from './snapshot'

/** A moment that any replay of the recording can be put to. */
export interface Keyframe {
  readonly tick: number
  /** Index of the next recorded tick. */
  readonly next: number
  readonly snapshot: Snapshot
  readonly bytes: number
}

/** Moments of a recording, in order, the first of them its beginning. */
export interface Keyframes {
  readonly frames: Keyframe[]
  /** Ticks from one to the next at least. */
  every: number
  bytes: number
  readonly maxBytes: number
}

/** 64 MB: 900 moments of a world with 550 live sections. */
const defaultMaxBytes = 64e6

/**
 * @param every Ticks from one to the next: the longest way from a keyframe to what is looked for.
 * @param maxBytes What does not fit makes the keyframes sparser: every second one goes, and the way between them is twice as long.
 */
export function createKeyframes(every: number, maxBytes = defaultMaxBytes): Keyframes {
  return { frames: [], every, bytes: 0, maxBytes }
}

/** Keeps where the replay stands, where that is due. A snapshot is only good at the end of a step. */
export function keepKeyframe(keyframes: Keyframes, { world, next }: Replay): void {
  const { frames, every, maxBytes } = keyframes
  const { clock } = world.terrane
  if (clock.tickInStep + 1 < clock.ticksInStep) return
  if (frames.length > 0 && clock.tick - frames[frames.length - 1].tick < every) return
  const snapshot = takeSnapshot(world.terrane)
  const bytes = measureSnapshot(snapshot)
  frames.push({ tick: clock.tick, next, snapshot, bytes })
  keyframes.bytes += bytes
  while (keyframes.bytes > maxBytes && frames.length > 2) thinOut(keyframes)
}

function thinOut(keyframes: Keyframes): void {
  keyframes.every *= 2
  const kept = keyframes.frames.filter((_, i) => i % 2 === 0)
  keyframes.frames.splice(0, Infinity, ...kept)
  keyframes.bytes = kept.reduce((sum, { bytes }) => sum + bytes, 0)
}

/** The last keyframe at a tick or before it. */
export function findKeyframe({ frames }: Keyframes, tick: number): Keyframe {
  let [low, high] = [0, frames.length - 1]
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (frames[middle].tick <= tick) low = middle
    else high = middle - 1
  }
  return frames[low]
}

/** Puts a replay of the same recording to a keyframe, backward or forward; `advanceReplay` goes on from there. */
export function rewindReplay(replay: Replay, { tick, next, snapshot }: Keyframe): void {
  restoreSnapshot(replay.world, snapshot)
  replay.next = next
  replay.happened = replay.now.recorded = { tick }
}
