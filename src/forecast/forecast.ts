import { sectionName, type SectionTable } from '../blobs/sectionBlob'
import { profiles, type ProfileName } from '../components/profile'
import type { FocusPath } from '../replay/focusPath'
import { disposeWorld } from '../world'
import type { BackendLog } from './observedBackend'
import { listMissing, type MissingPlace } from './places'
import { summarize, type SimulateReport } from './report'
import { beginSimulation, runPaths, type SimulationOptions } from './simulation'

/** A load of a forecast: seconds of the path, bytes decoded. */
export interface ForecastLoad {
  readonly section: string
  readonly start: number
  readonly done: number
  readonly bytes: number
}

/** What a path would be like under one profile: what loads when, what is missing where, and how much memory it takes. */
export interface Forecast {
  readonly report: SimulateReport
  /** In the order in which they start. */
  readonly loads: readonly ForecastLoad[]
  /** Longest missing first. */
  readonly missing: readonly MissingPlace[]
}

/** Simulates paths through a world without a game: no payload is read, nothing waits. The caller's thread is busy until it is done. */
export function forecast(table: SectionTable, paths: readonly FocusPath[], options: SimulationOptions): Forecast {
  const run = forecastInSteps(table, paths, options)
  for (;;) {
    const { done, value } = run.next()
    if (done) return value
  }
}

/**
 * The same, a tick at each `next()`, so that a page stays awake. Yields the share of the path that is done, 0 … 1. Call `return()` to give
 * it up before its end.
 */
export function* forecastInSteps(
  table: SectionTable,
  paths: readonly FocusPath[],
  options: SimulationOptions,
): Generator<number, Forecast> {
  const simulation = beginSimulation(table, options)
  try {
    const end = yield* runPaths(simulation, paths, options)
    const track = { table, paths, tickHz: options.tickHz }
    return {
      report: summarize(table, paths, options, simulation, end),
      loads: listLoads(table, simulation.log, options.tickHz),
      missing: listMissing(track, simulation.coverage.gaps),
    }
  } finally {
    disposeWorld(simulation.world, { deleteEcs: true })
  }
}

/** The same paths under every profile, side by side. */
export function forecastProfiles(
  table: SectionTable,
  paths: readonly FocusPath[],
  options: Omit<SimulationOptions, 'profile'>,
): Forecast[] {
  const names = Object.keys(profiles) as ProfileName[]
  return names.map((profile) => forecast(table, paths, { ...options, profile }))
}

function listLoads(table: SectionTable, { loads }: BackendLog, tickHz: number): ForecastLoad[] {
  const ordered = [...loads].sort((a, b) => a.ticket - b.ticket)
  return ordered.map(({ row, startTick, doneTick }) => ({
    section: sectionName(table, row),
    start: startTick / tickHz,
    done: doneTick / tickHz,
    bytes: table.cpuBytes[row] + table.gpuBytes[row],
  }))
}
