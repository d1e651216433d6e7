import { SectionFlag, type SectionTable } from '../blobs/sectionBlob'
import { Stage } from '../components/stageTimes'
import { hashFraction } from '../math/hash'
import type { Row } from '../presenter'
import {
  Outcome,
  pushCompletion,
  pushParts,
  pushProgress,
  pushSize,
  type Backend,
  type Completions,
  type Ticket,
} from './backend'

export interface SimulatedBackendOptions {
  readonly table: SectionTable
  /** Fixed ticks a second of the world it serves. Default 60. */
  readonly tickHz?: number
  /** Time until the first byte, milliseconds. Default 80. */
  readonly latencyMs?: number
  /** Shared by all transfers, megabits a second; Infinity for none. Default 50. */
  readonly megabitsPerSecond?: number
  /** Share of loads that fail, 0 … 1. Default 0. */
  readonly failRate?: number
  readonly seed?: number
  /** Ticks that an unload takes. Default 1. */
  readonly unloadTicks?: number
  /** Ticks that a cancel takes to be acknowledged. Default 1. */
  readonly cancelTicks?: number
  readonly transportLoads?: number
  /** Decides the fate of a load instead of `failRate`: for tests. */
  fails?(row: Row, attempt: number): boolean
  /** Latency of one load in ticks instead of `latencyMs`: for tests. */
  latencyTicks?(row: Row, attempt: number): number
  /** Of how many parts a load is adopted, one after another, once its bytes are there, and how long each takes. Left out or undefined, it is whole at once. */
  parts?(row: Row, attempt: number): SimulatedParts | undefined
  /** Decoded bytes of a section whose size is estimated, told when its bytes are there. Left out, the estimate is right. */
  measuredBytes?(row: Row): number
}

export interface SimulatedParts {
  readonly count: number
  readonly ticksEach: number
  /** Parts after which nothing more comes. Left out, all do. */
  readonly stallsAfter?: number
}

interface Operation {
  readonly ticket: Ticket
  readonly row: Row
  outcome: Outcome
  /** Tick from which bytes flow, or at which it is done where no bytes are left. */
  readyTick: number
  bytesLeft: number
  /** Its first byte was told. */
  began: boolean
  readonly parts: SimulatedParts
  /** Parts told, and the tick at which its bytes were there; −1 before. */
  partsDone: number
  arrivedTick: number
}

const whole: SimulatedParts = { count: 1, ticksEach: 0 }

/**
 * A backend made of time alone: latency, a shared wire, failures; seeded and counted in ticks, so that the same run is the same
 * on every machine. It serves `simulate`, property tests and benchmarks through the very systems that run in a game.
 */
export function createSimulatedBackend(options: SimulatedBackendOptions): Backend {
  const tickHz = options.tickHz ?? 60
  const latency = Math.max(1, Math.ceil(((options.latencyMs ?? 80) / 1000) * tickHz))
  const bytesPerTick = ((options.megabitsPerSecond ?? 50) * 1e6) / 8 / tickHz
  const seed = options.seed ?? 1
  const { table } = options
  const attempts = new Map<Row, number>()
  const running: Operation[] = []
  let tick = 0

  const begin = (ticket: Ticket, row: Row, outcome: Outcome, ticks: number, bytes: number, parts = whole) =>
    running.push({
      ticket,
      row,
      outcome,
      parts,
      readyTick: tick + Math.max(1, ticks),
      bytesLeft: bytes,
      began: false,
      partsDone: 0,
      arrivedTick: -1,
    })

  const load = (ticket: Ticket, row: Row) => {
    const attempt = (attempts.get(row) ?? 0) + 1
    attempts.set(row, attempt)
    const fails = options.fails?.(row, attempt) ?? hashFraction(seed, row, attempt) < (options.failRate ?? 0)
    const ticks = options.latencyTicks?.(row, attempt) ?? latency
    begin(
      ticket,
      row,
      fails ? Outcome.Failed : Outcome.Loaded,
      ticks,
      fails || bytesPerTick === Infinity ? 0 : table.fileBytes[row],
      options.parts?.(row, attempt),
    )
  }

  return {
    transportLoads: options.transportLoads,
    start: load,
    refresh: load,
    cancel(ticket) {
      const operation = running.find((candidate) => candidate.ticket === ticket)
      if (!operation) return
      operation.outcome = Outcome.Gone
      operation.bytesLeft = 0
      operation.readyTick = tick + (options.cancelTicks ?? 1)
    },
    release(ticket, row) {
      begin(ticket, row, Outcome.Gone, options.unloadTicks ?? 1, 0)
    },
    clear() {
      running.length = 0
    },
    pump() {},
    poll(now, out) {
      tick = now
      for (const operation of running) tellFirstByte(operation, tick, out)
      transfer(running, tick, bytesPerTick)
      finish(running, tick, out, options)
    },
    dispose() {
      running.length = 0
    },
  }
}

/** The wire is shared evenly by what flows this tick. */
function transfer(running: readonly Operation[], tick: number, bytesPerTick: number): void {
  let flowing = 0
  for (const operation of running) if (operation.bytesLeft > 0 && operation.readyTick <= tick) flowing++
  if (flowing === 0) return
  for (const operation of running)
    if (operation.bytesLeft > 0 && operation.readyTick <= tick) operation.bytesLeft -= bytesPerTick / flowing
}

function tellFirstByte(operation: Operation, tick: number, out: Completions): void {
  if (operation.began || operation.outcome !== Outcome.Loaded || operation.readyTick > tick) return
  operation.began = pushProgress(out, operation.ticket, operation.row, Stage.FirstByte)
}

/** Decoding takes no time here. */
function tellDecoded({ ticket, row }: Operation, out: Completions): void {
  pushProgress(out, ticket, row, Stage.Arrived)
  pushProgress(out, ticket, row, Stage.Decoded)
}

function tellSize(
  { row, outcome }: Operation,
  out: Completions,
  { table, measuredBytes }: SimulatedBackendOptions,
): void {
  const estimated = outcome === Outcome.Loaded && table.flags[row] & SectionFlag.EstimatedSize
  if (estimated && measuredBytes) pushSize(out, row, measuredBytes(row))
}

/** The main thread takes the time of the parts. Answers whether all stand. */
function adoptParts(operation: Operation, tick: number, out: Completions): boolean {
  const { ticket, row, parts } = operation
  if (operation.arrivedTick < 0) {
    operation.arrivedTick = tick
    tellDecoded(operation, out)
  }
  const past = tick - operation.arrivedTick
  const most = Math.min(parts.count, parts.stallsAfter ?? Infinity)
  const done = parts.ticksEach > 0 ? Math.min(most, Math.floor(past / parts.ticksEach)) : most
  if (done < parts.count && done > operation.partsDone && pushParts(out, ticket, row, done, parts.count))
    operation.partsDone = done
  return done === parts.count
}

function finish(running: Operation[], tick: number, out: Completions, options: SimulatedBackendOptions): void {
  let kept = 0
  for (const operation of running) {
    const arrived = operation.readyTick <= tick && operation.bytesLeft <= 0
    const message = operation.outcome === Outcome.Failed ? 'simulated failure' : ''
    if (arrived && operation.arrivedTick < 0) tellSize(operation, out, options)
    const done = arrived && (operation.outcome !== Outcome.Loaded || adoptParts(operation, tick, out))
    if (!done || !pushCompletion(out, operation.ticket, operation.row, operation.outcome, message))
      running[kept++] = operation
  }
  running.length = kept
}
