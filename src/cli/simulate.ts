import { writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { resolveProfile } from '../components/profile'
import { State, stateNames } from '../components/state'
import { fail } from '../errors'
import { disposeWorld } from '../world'
import { summarize, type SimulateReport } from '../forecast/report'
import { readFocusPaths } from '../replay/focusPath'
import { createExplainer, readPlaceQuestion, readSectionQuestion } from './explanations'
import { openTable, readText } from './openInput'
import { formatBytes, formatCount, formatShare, formatTable, writeJson, type CommandIo } from './output'
import { simulatePaths, type Simulation, type SimulationOptions } from '../forecast/simulation'

export interface SimulateCommandOptions extends Partial<SimulationOptions> {
  /** CSV file of the focus path. */
  readonly path: string
  /** Where a line a tick is written. */
  readonly csv?: string
  /** Questions, as written: `SECTION@SECONDS` and `X,Y,Z@SECONDS`. */
  readonly explain?: readonly string[]
  readonly explainAt?: readonly string[]
  readonly json?: boolean
}

const defaults = {
  profile: 'default',
  latencyMs: 80,
  megabitsPerSecond: 50,
  failRate: 0,
  seed: 1,
  tickHz: 60,
  budgetBytes: Infinity,
} as const satisfies SimulationOptions

/** The body of `terrane simulate WORLD --path CSV`. @throws TerraneError. */
export async function runSimulate(world: string, options: SimulateCommandOptions, io: CommandIo): Promise<void> {
  const { path, csv, json } = options
  const settings = settingsOf(options)
  const explainer = createExplainer([
    ...(options.explain ?? []).map(readSectionQuestion),
    ...(options.explainAt ?? []).map(readPlaceQuestion),
  ])
  resolveProfile(settings.profile)
  const paths = readFocusPaths(await readText(path), path)
  const table = await openTable(world)
  const lines = csv === undefined ? null : [csvHeader]
  const { simulation, end } = simulatePaths(table, paths, settings, (now) => {
    lines?.push(csvLine(now))
    explainer.ask(now)
  })
  explainer.finish(simulation)
  if (csv !== undefined && lines) await writeCsv(csv, lines)
  const report = summarize(table, paths, settings, simulation, end)
  disposeWorld(simulation.world, { deleteEcs: true })
  const { answers } = explainer
  if (json) return writeJson(io, answers.length > 0 ? { ...report, explanations: answers } : report)
  io.out(`${basename(path)} through ${world}, profile ${settings.profile}\n${formatTable(reportRows(report))}`)
  for (const { seconds, about, sentences } of answers)
    io.out(`at ${seconds.toFixed(2)} s, ${about}:\n  ${sentences.join('\n  ')}`)
}

function settingsOf(given: Partial<SimulationOptions>): SimulationOptions {
  return {
    profile: given.profile ?? defaults.profile,
    latencyMs: given.latencyMs ?? defaults.latencyMs,
    megabitsPerSecond: given.megabitsPerSecond ?? defaults.megabitsPerSecond,
    failRate: given.failRate ?? defaults.failRate,
    seed: given.seed ?? defaults.seed,
    tickHz: given.tickHz ?? defaults.tickHz,
    budgetBytes: given.budgetBytes ?? defaults.budgetBytes,
  }
}

const csvHeader = `tick,seconds,wanted,missing,desired,shown,${stateNames.slice(1).join(',')},residentBytes,loads,unloads,failures,tickMs`

function csvLine({ world, coverage, seconds, tickMs }: Simulation): string {
  const { telemetry, ledger, byState, clock } = world.terrane
  const states = [...byState.subarray(State.QueuedLoad)]
  const counts = [
    telemetry.desired,
    telemetry.shown,
    ...states,
    ledger.residentBytes,
    telemetry.loads,
    telemetry.unloads,
  ]
  const wall = tickMs[tickMs.length - 1].toFixed(4)
  return [clock.tick, seconds.toFixed(4), coverage.wanted, coverage.missing, ...counts, telemetry.failures, wall].join(
    ',',
  )
}

async function writeCsv(file: string, lines: readonly string[]): Promise<void> {
  await writeFile(file, `${lines.join('\n')}\n`).catch((error: NodeJS.ErrnoException) =>
    fail(
      'file',
      `--csv ${file} cannot be written (${error.code})`,
      'a file in a folder that is there',
      'Check the path.',
    ),
  )
}

function reportRows(report: SimulateReport): string[][] {
  const { loadMs, tickMs, demand } = report
  const rate = (perSecond: number) => perSecond.toFixed(1)
  return [
    ['path', `${report.seconds.toFixed(1)} s in ${formatCount(report.ticks)} ticks, ${report.focuses} focuses`],
    [
      'demand',
      `${rate(demand.perSecond)} sections/s at ${rate(demand.speed)} m/s; the profile carries ${rate(demand.capacityPerSecond)}`,
    ],
    [
      'loads',
      `${report.loads}, ${report.reloads} of them again within 10 s; ${report.cancels} cancelled, ${report.failures} failed`,
    ],
    ['unloads', String(report.unloads)],
    [
      'at once',
      `${report.maxConcurrentLoads} loads; ${report.maxLoadsInATick} started and ${report.maxUnloadsInATick} unloads in a tick at most`,
    ],
    ['queue', `${report.maxQueuedLoads} at most; loaded ${report.maxLoaded} at most`],
    ['load time', `${loadMs.mean.toFixed(0)} ms mean, ${loadMs.p95.toFixed(0)} ms p95`],
    [
      'memory',
      `${formatBytes(report.peakBytes)} at its peak, budget ${report.budgetBytes === null ? 'none' : formatBytes(report.budgetBytes)}`,
    ],
    ['missing', `${formatShare(report.missingShare)} of ${report.wantedSectionSeconds.toFixed(1)} section seconds`],
    [
      'picture',
      `${report.holes} holes, ${report.doubles} doubles, ${report.refused} steps refused at once, ${report.forced} places forced`,
    ],
    [
      'tick',
      `${tickMs.median.toFixed(3)} ms median, ${tickMs.p99.toFixed(3)} ms p99, ${tickMs.max.toFixed(3)} ms most`,
    ],
    [
      'afterwards',
      report.queuesAtRest ? `at rest after ${report.drainTicks} ticks` : `not at rest after ${report.drainTicks} ticks`,
    ],
    ['timeline', report.timelineHash],
  ]
}
