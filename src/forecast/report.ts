import { Lane, type SectionTable } from '../blobs/sectionBlob'
import { resolveProfile } from '../components/profile'
import { State } from '../components/state'
import { listLateRecords } from '../lateness/lateLog'
import type { FocusPath } from '../replay/focusPath'
import { timelineHash } from '../telemetry/telemetry'
import { measureDemand } from './demand'
import { findWorstPlaces, listMissing, ticksOf } from './places'
import { warmUpOf, type Simulation, type SimulationEnd, type SimulationOptions } from './simulation'

/** Missing places and late sections that a report lists, the longest first. */
const mostPlaces = 10

export type SimulateReport = ReturnType<typeof summarize>

/**
 * The report of a run: the JSON document of `--json`; docs/cli.md says what each figure means. Loads at once and in a tick are
 * those of the lane that profiles bound; `lanes` has them all.
 */
export function summarize(
  table: SectionTable,
  paths: readonly FocusPath[],
  options: SimulationOptions,
  simulation: Simulation,
  end: SimulationEnd,
) {
  const { telemetry, ledger, byState } = simulation.world.terrane
  const { coverage, audit, log } = simulation
  const ticks = (count: number) => count / options.tickHz
  const track = { table, paths, tickHz: options.tickHz }
  // The first tick of a path is the world's tick 1.
  const late = listLateRecords(simulation.world.terrane, simulation.late, 1)
  const slots = resolveProfile(options.profile).concurrent
  return {
    profile: options.profile,
    seed: options.seed,
    tickHz: options.tickHz,
    sections: table.count,
    focuses: paths.length,
    ticks: end.pathTicks,
    seconds: ticks(end.pathTicks),
    loads: telemetry.loads,
    unloads: telemetry.unloads,
    cancels: telemetry.cancels,
    failures: telemetry.failures,
    reloads: telemetry.reloads,
    maxConcurrentLoads: log.maxConcurrent[Lane.Base],
    maxLoadsInATick: log.maxLoadsInATick[Lane.Base],
    maxUnloadsInATick: log.maxUnloadsInATick[Lane.Base],
    lanes: {
      maxConcurrentLoads: log.maxConcurrent,
      maxLoadsInATick: log.maxLoadsInATick,
      maxUnloadsInATick: log.maxUnloadsInATick,
    },
    maxQueuedLoads: telemetry.maxQueuedLoads,
    maxLoaded: telemetry.maxLoaded,
    peakBytes: ledger.peakBytes,
    budgetBytes: ledger.budgetBytes === Infinity ? null : ledger.budgetBytes,
    wantedSectionSeconds: ticks(coverage.wantedTicks),
    missingSectionSeconds: ticks(coverage.missingTicks),
    missingInPartSeconds: ticks(coverage.partTicks),
    missingShare: shareOf(coverage),
    afterWarmUp: { warmUpSeconds: warmUpOf(options), ...coverageAfterWarmUp(simulation, ticks) },
    refused: simulation.mostRefused,
    forced: telemetry.forced,
    holes: audit.holes,
    doubles: audit.doubles,
    prefetched: telemetry.prefetched,
    prefetchedUsed: telemetry.prefetchedUsed,
    prefetchedLate: telemetry.prefetchedLate,
    prefetchedWastedBytes: telemetry.prefetchedWastedBytes,
    loadMs: percentiles(log.loads.map((load) => 1000 * ticks(ticksOf(load)))),
    tickMs: percentiles(simulation.tickMs),
    demand: measureDemand(table, paths, { ...options, slots }),
    drainTicks: end.drainTicks,
    queuesAtRest: end.queuesAtRest,
    finalDesired: telemetry.desired,
    finalLoaded: byState[State.Loaded],
    timelineHash: timelineHash(telemetry),
    lateSections: late.length,
    late: late.slice(0, mostPlaces),
    missingPlaces: listMissing(track, coverage.gaps).slice(0, mostPlaces),
    worst: findWorstPlaces(track, simulation),
  }
}

function shareOf({ wantedTicks, missingTicks }: { wantedTicks: number; missingTicks: number }): number {
  return wantedTicks === 0 ? 0 : missingTicks / wantedTicks
}

/** The same three figures without the first fill, in which everything is missing. */
function coverageAfterWarmUp({ coverage, warmUp }: Simulation, ticks: (count: number) => number) {
  const wantedTicks = coverage.wantedTicks - warmUp.wantedTicks
  const missingTicks = coverage.missingTicks - warmUp.missingTicks
  return {
    wantedSectionSeconds: ticks(wantedTicks),
    missingSectionSeconds: ticks(missingTicks),
    missingShare: shareOf({ wantedTicks, missingTicks }),
  }
}

/** Mean, median, 95th and 99th of a hundred, and the largest; zeros of nothing. */
function percentiles(values: readonly number[]) {
  const sorted = Float64Array.from(values).sort()
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
  const mean = sorted.length === 0 ? 0 : sorted.reduce((sum, value) => sum + value, 0) / sorted.length
  return { mean, median: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) }
}
