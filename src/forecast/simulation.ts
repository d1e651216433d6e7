import { createSimulatedBackend } from '../backends/simulatedBackend'
import type { SectionTable } from '../blobs/sectionBlob'
import { budgets } from '../budgets/budgets'
import { State } from '../components/state'
import type { TerraneWorld } from '../engine'
import { createFocus, moveFocus, type FocusId } from '../focuses'
import { createLateLog, updateLateLog, type LateLog } from '../lateness/lateLog'
import { prefetch } from '../prefetch/prefetch'
import type { Row } from '../presenter'
import { sampleFocusPath, type FocusPath } from '../replay/focusPath'
import { streaming } from '../streaming'
import { auditTick, createAudit, type Audit } from '../telemetry/audit'
import { timelineHash } from '../telemetry/telemetry'
import type { TiledScene } from '../tiles/tileRules'
import { composeWorld, step } from '../world'
import { createCoverage, measureCoverage, type Coverage } from './coverage'
import { observeBackend, type BackendLog } from './observedBackend'
import { uploadOf } from './uploads'
import type { ProfileName } from '../components/profile'

export interface SimulationOptions {
  readonly profile: ProfileName
  readonly latencyMs: number
  /** Infinity: no wire. */
  readonly megabitsPerSecond: number
  readonly failRate: number
  readonly seed: number
  readonly tickHz: number
  /** Infinity: none. */
  readonly budgetBytes: number
  /** Seconds from the start of the path that `afterWarmUp` leaves out: the first fill. Default 3. */
  readonly warmUpSeconds?: number
  /** The table is a tiled scene: its gates of interiors, its order without a view, its times. */
  readonly tiled?: TiledScene
}

/** How long a run may rest after its path before it is given up, simulated seconds: longer than the longest cooldown, twice. */
const longestDrainSeconds = 180

interface Walker {
  readonly path: FocusPath
  /** null until its first sample's time has come. */
  focus: FocusId | null
  teleports: number
}

/** A running simulation: one world, one tick at a time. */
export interface Simulation {
  readonly world: TerraneWorld
  readonly log: BackendLog
  readonly audit: Audit
  readonly coverage: Coverage
  /** What the coverage counted in the warm-up. */
  readonly warmUp: { wantedTicks: number; missingTicks: number }
  readonly late: LateLog
  /** Wall time of every tick, milliseconds. */
  readonly tickMs: number[]
  /** Most steps that the plan refused in a tick. */
  mostRefused: number
  /** Tick of the path, from 0 on, at which `ledger.peakBytes` was reached. */
  peakTick: number
  /** Simulated seconds since the path began. */
  seconds: number
}

/** What came of a run, beside the world's own telemetry. */
export interface SimulationEnd {
  /** Ticks of the path, and ticks after it until the last change. */
  readonly pathTicks: number
  readonly drainTicks: number
  /** Nothing was queued, in flight or cooling down any more, and nothing changed for longer than grace and dwell. */
  readonly queuesAtRest: boolean
}

/**
 * Drives the real pipeline along focus paths with a backend made of time, one tick a step, then lets the focuses rest.
 * The world is left alive, to be read and disposed by the caller.
 * @param onTick Called after every tick of the path.
 * @param onBegin Called with the world before its first tick.
 */
export function simulatePaths(
  table: SectionTable,
  paths: readonly FocusPath[],
  options: SimulationOptions,
  onTick?: (simulation: Simulation) => void,
  onBegin?: (world: TerraneWorld) => void,
): { simulation: Simulation; end: SimulationEnd } {
  const simulation = beginSimulation(table, options)
  onBegin?.(simulation.world)
  const run = runPaths(simulation, paths, options, onTick)
  for (;;) {
    const { done, value } = run.next()
    if (done) return { simulation, end: value }
  }
}

/** The same, a tick at each `next()`: for whoever has other things to do in between. Yields the share of the path that is done, 0 … 1. */
export function* runPaths(
  simulation: Simulation,
  paths: readonly FocusPath[],
  options: SimulationOptions,
  onTick?: (simulation: Simulation) => void,
): Generator<number, SimulationEnd> {
  const walkers = paths.map<Walker>((path) => ({ path, focus: null, teleports: 0 }))
  const starts = Math.min(...paths.map(({ times }) => times[0]))
  const ends = Math.max(...paths.map(({ times }) => times[times.length - 1]))
  const pathTicks = Math.floor((ends - starts) * options.tickHz + 1e-6) + 1
  for (let tick = 0; tick < pathTicks; tick++) {
    simulation.seconds = tick / options.tickHz
    const isWarm = simulation.seconds >= warmUpOf(options)
    if (isWarm) simulation.coverage.later ??= new Map()
    const points = runTick(simulation, walkers, starts + simulation.seconds)
    measureCoverage(simulation.world.terrane, points, simulation.coverage)
    if (!isWarm) copyTicks(simulation.coverage, simulation.warmUp)
    updateLateLog(simulation.world.terrane, simulation.late)
    onTick?.(simulation)
    yield (tick + 1) / pathTicks
  }
  const drain = yield* drainQueues(simulation, walkers, ends)
  return { pathTicks, ...drain }
}

export function warmUpOf({ warmUpSeconds = 3 }: SimulationOptions): number {
  return warmUpSeconds
}

function copyTicks(from: Coverage, to: Simulation['warmUp']): void {
  to.wantedTicks = from.wantedTicks
  to.missingTicks = from.missingTicks
}

/** A world at rest, for `runPaths`; the caller disposes it. */
export function beginSimulation(table: SectionTable, options: SimulationOptions): Simulation {
  const { tickHz, seed, profile, budgetBytes, latencyMs, megabitsPerSecond, failRate, tiled } = options
  const wire = { latencyMs, megabitsPerSecond, failRate }
  const parts = (row: Row) => uploadOf(table, tickHz, row)
  const observed = observeBackend(createSimulatedBackend({ table, tickHz, seed, parts, ...wire }), table)
  const feature = streaming({
    sections: table,
    kinds: table.info.kinds,
    tiled,
    backend: () => observed.backend,
    profile,
    settings: { tickHz, seed },
  })
  const world = composeWorld({ features: [feature, budgets({ budgetBytes }), prefetch()] })
  world.terrane.telemetry.timing = true
  return {
    world,
    log: observed.log,
    audit: createAudit(),
    coverage: createCoverage(table),
    warmUp: { wantedTicks: 0, missingTicks: 0 },
    late: createLateLog(),
    tickMs: [],
    mostRefused: 0,
    peakTick: 0,
    seconds: 0,
  }
}

const point = [0, 0, 0]

/** @returns x, y, z of every focus that is there. */
function runTick(simulation: Simulation, walkers: readonly Walker[], time: number): number[] {
  const { world } = simulation
  const { terrane } = world
  const { peakBytes } = terrane.ledger
  const points: number[] = []
  for (const walker of walkers) {
    if (time < walker.path.times[0]) continue
    placeWalker(world, walker, time)
    points.push(...point)
  }
  step(world, 1 / terrane.settings.tickHz)
  auditTick(terrane, simulation.audit)
  const { telemetry, ledger, clock } = terrane
  if (ledger.peakBytes > peakBytes) simulation.peakTick = clock.tick - 1
  simulation.mostRefused = Math.max(simulation.mostRefused, telemetry.refused)
  simulation.tickMs.push(telemetry.tickMs[(telemetry.ticksMeasured - 1) % telemetry.tickMs.length])
  return points
}

function placeWalker(world: TerraneWorld, walker: Walker, time: number): void {
  const teleports = sampleFocusPath(walker.path, time, point)
  const [x, y, z] = point
  if (walker.focus === null) walker.focus = createFocus(world, { position: [x, y, z] })
  else moveFocus(world, walker.focus, x, y, z, teleports > walker.teleports)
  walker.teleports = teleports
}

/** The focuses rest where they are until nothing happens any more. */
function* drainQueues(simulation: Simulation, walkers: readonly Walker[], ends: number) {
  const { terrane } = simulation.world
  const quietTicks = terrane.ticks.grace + terrane.ticks.residence + terrane.ticks.dwell + terrane.settings.tickHz
  const most = longestDrainSeconds * terrane.settings.tickHz
  let hash = timelineHash(terrane.telemetry)
  let drainTicks = 0
  for (let tick = 1; tick <= most; tick++) {
    runTick(simulation, walkers, ends)
    const now = timelineHash(terrane.telemetry)
    if (now !== hash || isBusy(terrane.byState)) drainTicks = tick
    hash = now
    if (tick - drainTicks >= quietTicks) return { drainTicks, queuesAtRest: true }
    yield 1
  }
  return { drainTicks, queuesAtRest: false }
}

const busyStates = [State.QueuedLoad, State.Loading, State.QueuedUnload, State.Unloading, State.Error]

function isBusy(byState: Uint32Array): boolean {
  return busyStates.some((state) => byState[state] > 0)
}
