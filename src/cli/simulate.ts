import { basename } from 'node:path'
import { resolveProfile } from '../components/profile'
import { summarize, type SimulateReport } from '../forecast/report'
import { simulatePaths, type Simulation, type SimulationOptions } from '../forecast/simulation'
import { makeTour } from '../forecast/tour'
import { fail } from '../errors'
import { fileSink } from '../replay/fileSink'
import { readFocusPaths, type FocusPath } from '../replay/focusPath'
import { startRecording, type RunningRecording } from '../replay/index'
import { disposeWorld } from '../world'
import { createExplainer, readPlaceQuestion, readSectionQuestion, type Explanation } from './explanations'
import { gateRows, type Gates } from './gatesReport'
import { describeGates, failGates, gatesOf, readGates, writeGates, type GateOptions } from './gatesRun'
import { openStreamed, readText, type StreamedInput } from './openInput'
import { formatTable, writeJson, type CommandIo } from './output'
import { csvHeader, csvLine } from './simulateCsv'
import { createRunHealth } from './simulateHealth'
import { formatLate, reportRows } from './simulateTable'
import { writeText } from './writeText'

/** What a simulation runs along, and under what. */
export interface PathOptions extends Partial<SimulationOptions> {
  /** CSV file of the focus path; left out, a tour made from the world. */
  readonly path?: string
  /** Metres a second of the tour. Default 10. */
  readonly speed?: number
  readonly json?: boolean
}

export interface SimulateCommandOptions extends PathOptions, GateOptions {
  /** Where a line a tick is written. */
  readonly csv?: string
  /** Where all that went wrong is written. */
  readonly health?: string
  /** Where the run is recorded, for `terrane replay`. */
  readonly record?: string
  /** Questions, as written: `SECTION@SECONDS` and `X,Y,Z@SECONDS`. */
  readonly explain?: readonly string[]
  readonly explainAt?: readonly string[]
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

const defaultSpeed = 10

/** The body of `terrane simulate WORLD`. @throws TerraneError; an AggregateError of 'gate' where gates fail. */
export async function runSimulate(world: string, options: SimulateCommandOptions, io: CommandIo): Promise<void> {
  const asGiven = settingsOf(options)
  const explainer = createExplainer([
    ...(options.explain ?? []).map(readSectionQuestion),
    ...(options.explainAt ?? []).map(readPlaceQuestion),
  ])
  const asked = await readGates(options)
  const { table, tiled, paths, name } = await openPaths(world, options)
  const settings = { ...asGiven, tiled }
  const lines = [csvHeader]
  const health = createRunHealth(options.health)
  const onTick = (now: Simulation) => {
    if (options.csv !== undefined) lines.push(csvLine(now))
    explainer.ask(now)
    health.watch(now)
  }
  let recording: RunningRecording | undefined
  const { simulation, end } = simulatePaths(table, paths, settings, onTick, (begun) => {
    if (options.record !== undefined) recording = startRecording(begun, fileSink(options.record))
  })
  endRecording(options.record, recording)
  explainer.finish(simulation)
  await health.write(simulation)
  if (options.csv !== undefined) await writeText('--csv', options.csv, `${lines.join('\n')}\n`)
  const report = summarize(table, paths, settings, simulation, end)
  disposeWorld(simulation.world, { deleteEcs: true })
  const gates = gatesOf(asked, report, `${name} through ${world}, profile ${settings.profile}`)
  await writeGates(options, gates, reportRows(report))
  tell(io, { report, gates, answers: explainer.answers }, options.json)
  failGates(gates)
}

function endRecording(file = '', recording?: RunningRecording): void {
  recording?.stop()
  if (recording && recording.failure !== '')
    fail('file', `--record ${file} ended early: ${recording.failure}`, 'room for it', 'Pass a file on another disk.')
}

interface Told {
  readonly report: SimulateReport
  readonly gates: Gates
  readonly answers: readonly Explanation[]
}

function tell(io: CommandIo, { report, gates, answers }: Told, json = false): void {
  const explanations = answers.length > 0 ? { explanations: answers } : {}
  if (json) return writeJson(io, { ...report, ...describeGates(gates), ...explanations })
  io.out(`${gates.title}\n${formatTable(reportRows(report))}`)
  if (report.lateSections > 0) io.out(formatLate(report))
  for (const [verdict, text] of gateRows(gates)) io.out(`  ${verdict}: ${text}\n`)
  for (const { seconds, about, sentences } of answers)
    io.out(`at ${seconds.toFixed(2)} s, ${about}:\n  ${sentences.join('\n  ')}\n`)
}

/** The world and the path through it. @throws TerraneError. */
export async function openPaths(
  world: string,
  { path, speed = defaultSpeed }: PathOptions,
): Promise<StreamedInput & { paths: FocusPath[]; name: string }> {
  if (path === undefined) {
    const opened = await openStreamed(world)
    return { ...opened, paths: [makeTour(opened.table, speed)], name: 'a tour' }
  }
  const paths = readFocusPaths(await readText(path), path)
  return { ...(await openStreamed(world)), paths, name: basename(path) }
}

/** @throws TerraneError 'argument' for an unknown profile. */
export function settingsOf(given: Partial<SimulationOptions>): SimulationOptions {
  resolveProfile(given.profile ?? defaults.profile)
  return {
    profile: given.profile ?? defaults.profile,
    latencyMs: given.latencyMs ?? defaults.latencyMs,
    megabitsPerSecond: given.megabitsPerSecond ?? defaults.megabitsPerSecond,
    failRate: given.failRate ?? defaults.failRate,
    seed: given.seed ?? defaults.seed,
    tickHz: given.tickHz ?? defaults.tickHz,
    budgetBytes: given.budgetBytes ?? defaults.budgetBytes,
    warmUpSeconds: given.warmUpSeconds,
  }
}
