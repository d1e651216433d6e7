import { mkdirSync, writeFileSync } from 'node:fs'
import { expect } from 'vitest'
import type { Backend } from '../../src/backends/backend'
import { createSimulatedBackend } from '../../src/backends/simulatedBackend'
import type { SectionRecord } from '../../src/blobs/sectionRecord'
import { budgets } from '../../src/budgets/budgets'
import { profiles, type Profile, type ProfileName, type Settings } from '../../src/components/profile'
import { State } from '../../src/components/state'
import type { TerraneWorld } from '../../src/engine'
import { engineFeature } from '../../src/engineFeature'
import { createFocus, moveFocus, removeFocus, type FocusId } from '../../src/focuses'
import { observeBackend, type BackendLog } from '../../src/forecast/observedBackend'
import { squaredDistanceToBox } from '../../src/math/box'
import { findLive } from '../../src/live/rowTable'
import type { Row } from '../../src/presenter'
import { auditTick, createAudit, type Audit } from '../../src/telemetry/audit'
import { composeWorld, step } from '../../src/world'
import { root } from '../house/sources'
import { openRecords } from '../worlds'

/** What the far end is like. */
export interface FarEnd {
  readonly name: string
  readonly latencyMs: number
  readonly failRate: number
}

export const farEnds: readonly FarEnd[] = [
  { name: 'a quick far end', latencyMs: 50, failRate: 0 },
  { name: '200 ms of latency', latencyMs: 200, failRate: 0 },
  { name: '200 ms of latency and a quarter of loads failing', latencyMs: 200, failRate: 0.25 },
]

/** One section's story, told by geometry alone: how often a focus truly entered it, and whether one is inside now. */
interface Visit {
  inside: boolean
  /** Came back within exit while it was still there, before its grace was over (T-10): as good as inside. */
  kept: boolean
  /** Tick in which it was left. */
  leftAt: number
  entries: number
  loads: number
}

/** A run of the real pipeline with its far end watched at the door, and the laws of P-27 held at every operation. */
export interface Scenario {
  readonly world: TerraneWorld
  readonly log: BackendLog
  readonly audit: Audit
  readonly focuses: Map<FocusId, [x: number, y: number, z: number]>
  readonly visits: Visit[]
  /** Sections that the backend has begun to load or unload in this tick. */
  readonly begun: { starts: Row[]; releases: Row[] }
  readonly lines: string[]
  /** Loads that came through, and the ticks that they took. */
  readonly sums: { loads: number; ticks: number }
}

export interface ScenarioOptions {
  readonly farEnd?: FarEnd
  readonly profile?: ProfileName
  readonly settings?: Partial<Settings>
  readonly budgetBytes?: number
}

/** Prefetch is left out: it loads outside enter by design, and has tests of its own. */
export function beginScenario(records: readonly SectionRecord[], options: ScenarioOptions = {}): Scenario {
  const { farEnd = farEnds[0], settings, budgetBytes } = options
  const profile: Profile = { ...profiles[options.profile ?? 'default'], prefetchBudget: 0 }
  const table = openRecords(records)
  const begun: Scenario['begun'] = { starts: [], releases: [] }
  const { backend, log } = observeBackend(
    watchDoor(createSimulatedBackend({ table, megabitsPerSecond: Infinity, ...farEnd }), begun),
    table,
  )
  const feature = engineFeature({ table, backend: () => backend, profile, settings })
  const world = composeWorld({ features: [feature, budgets({ budgetBytes })] })
  const visits = Array.from({ length: table.count }, () => ({
    inside: false,
    kept: false,
    leftAt: -Infinity,
    entries: 0,
    loads: 0,
  }))
  const sums = { loads: 0, ticks: 0 }
  return { world, log, audit: createAudit(), focuses: new Map(), visits, begun, lines: [csvHeader], sums }
}

function watchDoor(inner: Backend, begun: Scenario['begun']): Backend {
  return {
    ...inner,
    start(ticket, row) {
      begun.starts.push(row)
      inner.start(ticket, row)
    },
    release(ticket, row) {
      begun.releases.push(row)
      inner.release(ticket, row)
    },
  }
}

/** Velocity is not captured unless asked for: look-ahead reaches beyond enter by design. */
export function addFocus(scenario: Scenario, x: number, z = 0, captureVelocity = false): FocusId {
  const focus = createFocus(scenario.world, { position: [x, 0, z], captureVelocity })
  scenario.focuses.set(focus, [x, 0, z])
  return focus
}

export function placeFocus(scenario: Scenario, focus: FocusId, x: number, z = 0, teleport = false): void {
  moveFocus(scenario.world, focus, x, 0, z, teleport)
  scenario.focuses.set(focus, [x, 0, z])
}

export function dropFocus(scenario: Scenario, focus: FocusId): void {
  removeFocus(scenario.world, focus)
  scenario.focuses.delete(focus)
}

/** One tick, and what must hold in every one of them. `reach` widens enter, metres: what look-ahead may add. */
export function tick(scenario: Scenario, reach = 0): void {
  const { world, begun, visits, audit } = scenario
  begun.starts.length = begun.releases.length = 0
  visits.forEach((visit, row) => follow(scenario, visit, row, reach))
  step(world, 1 / world.terrane.settings.tickHz)
  const when = `tick ${world.terrane.clock.tick}`
  for (const row of begun.starts) {
    visits[row].loads++
    expect(isWanted(visits[row]), `${when}: row ${row} is loaded though outside enter`).toBe(true)
  }
  for (const row of begun.releases)
    expect(isWanted(visits[row]), `${when}: row ${row} goes though inside exit`).toBe(false)
  auditTick(world.terrane, audit)
  scenario.lines.push(csvLine(scenario))
}

/**
 * P-3 by hand: inside from enter on, and until beyond exit, of the nearest focus. T-10: what is still there is inside again when a focus comes back within exit
 * before the grace is over.
 */
function follow({ world, focuses }: Scenario, visit: Visit, row: Row, reach: number): void {
  const { table, profile } = world.terrane
  let squared = Infinity
  for (const [x, y, z] of focuses.values())
    squared = Math.min(squared, squaredDistanceToBox(table.bounds, 6 * row, x, y, z))
  const enter = table.enterRadius[row] + reach
  const exit = Math.max(enter, table.enterRadius[row] * profile.exitRatio)
  const entered = squared <= enter * enter
  const { clock, ticks, live, rows, cut } = world.terrane
  const s = findLive(rows, row)
  const inGrace = clock.tick + 1 - visit.leftAt < ticks.grace && visit.leftAt >= cut.graceEndsBefore
  const isThere = s >= 0 && live.paid[s] > 0
  const inBand = squared <= exit * exit
  const was = visit.inside || visit.kept
  if (!visit.inside && entered) visit.entries++
  visit.inside = entered || (visit.inside && inBand)
  visit.kept = !visit.inside && inBand && (visit.kept || (inGrace && isThere))
  if (was && !isWanted(visit)) visit.leftAt = clock.tick
}

const isWanted = ({ inside, kept }: Visit) => inside || kept

export function run(scenario: Scenario, ticks: number, each: (tick: number) => void = () => {}, reach = 0): void {
  for (let i = 0; i < ticks; i++) {
    each(i)
    tick(scenario, reach)
  }
}

const busyStates = [State.QueuedLoad, State.Loading, State.QueuedUnload, State.Unloading, State.Error]

/** Rests until nothing is queued, on its way or cooling down. Ends the run: writes its CSV, and holds what is always true at the end. */
export function finish(scenario: Scenario, name: string): void {
  const { terrane } = scenario.world
  const isBusy = () => busyStates.some((state) => terrane.byState[state] > 0)
  const quiet = terrane.ticks.grace + terrane.ticks.dwell + 10
  let calm = 0
  for (let i = 0; i < 60 * 240 && calm < quiet; i++) {
    tick(scenario)
    calm = isBusy() ? 0 : calm + 1
  }
  writeScenarioCsv(scenario, name)
  expect(calm, 'the queues drain').toBe(quiet)
  const inside = scenario.visits.filter(isWanted).length
  expect([terrane.telemetry.desired, terrane.byState[State.Loaded], terrane.telemetry.shown]).toEqual([
    inside,
    inside,
    inside,
  ])
  expect([scenario.audit.holes, scenario.audit.doubles, scenario.audit.unbacked]).toEqual([0, 0, 0])
}

/** P-28: a line a tick. The last one is the run's: average load time, most active loads, sections. */
const csvHeader =
  'tick,sections,desired,shown,queued,active,mostActive,loads,averageLoadMs,unloads,failures,residentBytes'

function csvLine({ world, log, sums }: Scenario): string {
  const { byState, telemetry, clock, ledger, settings } = world.terrane
  for (; sums.loads < log.loads.length; sums.loads++)
    sums.ticks += log.loads[sums.loads].doneTick - log.loads[sums.loads].startTick
  const averageMs = sums.loads === 0 ? 0 : (1000 * sums.ticks) / sums.loads / settings.tickHz
  const active = byState[State.Loading]
  const [sections, queued] = [byState[State.Loaded], byState[State.QueuedLoad]]
  const { desired, shown, loads, unloads, failures } = telemetry
  const counts = [clock.tick, sections, desired, shown, queued, active, Math.max(...log.maxConcurrent), loads]
  return [...counts, averageMs.toFixed(1), unloads, failures, ledger.residentBytes].join(',')
}

const csvFolder = `${root}.cache/scenarios`

function writeScenarioCsv({ lines }: Scenario, name: string): void {
  mkdirSync(csvFolder, { recursive: true })
  writeFileSync(csvFileOf(name), `${lines.join('\n')}\n`)
}

/** Where a run's CSV is, by its name. */
export function csvFileOf(name: string): string {
  return `${csvFolder}/${name.replace(/[^A-Za-z0-9]+/g, '-')}.csv`
}
