import type { Engine, TerraneWorld } from '../engine'
import { fail } from '../errors'
import { focusIndex, type FocusId } from '../focuses'
import { Input, noteData, noteInput } from '../live/recorder'
import type { SectionId } from '../sectionId'
import { judge, settle } from './judge'
import { createParts, type BarrierPart } from './parts'

export interface BarrierOptions {
  /** Metres around the focus. Left out, all that the focus wants. */
  readonly within?: number
  /**
   * The coarsest level of detail that will do, counted from the roots: 0 takes any picture of a place, 1 one that is refined once. Left out, what distance
   * wants.
   */
  readonly level?: number
  /** Given up after this long, in ticks that ran: a page in the background does not run out of time. Default 10,000; Infinity for never. */
  readonly timeoutMs?: number
  /** What to wait for: 'visual', 'textures', 'collision', 'entities', or a kind of the game's own. Left out, all of it. */
  readonly parts?: readonly string[]
}

/**
 * How a barrier ended. Incomplete: all that can load is there, and something cannot (`failed` names it). The last three are nobody's fault: its focus was
 * removed, `closeBarrier` was called, the world was disposed.
 */
export type BarrierOutcome = 'ready' | 'incomplete' | 'timeout' | 'focus-removed' | 'closed' | 'disposed'

/** A section that was not there when a barrier ended, and why, in words. */
export interface Lacking {
  readonly section: SectionId
  readonly name: string
  /** See `BarrierOptions.parts`. */
  readonly part: string
  readonly why: string
}

export interface BarrierReport {
  readonly outcome: BarrierOutcome
  /** From opening to the end. */
  readonly ticks: number
  readonly seconds: number
  readonly parts: readonly Readonly<BarrierPart>[]
  /** What cannot load: failed twice or more, with the last error, or refused by the budget. */
  readonly failed: readonly Lacking[]
  /** What was still on its way. */
  readonly missing: readonly Lacking[]
}

/** A barrier as a game sees it: renewed at the end of every tick, so that code without promises reads it. */
export interface Barrier {
  readonly focus: FocusId
  /** null while it is open. */
  readonly outcome: BarrierOutcome | null
  /** null while it is open. */
  readonly report: BarrierReport | null
  /** false: it is not known yet what is wanted around the focus, as it has only just moved there, or as `settings.capacity` has no room for it. */
  readonly placeKnown: boolean
  /** Sections that are wanted, usable, and given up; their sums over the parts. */
  readonly wanted: number
  readonly ready: number
  readonly failed: number
  readonly parts: readonly Readonly<BarrierPart>[]
  /** 0 … 1 of what is wanted is there or given up: for a bar. 0 until the place is known. */
  readonly share: number
  /** Fulfilled, never rejected, by the `step` in which the barrier ends. */
  readonly done: Promise<BarrierReport>
}

/** The same as the engine keeps it. */
export interface BarrierState extends Barrier {
  outcome: BarrierOutcome | null
  report: BarrierReport | null
  placeKnown: boolean
  wanted: number
  ready: number
  failed: number
  share: number
  readonly parts: BarrierPart[]
  readonly byKind: Int8Array
  /** Of the focus; serial number and index. */
  readonly serial: number
  readonly index: number
  readonly within: number
  readonly level: number
  /** It is judged in later ticks only: this one may be past the cut already. */
  readonly openedTick: number
  readonly lastTick: number
  judge(engine: Engine): void
  resolve(report: BarrierReport): void
}

/**
 * Resolves once everything that is wanted near a focus can be used: loaded, uploaded, in the picture or entered. Spawn, teleport, lift, door:
 * `moveFocus(world, focus, x, y, z, true); const { outcome, failed } = await ready(world, focus, { within: 60 })`. Meanwhile the transport's bound is in force,
 * and most of the loader works for this focus. It follows the focus wherever it goes.
 * @throws 'foreign-world' or 'argument' at once, for a focus or an option that is none.
 */
export function ready(world: TerraneWorld, focus: FocusId, options: BarrierOptions = {}): Promise<BarrierReport> {
  return openBarrier(world, focus, options).done
}

/** The same barrier as an object: to draw a bar, to poll, to close. */
export function openBarrier(world: TerraneWorld, focus: FocusId, options: BarrierOptions = {}): Barrier {
  const { terrane } = world
  const index = focusIndex(terrane, focus)
  const { parts, byKind } = createParts(terrane.table.info.kinds, options.parts)
  const timeoutMs = readFrom0('timeoutMs', options.timeoutMs ?? 10_000)
  const within = readFrom0('within', options.within ?? Infinity)
  const level = readFrom0('level', options.level ?? Infinity)
  let resolve: (report: BarrierReport) => void = () => {}
  const barrier: BarrierState = {
    focus,
    outcome: null,
    report: null,
    placeKnown: false,
    wanted: 0,
    ready: 0,
    failed: 0,
    share: 0,
    parts,
    byKind,
    serial: terrane.focuses.serial[index],
    index,
    within,
    level,
    openedTick: terrane.clock.tick,
    lastTick: terrane.clock.tick + Math.ceil((timeoutMs / 1000) * terrane.settings.tickHz),
    done: new Promise((fulfil) => (resolve = fulfil)),
    judge: (engine) => judge(engine, barrier),
    resolve: (report) => resolve(report),
  }
  noteData(terrane, Input.openBarrier, { focus: index, within, level, timeoutMs, parts: options.parts })
  terrane.focuses.barriers[index]++
  terrane.barriers.push(barrier)
  return barrier
}

/** Ends a barrier that nobody waits for any more: 'closed'. Does nothing to one that has ended. */
export function closeBarrier(world: TerraneWorld, barrier: Barrier): void {
  const { terrane } = world
  const at = terrane.barriers.indexOf(barrier as BarrierState)
  if (at < 0) return
  noteInput(terrane, Input.closeBarrier, at)
  settle(terrane, terrane.barriers[at], 'closed')
}

/** The barriers that are open, oldest first. */
export function listBarriers(world: TerraneWorld): readonly Barrier[] {
  return [...world.terrane.barriers]
}

function readFrom0(name: string, value: number): number {
  if (value >= 0) return value
  return fail('argument', `${name} ${value}`, 'a number from 0 on', `Leave ${name} out for the default.`)
}
