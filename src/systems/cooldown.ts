import { Prefetch } from '../components/prefetch'
import { Stage, stageCount } from '../components/stageTimes'
import { State } from '../components/state'
import type { Engine, System } from '../engine'
import { dropEntity, restoreEntities } from '../live/entity'
import { failLoad } from '../live/failure'
import { compactOrder, despawn } from '../live/membership'
import { endParts } from '../live/parts'
import { transition } from '../live/transition'
import { sayNothing } from '../live/silence'
import { finishUnload } from '../live/unload'

/** Ticks between two sweeps over what may be forgotten: twice a second at 60 Hz. */
const sweepTicks = 30

/** Seconds that failures are remembered after the last cooldown. */
const rememberFailuresSeconds = 60

/**
 * True afterwards: cooldowns that ran out have ended, silent backends are given up on, and what has not mattered for long has no
 * entity and no live row any more. The only system that takes live sections away.
 */
export const Cooldown: System = {
  name: 'Cooldown',
  reads: ['state', 'clock', 'desired', 'cut', 'parts'],
  writes: ['state', 'live', 'failing', 'events', 'parts', 'ledger', 'desired', 'prefetch', 'backend'],
  run({ terrane }) {
    const { byState, clock, cut, robbed } = terrane
    if (robbed.length > 0) restoreEntities(terrane)
    if (byState[State.Error] > 0) endCooldowns(terrane)
    if (clock.tick % sweepTicks !== 0 && cut.capacityRefusals === 0) return
    if (byState[State.Loading] + byState[State.Unloading] > 0) watch(terrane)
    if (terrane.refreshes !== null) terrane.refreshes.watch(terrane)
    forget(terrane)
  },
}

function endCooldowns(engine: Engine): void {
  const { live, clock } = engine
  for (let k = live.pendingCount - 1; k >= 0; k--) {
    const s = live.pending[k]
    if (live.state[s] === State.Error && clock.tick >= live.cooldownUntil[s]) transition(engine, s, State.Idle)
  }
}

/** A backend that says nothing for too long: a load counts as failed (unless it says what it waits for), an unload as done. Late results find another ticket. */
function watch(engine: Engine): void {
  const { live, clock, ticks } = engine
  for (let k = live.pendingCount - 1; k >= 0; k--) {
    const s = live.pending[k]
    if (live.state[s] === State.Loading && !live.parked[s]) watchLoad(engine, s)
    else if (live.state[s] === State.Unloading && clock.tick - live.since[s] >= ticks.watchdog) finishUnload(engine, s)
  }
}

/** T-12: time on the network does not count where the backend tells of it; that has a bound of its own. */
function watchLoad(engine: Engine, s: number): void {
  const { live, clock, ticks, backend, stages, settings } = engine
  const arrived = stages.at[stageCount * s + Stage.Arrived]
  const reading = arrived < 0 && backend.tellsArrival === true
  const since = Math.max(live.since[s], live.partsTick[s], arrived)
  if (clock.tick - since < (reading ? ticks.arrival : ticks.watchdog)) return
  backend.cancel(live.ticket[s], live.row[s])
  if (live.partsTotal[s] > 0) takeBack(engine, s)
  else failLoad(engine, s, sayNothing(settings, reading))
}

/** T-12: it was decoded, and its uploads came to a halt. It is unloaded again, its slot is free, and it may begin anew at once. */
function takeBack(engine: Engine, s: number): void {
  transition(engine, s, State.Unloading)
  engine.live.cancelled[s] = 1
  engine.telemetry.stuckUploads++
  endParts(engine, s)
  finishUnload(engine, s)
}

/** Children before parents, requirers before required: `order` backwards. Families go together. */
function forget(engine: Engine): void {
  const { live, cut } = engine
  let freed = 0
  const stamp = ++cut.stamp
  for (let i = live.count - 1; i >= 0; i--) {
    const s = live.order[i]
    if (live.firstChild[s] >= 0) freed += forgetChildren(engine, s, stamp)
    if (!isForgettable(engine, s)) continue
    dropEntity(engine, s)
    live.prefetch[s] = 0
    if (live.parent[s] >= 0) live.stamp[s] = stamp
    else if (!isWatched(engine, s)) {
      despawn(engine, s)
      freed++
    }
  }
  cut.capacityRefusals = 0
  if (freed === 0) return
  compactOrder(engine)
  cut.starved = false
}

/** Frees all children of `s` if none of them matters and the cut does not want them. */
function forgetChildren(engine: Engine, s: number, stamp: number): number {
  const { live } = engine
  if (live.cutRefined[s] || (live.refined[s] && live.active[s])) return 0
  for (let child = live.firstChild[s]; child >= 0; child = live.nextSibling[child])
    if (live.stamp[child] !== stamp) return 0
  let freed = 0
  for (let child = live.firstChild[s]; child >= 0;) {
    const next = live.nextSibling[child]
    despawn(engine, child)
    child = next
    freed++
  }
  live.firstChild[s] = -1
  return freed
}

/** Idle, unwanted, unpaid, unpinned, childless, and long enough so; where live rows ran out, at once. */
function isForgettable(engine: Engine, s: number): boolean {
  const { live, clock, ticks, cut, settings } = engine
  if (live.state[s] !== State.Idle || live.desired[s] || live.paid[s] > 0 || live.pins[s] > 0) return false
  if (live.prefetch[s] & (Prefetch.Wished | Prefetch.Unused)) return false
  if (live.firstChild[s] >= 0 || live.holders[s] > 0 || live.shown[s]) return false
  if (live.dirty[live.root[s]] || live.isTouched[s]) return false
  if (live.eid[s] === 0) return true
  if (live.failures[s] > 0) return clock.tick >= live.cooldownUntil[s] + rememberFailuresSeconds * settings.tickHz
  return cut.starved || clock.tick - live.lastActive[s] >= ticks.forget
}

/**
 * A root stays watched while the index would find it again before a focus could reach it: within enter + 2 × slack, as the focus
 * may be one slack away from where the index was asked, and go as far on the other side.
 */
function isWatched(engine: Engine, s: number): boolean {
  const { live, focuses, settings } = engine
  if (live.inRange[s]) return true
  if (live.enterSquared[s] < 0) return false
  const focus = live.bestFocus[s]
  if (focus < 0) return false
  const reach = Math.sqrt(live.enterSquared[s]) + (2 * settings.querySlack) / focuses.radiusScale[focus]
  return live.rangeSquared[s] <= reach * reach
}
