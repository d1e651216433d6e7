import { State } from '../components/state'
import type { Engine } from '../engine'
import { hashFraction } from '../math/hash'
import { EventKind, writeEvent } from './events'
import { freeSlot } from './lanes'
import { findLive } from './rowTable'
import { transition } from './transition'

/** Share of a cooldown that jitter may take away, so that failures of one moment do not retry in one moment. */
const jitterShare = 0.2

/** A load ended in an error: it cools down, and its slot is free. Its ticket is void, so that what arrives after all is given back. */
export function failLoad(engine: Engine, s: number, message: string): void {
  const { live, telemetry, clock } = engine
  const row = live.row[s]
  freeSlot(engine, s)
  transition(engine, s, State.Error)
  live.ticket[s] = 0
  live.failures[s] = Math.min(live.failures[s] + 1, 0xffff)
  live.cooldownUntil[s] = clock.tick + cooldownTicks(engine, s)
  engine.errors.set(row, message)
  telemetry.failures++
  if (live.failures[s] >= 2) refreshFailing(engine)
  writeEvent(engine.events, EventKind.Failed, row, clock.tick)
}

/** A load succeeded: its failures are forgiven. */
export function recover(engine: Engine, s: number): void {
  const { live } = engine
  if (live.failures[s] === 0) return
  const failed = live.failures[s] >= 2
  live.failures[s] = 0
  engine.errors.delete(live.row[s])
  if (failed) refreshFailing(engine)
}

/**
 * P-14 and CUT.md §4: first 3 s, growing with cost to 5 s at the largest cost in the world; then doubling up to 60 s; less up to a
 * fifth by jitter that seed, row and count decide.
 */
function cooldownTicks(engine: Engine, s: number): number {
  const { live, settings } = engine
  const [first, firstAtLargest, longest] = settings.cooldownSeconds
  let seconds = first + (firstAtLargest - first) * (live.bytes[s] / engine.largestBytes)
  for (let n = 1; n < live.failures[s] && seconds < longest; n++) seconds *= 2
  const jitter = 1 - jitterShare * hashFraction(settings.seed, live.row[s], live.failures[s])
  return Math.ceil(Math.min(seconds, longest) * jitter * settings.tickHz)
}

/** Failing: failed twice or more itself, or requires something that is. What is required comes first in `order`. */
function refreshFailing(engine: Engine): void {
  const { live, table, rows } = engine
  for (let i = 0; i < live.count; i++) {
    const s = live.order[i]
    let failing = live.failures[s] >= 2 ? 1 : 0
    if (live.requiring[s] && !failing) {
      const row = live.row[s]
      for (let r = table.requireStart[row]; r < table.requireStart[row + 1]; r++)
        failing |= live.failing[findLive(rows, table.requires[r])]
    }
    live.failing[s] = failing
  }
  engine.cut.stale = true
}
