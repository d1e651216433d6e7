import { toWorld } from '../../components/sceneRoot'
import type { Engine } from '../../engine'

/** Where a focus of a recording was, tick by tick. */
export interface Track {
  /** Tick of the first sample. */
  readonly begin: number
  /** x, y, z a tick, metres. */
  readonly points: Float64Array
  /** Jumps up to and with each tick. */
  readonly jumps: Uint32Array
  /** The last tick that is known. */
  known: number
}

export function createTrack(begin: number, end: number): Track {
  const ticks = end - begin + 1
  const points = new Float64Array(3 * ticks).fill(NaN)
  return { begin, points, jumps: new Uint32Array(ticks), known: begin - 1 }
}

/** Of the focuses of a recording, by serial number; each begins with the tick in which its focus came. */
export interface Tracks {
  readonly end: number
  readonly of: Map<number, Track>
}

/** Focuses beyond so many have no track, and who rides them keeps their own look: a minute of one is 100 kB. */
const mostTracks = 64

export const createTracks = (end: number): Tracks => ({ end, of: new Map() })

/** Call after every tick. */
export function extendTracks({ of, end }: Tracks, { focuses, clock, root }: Engine, jumped: boolean): void {
  for (const focus of focuses.alive) {
    const serial = focuses.serial[focus]
    if (!of.has(serial) && of.size < mostTracks) of.set(serial, createTrack(clock.tick, end))
    const track = of.get(serial)
    if (track)
      extendTrack(track, clock.tick, jumped, (out) =>
        toWorld(out, root, focuses.x[focus], focuses.y[focus], focuses.z[focus]),
      )
  }
}

function extendTrack(track: Track, tick: number, jumped: boolean, write: (out: Float64Array) => void): void {
  const { points, jumps, begin } = track
  const i = tick - begin
  jumps[i] = (i > 0 ? jumps[i - 1] : 0) + (jumped ? 1 : 0)
  write(points.subarray(3 * i, 3 * i + 3))
  track.known = tick
}

/** Motion by less than this gives no direction, metres. */
const leastMotion = 0.25
/** How far one looks for motion, in steps of the look ahead: someone who stands looks where they were going. */
const mostSteps = 8

/**
 * Writes the direction in which the focus goes at a tick, metres: to where it will be so many ticks later, no farther than its next jump. One that stands looks where it
 * came to or where it will go.
 * @returns false where the track does not say.
 */
export function courseAt(track: Track, tick: number, ahead: number, out: Float64Array): boolean {
  for (let step = 0; step < mostSteps; step++) {
    if (motionOf(track, tick - step * ahead, tick - step * ahead + ahead, tick, out)) return true
    if (motionOf(track, tick, tick + (step + 1) * ahead, tick, out)) return true
  }
  return false
}

/** Both ends are taken to within what is known, and to the same side of jumps as `tick`. */
function motionOf(track: Track, from: number, to: number, tick: number, out: Float64Array): boolean {
  const [a, b] = [settle(track, from, tick), settle(track, to, tick)]
  let squared = 0
  for (let axis = 0; axis < 3; axis++) {
    out[axis] = track.points[3 * b + axis] - track.points[3 * a + axis]
    squared += out[axis] * out[axis]
  }
  return squared > leastMotion * leastMotion
}

/** Index of the sample nearest to `tick` on the way to `wanted` that no jump lies between. */
function settle({ begin, known, jumps }: Track, wanted: number, tick: number): number {
  const within = (at: number) => Math.max(0, Math.min(known - begin, at - begin))
  const near = within(tick)
  let far = within(wanted)
  while (jumps[far] !== jumps[near]) far = near + Math.trunc((far - near) / 2)
  return far
}
