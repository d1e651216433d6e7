import type { Ticket } from '../backends/backend'
import { State } from '../components/state'
import type { Engine } from '../engine'
import { bookResident, shortOf } from '../memory/ledger'
import type { Row } from '../presenter'
import { EventKind, writeEvent } from './events'
import { hasRoom, takeSlot } from './lanes'
import { findLive } from './rowTable'
import { sayNothing } from './silence'

/** A new version on its way, beside the one that stands. It holds a slot of its lane, and the section's bytes once more, until the backend has answered. */
export interface Refresh {
  readonly row: Row
  readonly lane: number
  readonly bytes: number
  readonly textureBytes: number
  /** When it was asked for; and when its bytes were there, −1 until then. */
  readonly since: number
  arrivedAt: number
  /** It was given up on: slot and bytes are free already, and a late answer finds it here. */
  silent: boolean
}

/** Sections that are to be loaded anew in place (CUT.md rule 3). A world has it from the first request on; others do not carry its code. */
export interface Refreshes {
  /** Those that wait, oldest first, and those under way. */
  readonly waiting: Set<Row>
  readonly running: Map<Ticket, Refresh>
  /** For StreamingLoader, after all loads of the tick. */
  start(engine: Engine): void
  /** For StateSync: the bytes of a ticket are there, which may be none of a refresh. */
  arrive(engine: Engine, ticket: Ticket): void
  /** For StateSync: takes an answer of the backend, or says that the ticket is none of a refresh. */
  finish(engine: Engine, ticket: Ticket, loaded: boolean, message: string): boolean
  /** For Cooldown. */
  watch(engine: Engine): void
}

export function createRefreshes(): Refreshes {
  const refreshes: Refreshes = {
    waiting: new Set(),
    running: new Map(),
    start: (engine) => startWaiting(engine, refreshes),
    arrive({ clock }, ticket) {
      const refresh = refreshes.running.get(ticket)
      if (refresh) refresh.arrivedAt = clock.tick
    },
    finish: (engine, ticket, loaded, message) => finishRefresh(engine, refreshes, ticket, loaded, message),
    watch: (engine) => watchRunning(engine, refreshes),
  }
  return refreshes
}

/** Starts what waits: a section that stands, one refresh at a time, if both versions fit the budget together. */
function startWaiting(engine: Engine, refreshes: Refreshes): void {
  const { live, rows } = engine
  for (const row of refreshes.waiting) {
    const s = findLive(rows, row)
    if (s < 0 || isGone(live.state[s])) refreshes.waiting.delete(row)
    else if (
      live.state[s] === State.Loaded &&
      !isRunning(refreshes, row) &&
      hasRoom(engine, live.lane[s]) &&
      fits(engine, s)
    )
      start(engine, refreshes, s)
  }
}

/** What is not there, or on its way out, comes back as the new version by itself. */
function isGone(state: number): boolean {
  return state !== State.Loading && state !== State.Loaded && state !== State.QueuedUnload
}

function isRunning({ running }: Refreshes, row: Row): boolean {
  for (const refresh of running.values()) if (refresh.row === row) return true
  return false
}

function fits({ ledger, live }: Engine, s: number): boolean {
  return shortOf(ledger, ledger.paidBytes + live.bytes[s], ledger.paidTextureBytes + live.textureBytes[s]) === ''
}

function start(engine: Engine, refreshes: Refreshes, s: number): void {
  const { live, loader, clock } = engine
  const row = live.row[s]
  const lane = live.lane[s]
  const ticket = loader.nextTicket++
  const refresh = {
    row,
    lane,
    bytes: live.bytes[s],
    textureBytes: live.textureBytes[s],
    since: clock.tick,
    arrivedAt: -1,
    silent: false,
  }
  refreshes.waiting.delete(row)
  refreshes.running.set(ticket, refresh)
  takeSlot(engine, lane)
  book(engine, refresh, 1)
  engine.backend.refresh(ticket, row)
}

function book({ ledger }: Engine, { bytes, textureBytes }: Refresh, sign: 1 | -1): void {
  ledger.paidBytes += sign * bytes
  ledger.paidTextureBytes += sign * textureBytes
  bookResident(ledger, sign * bytes, sign * textureBytes)
}

/** A refresh has ended: the new version stands, or the old one does as before. Whatever became of the section meanwhile, slot and bytes are free again. */
function finishRefresh(
  engine: Engine,
  refreshes: Refreshes,
  ticket: Ticket,
  loaded: boolean,
  message: string,
): boolean {
  const refresh = refreshes.running.get(ticket)
  if (!refresh) return false
  refreshes.running.delete(ticket)
  free(engine, refresh)
  tellRefresh(engine, refresh.row, loaded, message)
  return true
}

/** Nobody is told of a section that has gone meanwhile. */
function tellRefresh(engine: Engine, row: Row, loaded: boolean, message: string): void {
  const { live, errors } = engine
  const s = findLive(engine.rows, row)
  if (s < 0 || (live.state[s] !== State.Loaded && live.state[s] !== State.QueuedUnload)) return
  if (loaded) errors.delete(row)
  else errors.set(row, message || 'the backend gave the refresh up')
  writeEvent(engine.events, loaded ? EventKind.Refreshed : EventKind.RefreshFailed, row, engine.clock.tick)
}

function free(engine: Engine, refresh: Refresh): void {
  if (refresh.silent) return
  engine.loader.busy[refresh.lane]--
  book(engine, refresh, -1)
}

/** A backend that says nothing for too long: the old version stays, and the slot is free. As for loads, time on the network has a bound of its own. */
function watchRunning(engine: Engine, { running }: Refreshes): void {
  const { clock, ticks, backend, settings } = engine
  for (const [ticket, refresh] of running) {
    const reading = refresh.arrivedAt < 0 && backend.tellsArrival === true
    const since = Math.max(refresh.since, refresh.arrivedAt)
    if (refresh.silent || clock.tick - since < (reading ? ticks.arrival : ticks.watchdog)) continue
    backend.cancel(ticket, refresh.row)
    tellRefresh(engine, refresh.row, false, sayNothing(settings, reading))
    free(engine, refresh)
    refresh.silent = true
  }
}
