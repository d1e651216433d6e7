import { sectionName } from '../blobs/sectionBlob'
import { Gate } from '../components/gates'
import type { Engine } from '../engine'
import { pressureNames } from '../memory/ledger'
import type { StreamingFigures } from './figures'
import { State } from '../components/state'

export function createFigures(): StreamingFigures {
  return {
    tick: 0,
    byState: new Uint32Array(7),
    sections: 0,
    live: 0,
    focuses: 0,
    desired: 0,
    shown: 0,
    partsShown: 0,
    stuckUploads: 0,
    pinned: 0,
    residentBytes: 0,
    peakBytes: 0,
    residentTextureBytes: 0,
    peakTextureBytes: 0,
    budgetBytes: 0,
    geometryBudgetBytes: 0,
    textureBudgetBytes: 0,
    pressure: 'none',
    pressureSignals: 0,
    loads: 0,
    unloads: 0,
    cancels: 0,
    failures: 0,
    prefetched: 0,
    prefetchedUsed: 0,
    prefetchedLate: 0,
    prefetchedWastedBytes: 0,
    reloads: 0,
    worstReloader: '',
    worstReloads: 0,
    activeLoads: 0,
    maxActiveLoads: 0,
    maxConcurrentLoads: 0,
    queuedLoads: 0,
    maxQueuedLoads: 0,
    queuedUnloads: 0,
    maxQueuedUnloads: 0,
    firstLoadTick: -1,
    firstUnloadTick: -1,
    loadMeanMs: 0,
    loadP95Ms: 0,
    gatedByView: 0,
    gatedByZone: 0,
    gatedByFloor: 0,
    gatedByCover: 0,
    gatedByMemory: 0,
    deferred: 0,
    refused: 0,
    forced: 0,
    upgradesRefused: 0,
    droppedTicks: 0,
    tickMedianMs: 0,
    tickP99Ms: 0,
    meterStop: null,
  }
}

/**
 * Fills a snapshot of the world's figures; ticks are timed from the first call on. Sorts the tick times, so call it a few times a second, not in a hot loop.
 */
export function measureFigures(engine: Engine, out: StreamingFigures): StreamingFigures {
  const { telemetry, ledger } = engine
  telemetry.timing = true
  out.tick = engine.clock.tick
  out.byState.set(engine.byState)
  out.sections = engine.table.count
  out.live = engine.live.count
  out.focuses = engine.focuses.alive.length
  out.residentBytes = ledger.residentBytes
  out.peakBytes = ledger.peakBytes
  out.residentTextureBytes = ledger.residentTextureBytes
  out.peakTextureBytes = ledger.peakTextureBytes
  out.budgetBytes = ledger.budgetBytes
  out.geometryBudgetBytes = ledger.geometryBudgetBytes
  out.textureBudgetBytes = ledger.textureBudgetBytes
  out.pressure = pressureNames[ledger.pressure]
  out.pressureSignals = telemetry.pressureSignals
  out.droppedTicks = engine.clock.dropped
  out.meterStop = engine.meter.stoppedBy
  out.desired = telemetry.desired
  out.shown = telemetry.shown
  out.partsShown = telemetry.partsShown
  out.stuckUploads = telemetry.stuckUploads
  out.pinned = telemetry.pinned
  out.loads = telemetry.loads
  out.unloads = telemetry.unloads
  out.cancels = telemetry.cancels
  out.failures = telemetry.failures
  out.prefetched = telemetry.prefetched
  out.prefetchedUsed = telemetry.prefetchedUsed
  out.prefetchedLate = telemetry.prefetchedLate
  out.prefetchedWastedBytes = telemetry.prefetchedWastedBytes
  out.reloads = telemetry.reloads
  out.activeLoads = engine.byState[State.Loading]
  out.maxActiveLoads = telemetry.maxActiveLoads
  out.maxConcurrentLoads = telemetry.maxConcurrentLoads
  out.queuedLoads = engine.byState[State.QueuedLoad]
  out.maxQueuedLoads = telemetry.maxQueuedLoads
  out.queuedUnloads = engine.byState[State.QueuedUnload]
  out.maxQueuedUnloads = telemetry.maxQueuedUnloads
  out.firstLoadTick = telemetry.firstLoadTick
  out.firstUnloadTick = telemetry.firstUnloadTick
  out.refused = telemetry.refused
  out.forced = telemetry.forced
  out.upgradesRefused = telemetry.upgradesRefused
  measureGates(engine, out)
  measureLoads(engine, out)
  findWorstReloader(engine, out)
  const measured = telemetry.tickMs.slice(0, Math.min(telemetry.ticksMeasured, telemetry.tickMs.length)).sort()
  out.tickMedianMs = measured[Math.floor(measured.length / 2)] ?? 0
  out.tickP99Ms = measured[Math.floor(measured.length * 0.99)] ?? 0
  return out
}

function measureGates({ telemetry: { gated, deferred } }: Engine, out: StreamingFigures): void {
  out.gatedByView = gated[Gate.View]
  out.gatedByZone = gated[Gate.Zone]
  out.gatedByFloor = gated[Gate.Floor]
  out.gatedByCover = gated[Gate.Covered]
  out.gatedByMemory = gated[Gate.Memory]
  out.deferred = deferred
}

function measureLoads({ telemetry, settings }: Engine, out: StreamingFigures): void {
  const { loadTicks, loadTicksSum, loadsMeasured } = telemetry
  const perTick = 1000 / settings.tickHz
  const last = loadTicks.slice(0, Math.min(loadsMeasured, loadTicks.length)).sort()
  out.loadMeanMs = loadsMeasured === 0 ? 0 : (loadTicksSum / loadsMeasured) * perTick
  out.loadP95Ms = (last[Math.floor(last.length * 0.95)] ?? 0) * perTick
}

/** Of two that were loaded again as often, the first by GUID. */
function findWorstReloader({ telemetry, table }: Engine, out: StreamingFigures): void {
  let worst = -1
  out.worstReloads = 0
  for (const [row, reloads] of telemetry.reloadsByRow) {
    if (reloads < out.worstReloads || (reloads === out.worstReloads && table.rank[row] > table.rank[worst])) continue
    worst = row
    out.worstReloads = reloads
  }
  out.worstReloader = worst < 0 ? '' : sectionName(table, worst)
}
