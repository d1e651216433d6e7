import type { Engine, TerraneWorld } from '../engine'
import { drainEvents, EventKind, type EventCursor } from '../live/events'

/** What went wrong with one section while the log was kept. */
export interface SectionTrouble {
  /** Loads that ended in an error, and the ticks of the first and the last. */
  failures: number
  firstTick: number
  lastTick: number
  /** '' where the log was read too late to see it. */
  lastError: string
  /** A load succeeded after the last failure. */
  recovered: boolean
  /** Loaded again within `forgetSeconds` of its unload. */
  reloads: number
  /** Taken away with the graphics context. */
  lost: number
}

/** What went wrong in one world, by section: the world itself remembers an error only until the section recovers or is forgotten. */
export interface HealthLog {
  readonly cursor: EventCursor
  /** By table row. */
  readonly troubles: Map<number, SectionTrouble>
  /** Tick of the last unload by table row, for as long as a load would count as a reload. */
  readonly unloads: Map<number, number>
  /** Ticks in which something was lost with the graphics context, and the last of them. */
  contextsLost: number
  lastLostTick: number
  /** Events that were overwritten before the log read them: counts are too low then. */
  missed: number
}

/** Unloads that are remembered before old ones are taken out. */
const rememberedUnloads = 4096

/** A log that begins with the oldest event which the world still has (8,192 at least). Feed it with `updateHealthLog`. */
export function createHealthLog({ terrane }: TerraneWorld): HealthLog {
  const { written, kind } = terrane.events
  return {
    cursor: { next: Math.max(0, written - kind.length) },
    troubles: new Map(),
    unloads: new Map(),
    contextsLost: 0,
    lastLostTick: -1,
    missed: Math.max(0, written - kind.length),
  }
}

/** Reads what happened since it was called last. Once a frame keeps every error's text; it costs what happened. */
export function updateHealthLog({ terrane }: TerraneWorld, log: HealthLog): void {
  if (log.cursor.next === terrane.events.written) return
  log.missed += drainEvents(terrane.events, log.cursor, (kind, row, tick) => note(terrane, log, kind, row, tick))
  if (log.unloads.size > rememberedUnloads) forgetUnloads(terrane, log)
}

function note(engine: Engine, log: HealthLog, kind: EventKind, row: number, tick: number): void {
  switch (kind) {
    case EventKind.Failed:
      return noteFailure(engine, troubleOf(log, row, tick), row, tick)
    case EventKind.Lost:
      troubleOf(log, row, tick).lost++
      if (tick !== log.lastLostTick) log.contextsLost++
      log.lastLostTick = tick
      return
    case EventKind.Unloaded:
      return void log.unloads.set(row, tick)
    case EventKind.Loaded:
      return noteLoad(engine, log, row, tick)
  }
}

function noteFailure({ errors }: Engine, trouble: SectionTrouble, row: number, tick: number): void {
  if (trouble.failures === 0) trouble.firstTick = tick
  trouble.failures++
  trouble.lastTick = tick
  trouble.lastError = errors.get(row) ?? trouble.lastError
  trouble.recovered = false
}

function noteLoad({ ticks }: Engine, log: HealthLog, row: number, tick: number): void {
  const left = log.unloads.get(row)
  if (left !== undefined && tick - left <= ticks.forget) troubleOf(log, row, tick).reloads++
  log.unloads.delete(row)
  const known = log.troubles.get(row)
  if (known) known.recovered = true
}

function troubleOf({ troubles }: HealthLog, row: number, tick: number): SectionTrouble {
  const known = troubles.get(row)
  if (known) return known
  const trouble = { failures: 0, firstTick: tick, lastTick: tick, lastError: '', recovered: false, reloads: 0, lost: 0 }
  troubles.set(row, trouble)
  return trouble
}

function forgetUnloads({ clock, ticks }: Engine, { unloads }: HealthLog): void {
  for (const [row, tick] of unloads) if (clock.tick - tick > ticks.forget) unloads.delete(row)
}
