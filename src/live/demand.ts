import { isOccupied, type State } from '../components/state'
import { Prefetch } from '../components/prefetch'
import { Reason } from '../components/liveSection'
import { stampWanted } from '../components/stageTimes'
import type { Engine } from '../engine'
import { ensureEntity } from './entity'
import { refreshPending } from './pending'
import { findLive } from './rowTable'

/** Sets why a section is desired by itself (`Reason.None`: it is not) and lets what it requires follow. */
export function setReason(engine: Engine, s: number, reason: Reason): void {
  engine.live.reason[s] = reason
  refreshDesired(engine, s)
}

/** Is it for a reason of the desired set? What is prefetched is not wanted. */
function desires(reason: number): boolean {
  return reason !== Reason.None && reason !== Reason.Prefetched
}

/** Desired for more than its picture on screen. */
function wants(reason: number): boolean {
  return desires(reason) && reason !== Reason.Shown && reason !== Reason.Fading
}

/** Desired = for a reason of its own, or required by something desired or occupied. */
function refreshDesired(engine: Engine, s: number): void {
  const { live } = engine
  const reason = live.reason[s]
  const demanded = live.demand[s] > 0
  const wanting = wants(reason) || demanded ? 1 : 0
  const desired = desires(reason) || demanded ? 1 : 0
  if (live.wanting[s] !== wanting) {
    live.wanting[s] = wanting
    if (!wanting) live.lastWanted[s] = engine.clock.tick
    else stampWanted(engine.stages, s, live.state[s] as State, engine.clock.tick)
  }
  if (live.desired[s] !== desired) {
    live.desired[s] = desired
    live.lastActive[s] = engine.clock.tick
    engine.telemetry.desired += desired ? 1 : -1
    if (desired) ensureEntity(engine, s)
    if (desired && live.prefetch[s] !== 0) engine.prefetch!.use(engine, s)
  }
  refreshPending(engine, s)
  refreshDemand(engine, s)
}

/** A section that is desired or occupied demands what it requires; one that is only prefetched holds it. Counted once. */
export function refreshDemand(engine: Engine, s: number): void {
  const { live, table } = engine
  if (!live.requiring[s]) return
  const unused = live.desired[s] === 0 && (live.prefetch[s] & Prefetch.Unused) !== 0
  const demanding = live.desired[s] || isOccupied(live.state[s] as State) ? (unused ? 2 : 1) : 0
  const before = live.demanding[s]
  if (before === demanding) return
  live.demanding[s] = demanding
  const row = live.row[s]
  for (let i = table.requireStart[row]; i < table.requireStart[row + 1]; i++) {
    const required = findLive(engine.rows, table.requires[i])
    live.demand[required] += (demanding === 1 ? 1 : 0) - (before === 1 ? 1 : 0)
    live.held[required] += (demanding === 2 ? 1 : 0) - (before === 2 ? 1 : 0)
    refreshDesired(engine, required)
  }
}

/** The reason to show: its own, or that something requires it. */
export function shownReason(engine: Engine, s: number): Reason {
  const own = engine.live.reason[s] as Reason
  if (!wants(own) && engine.live.demand[s] > 0) return Reason.Required
  return own
}
