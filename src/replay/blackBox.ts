import type { Engine, TerraneWorld } from '../engine'
import { fail } from '../errors'
import type { Ledger } from '../memory/ledger'
import { timelineHash } from '../telemetry/telemetry'
import { attachRecorder, detachRecorder } from './attach'
import { budgetsOf, makeHeader } from './header'
import { createLogRecorder, systemNames } from './logRecorder'
import { readTick, type RecordedTick } from './recordedTick'
import { createChain, writeLine } from './recordingText'
import { measureSnapshot, takeSnapshot, type Snapshot } from './snapshot'
import { createTickLog, growth, type TickLog } from './tickLog'

export interface BlackBoxOptions {
  /** Seconds that a save holds at least, once the world has run for so long. Default 60. */
  readonly seconds?: number
  /** Bytes that the box takes at most; what does not fit makes the time shorter. Default 2,000,000. */
  readonly maxBytes?: number
}

/** The last minute of a world, ready to be saved. */
export interface BlackBox {
  /**
   * All that is kept, as a recording: begin to end it replays like any other. `why` goes into its last line.
   * @throws TerraneError 'argument' inside a tick.
   */
  save(why?: string): string
  /** Seconds that a save would hold. */
  readonly seconds: number
  /** Bytes that the box takes. */
  readonly bytes: number
  stop(): void
}

/** A snapshot, and all ticks since then as numbers. */
interface Stretch {
  readonly tick: number
  readonly snapshot: Snapshot
  readonly snapshotBytes: number
  readonly log: TickLog
  /** Bytes that the log may take before the stretch ends. */
  readonly logLimit: number
}

interface Box {
  readonly engine: Engine
  readonly ticks: number
  readonly maxBytes: number
  /** Where a save begins; null in the first stretch, and where two do not fit. */
  older: Stretch | null
  /** Its log is the recorder's: it may end in the entries of a tick that runs. */
  newer: Stretch
}

/** Bytes that a log of the box may take however large its snapshot is. */
const leastLogBytes = 262_144

/**
 * Keeps the last minute of a world: two stretches, each a snapshot and the inputs and outputs since. When the newer one is as long as asked, the older one is
 * forgotten and a new one begins, so that a save holds from one to two of them.
 * @throws TerraneError 'argument' inside a tick, and for no time or no bytes.
 */
export function createBlackBox({ terrane }: TerraneWorld, options: BlackBoxOptions = {}): BlackBox {
  const { seconds = 60, maxBytes = 2e6 } = options
  if (!(seconds > 0 && maxBytes > 0))
    fail(
      'argument',
      `a black box of ${seconds} s and ${maxBytes} bytes`,
      'both above 0',
      'Leave them out for the default.',
    )
  refuseInTick(terrane)
  const ticks = Math.ceil(seconds * terrane.settings.tickHz)
  const newer = beginStretch(terrane, createTickLog(), maxBytes)
  const box: Box = { engine: terrane, ticks, maxBytes, older: null, newer }
  const recorder = createLogRecorder(terrane, newer.log, () => keepTick(box))
  attachRecorder(terrane, recorder)
  return {
    save: (why = 'saved from a black box') => save(box, why),
    get seconds() {
      return (terrane.clock.tick - (box.older ?? box.newer).tick) / terrane.settings.tickHz
    },
    get bytes() {
      return measureBox(box)
    },
    stop: () => detachRecorder(terrane, recorder),
  }
}

function refuseInTick({ clock }: Engine): void {
  if (clock.running >= 0)
    fail('argument', 'a black box inside a tick', 'a call between steps', 'Call it outside of systems.')
}

function beginStretch(engine: Engine, log: TickLog, maxBytes: number): Stretch {
  const snapshot = takeSnapshot(engine)
  const snapshotBytes = measureSnapshot(snapshot)
  return { tick: engine.clock.tick, snapshot, snapshotBytes, log, logLimit: limitLog(maxBytes, snapshotBytes) }
}

/** Two stretches share the bytes, where two snapshots fit at all; a log may still grow once in the tick that is its last. */
function limitLog(maxBytes: number, snapshotBytes: number): number {
  const slack = growth * Float64Array.BYTES_PER_ELEMENT
  const share = 2 * (snapshotBytes + leastLogBytes + slack) > maxBytes ? maxBytes : maxBytes / 2
  return Math.max(leastLogBytes, share - snapshotBytes - slack)
}

/** The newer stretch may be long enough, by time or by bytes. A snapshot is only good at the end of a step. */
function keepTick(box: Box): void {
  const { engine, newer, ticks } = box
  const { clock } = engine
  const { log, logLimit } = newer
  const left = Math.floor((logLimit - measureUsed(log)) / Float64Array.BYTES_PER_ELEMENT)
  if (clock.tick - newer.tick < ticks && left >= 0) wakeAt(newer, ticks, log.length + left)
  else if (clock.tickInStep + 1 === clock.ticksInStep) turnOver(box)
}

function wakeAt({ tick, log }: Stretch, ticks: number, length: number): void {
  log.dueTick = tick + ticks
  log.dueLength = length
}

/** The newer stretch becomes the older one; the recorder goes on in its log, which takes over what the oldest had. */
function turnOver(box: Box): void {
  const { engine, newer, older } = box
  const { log } = newer
  const whole: Stretch = { ...newer, log: { ...log } }
  const used = older?.log ?? createTickLog()
  Object.assign(log, createTickLog(0), { numbers: used.numbers })
  box.newer = beginStretch(engine, log, box.maxBytes)
  box.older = whole
  // A snapshot that is larger than the last one leaves less room for a log.
  if (measureBox(box) > box.maxBytes) log.numbers = createTickLog().numbers
  if (measureBox(box) > box.maxBytes) box.older = null
}

/** A text is an object of its own: its characters and some thirty bytes. */
function measureLog({ numbers, texts, characters }: TickLog): number {
  return numbers.byteLength + characters + 32 * texts.length
}

/** The same of what is written, however much room there is. */
function measureUsed(log: TickLog): number {
  return measureLog(log) - log.numbers.byteLength + log.length * Float64Array.BYTES_PER_ELEMENT
}

function measureBox({ older, newer }: Box): number {
  const bytes = (stretch: Stretch) => stretch.snapshotBytes + measureLog(stretch.log)
  return bytes(newer) + (older ? bytes(older) : 0)
}

function save(box: Box, why: string): string {
  const { engine, older, newer } = box
  refuseInTick(engine)
  const chain = createChain()
  const { tick, snapshot } = older ?? newer
  const budgets = budgetsOf(snapshot.whole.ledger as unknown as Ledger)
  const lines: object[] = [makeHeader(engine, tick, snapshot.profile, budgets), { snapshot }]
  if (older) lines.push(...readTicks(older.log, older.log.length))
  lines.push(...readTicks(newer.log, newer.log.whole))
  lines.push({ end: engine.clock.tick, timeline: timelineHash(engine.telemetry), why })
  return lines.map((line) => `${writeLine(chain, line)}\n`).join('')
}

function readTicks(log: TickLog, end: number): RecordedTick[] {
  const ticks: RecordedTick[] = []
  const place = { next: 0 }
  while (place.next < end) ticks.push(readTick(log, place.next, systemNames, place))
  return ticks
}
