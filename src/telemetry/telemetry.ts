import { gateCount } from '../components/gates'
import type { WorkLog } from '../memory/workLog'

/** Ticks whose wall time is kept for medians. */
const window = 240

/** Loads whose time is kept for the 95th of a hundred. */
const loadWindow = 512

/** Counters that only grow, and the timeline hash. Written where the thing happens; read by `measureFigures`. */
export interface Telemetry {
  loads: number
  unloads: number
  cancels: number
  failures: number
  /** Loads that began for a ghost; of those, what was there when it became wanted, what was still on its way, and file bytes of what was unloaded unused. */
  prefetched: number
  prefetchedUsed: number
  prefetchedLate: number
  prefetchedWastedBytes: number
  reloads: number
  /** Results with a ticket that nobody waits for. */
  stale: number
  illegalTransitions: number
  forced: number
  refused: number
  /** By `Gate`: steps that it refuses at present; loads that wait for parse memory. */
  readonly gated: Uint32Array
  /** Of what is lacking: sections whose region closer tiles cover. */
  deferred: number
  /** Sharper textures that the plan refuses at present. */
  upgradesRefused: number
  /** Signals of memory pressure that were taken up. */
  pressureSignals: number
  desired: number
  shown: number
  /** Loads of which the parts that stand are in the picture now; loads that were taken back as their uploads had come to a halt. */
  partsShown: number
  stuckUploads: number
  pinned: number
  maxConcurrentLoads: number
  maxLoadsInATick: number
  maxUnloadsInATick: number
  /** Most in Loading at once, over all lanes. */
  maxActiveLoads: number
  maxQueuedLoads: number
  maxQueuedUnloads: number
  maxLoaded: number
  firstLoadTick: number
  firstUnloadTick: number
  /** Ticks from start to Loaded of the last loads, a ring; their sum over all, and how many. */
  readonly loadTicks: Int32Array
  loadTicksSum: number
  loadsMeasured: number
  /** How often a section was loaded again soon, by table row; only those that were. */
  readonly reloadsByRow: Map<number, number>
  /** Long frames, from the first `listLongFrames` on. */
  work: WorkLog | null
  /** Two 32-bit halves over (tick, row, from, to) of every state change, in order. */
  timelineLow: number
  timelineHigh: number
  /** Ticks are timed only once somebody asks (`measureFigures`): reading the clock allocates. */
  timing: boolean
  /** Wall time of the last ticks, milliseconds, a ring. */
  readonly tickMs: Float64Array
  ticksMeasured: number
}

export function createTelemetry(): Telemetry {
  return {
    loads: 0,
    unloads: 0,
    cancels: 0,
    failures: 0,
    prefetched: 0,
    prefetchedUsed: 0,
    prefetchedLate: 0,
    prefetchedWastedBytes: 0,
    reloads: 0,
    stale: 0,
    illegalTransitions: 0,
    forced: 0,
    refused: 0,
    gated: new Uint32Array(gateCount),
    deferred: 0,
    upgradesRefused: 0,
    pressureSignals: 0,
    desired: 0,
    shown: 0,
    partsShown: 0,
    stuckUploads: 0,
    pinned: 0,
    maxConcurrentLoads: 0,
    maxLoadsInATick: 0,
    maxUnloadsInATick: 0,
    maxActiveLoads: 0,
    maxQueuedLoads: 0,
    maxQueuedUnloads: 0,
    maxLoaded: 0,
    firstLoadTick: -1,
    firstUnloadTick: -1,
    loadTicks: new Int32Array(loadWindow),
    loadTicksSum: 0,
    loadsMeasured: 0,
    reloadsByRow: new Map(),
    work: null,
    timelineLow: 0,
    timelineHigh: 0,
    timing: false,
    tickMs: new Float64Array(window),
    ticksMeasured: 0,
  }
}

/** The hash of all state changes so far, 16 hex digits. */
export function timelineHash(telemetry: Telemetry): string {
  const hex = (value: number) => (value >>> 0).toString(16).padStart(8, '0')
  return hex(telemetry.timelineHigh) + hex(telemetry.timelineLow)
}

export function recordLoad(telemetry: Telemetry, ticks: number): void {
  telemetry.loads++
  telemetry.loadTicks[telemetry.loadsMeasured++ % loadWindow] = ticks
  telemetry.loadTicksSum += ticks
}

/** Thrash: loaded again soon after its unload. */
export function recordReload(telemetry: Telemetry, row: number): void {
  telemetry.reloads++
  telemetry.reloadsByRow.set(row, (telemetry.reloadsByRow.get(row) ?? 0) + 1)
}

export function recordTickMs(telemetry: Telemetry, milliseconds: number): void {
  telemetry.tickMs[telemetry.ticksMeasured++ % window] = milliseconds
}
