import { sectionName } from '../blobs/sectionBlob'
import { stageCount } from '../components/stageTimes'
import { showsAt } from '../cut/picture'
import type { Engine } from '../engine'
import { measureLateness, sumDelays, type LateStage } from './delays'
import { centreOf, lateAfterSeconds } from './listLate'

/** A time in which a section was wanted and late. */
export interface LateRecord {
  readonly section: string
  /** Centre of its bounds, metres. */
  readonly place: readonly [x: number, y: number, z: number]
  /** Second of world time in which it was wanted, and how long it took until it was there, or was wanted no more. */
  readonly since: number
  readonly seconds: number
  /** Where most of that time went, and seconds by stage. */
  readonly stage: LateStage
  readonly stages: Readonly<Partial<Record<LateStage, number>>>
  /** For a while nothing at all was shown there; false: something coarser was. */
  readonly blank: boolean
  /** It came in the end. */
  readonly came: boolean
}

/** What is late now: a copy of its stage times, which are gone once it is given up. */
interface OpenRecord {
  readonly row: number
  readonly at: Int32Array
  failed: number
  now: number
  blank: boolean
  came: boolean
}

/** All that was late in a run. Feed it with `updateLateLog` once after every tick. */
export interface LateLog {
  /** By table row. */
  readonly open: Map<number, OpenRecord>
  readonly ended: OpenRecord[]
}

export function createLateLog(): LateLog {
  return { open: new Map(), ended: [] }
}

export function updateLateLog(engine: Engine, log: LateLog): void {
  const { live, settings, clock } = engine
  const least = lateAfterSeconds * settings.tickHz
  for (let i = 0; i < live.count; i++) {
    const s = live.order[i]
    const open = log.open.get(live.row[s])
    if (!open && live.shown[s]) continue
    if (measureLateness(engine, s) >= least) noteLate(engine, log, s, open)
    else if (open) end(engine, log, s, open)
  }
  for (const open of log.open.values()) if (open.now !== clock.tick) close(log, open)
}

function noteLate(engine: Engine, log: LateLog, s: number, open: OpenRecord | undefined): void {
  const { live, stages } = engine
  if (open && open.at[0] !== stages.at[stageCount * s]) close(log, open)
  const row = live.row[s]
  let record = log.open.get(row)
  if (!record)
    log.open.set(row, (record = { row, at: new Int32Array(stageCount), failed: 0, now: 0, blank: false, came: false }))
  copyWay(engine, s, record)
  if (!record.blank) record.blank = !showsAt(live, s)
}

function copyWay({ stages, clock }: Engine, s: number, record: OpenRecord): void {
  record.at.set(stages.at.subarray(stageCount * s, stageCount * (s + 1)))
  record.failed = stages.failed[s]
  record.now = clock.tick
}

/** It is there, or nothing wants it any more. */
function end(engine: Engine, log: LateLog, s: number, open: OpenRecord): void {
  const { live, stages } = engine
  open.came = live.wanting[s] === 1 && stages.at[stageCount * s] === open.at[0]
  if (open.came) copyWay(engine, s, open)
  close(log, open)
}

function close(log: LateLog, open: OpenRecord): void {
  log.open.delete(open.row)
  log.ended.push(open)
}

/** Longest first. `firstTick` is the one that second 0 is counted from. */
export function listLateRecords(engine: Engine, { open, ended }: LateLog, firstTick = 0): LateRecord[] {
  const records = [...ended, ...open.values()].map((record) => describe(engine, record, firstTick))
  return records.sort((a, b) => b.seconds - a.seconds || a.since - b.since || (a.section < b.section ? -1 : 1))
}

function describe(engine: Engine, { row, at, failed, now, blank, came }: OpenRecord, firstTick: number): LateRecord {
  const { tickHz } = engine.settings
  return {
    section: sectionName(engine.table, row),
    place: centreOf(engine, row),
    since: (at[0] - firstTick) / tickHz,
    seconds: (now - at[0]) / tickHz,
    ...sumDelays({ at, offset: 0, failed, now }, tickHz),
    blank,
    came,
  }
}
