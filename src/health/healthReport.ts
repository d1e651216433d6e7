import { sectionBlobVersion } from '../blobs/sectionBlob'
import { hashTable } from '../blobs/tableHash'
import { stateNames } from '../components/state'
import type { Engine, TerraneWorld } from '../engine'
import { terraneVersion } from '../version'
import { sayBudget, sayVerdict, type Verdict } from './healthWords'
import { createHealthLog, updateHealthLog, type HealthLog } from './healthLog'
import { listCooldowns, listFailures, listTroubles, listWaiting } from './healthLists'

/** A section that failed, newest trouble first. */
export interface HealthFailure {
  readonly section: string
  readonly state: (typeof stateNames)[number]
  readonly failures: number
  /** Seconds of world time. */
  readonly firstSeconds: number
  readonly lastSeconds: number
  readonly lastError: string
  readonly recovered: boolean
}

export interface HealthCooldown {
  readonly section: string
  readonly failures: number
  /** Until it is tried again. */
  readonly seconds: number
  readonly lastError: string
}

/** A section that is wanted and not there, longest first. */
export interface HealthWait {
  readonly section: string
  /** Since its state last changed. */
  readonly seconds: number
  /** As `explain` says it. */
  readonly why: string
}

/** How often something happened in the whole run. */
export interface HealthCounts {
  readonly loads: number
  readonly unloads: number
  readonly cancels: number
  readonly failures: number
  readonly failedSections: number
  /** Loaded again within `forgetSeconds` of the unload. */
  readonly reloads: number
  /** Steps that the plan refuses now; places dropped because their coarser sections fail. */
  readonly refused: number
  readonly forced: number
  /** Loads taken back as the uploads of their meshes had come to a halt. */
  readonly stuckUploads: number
  /** Moves that the transition table does not have (counted with `strict: false`), and results that nobody waited for. */
  readonly illegalTransitions: number
  readonly staleResults: number
  readonly contextsLost: number
  readonly droppedTicks: number
  /** Events that happened before the log read them: the lists below may lack something. */
  readonly eventsMissed: number
}

/** All that went wrong in a run. Plain JSON. */
export interface HealthReport {
  readonly format: 'terrane-health'
  readonly version: 1
  readonly verdict: Verdict
  readonly summary: string
  readonly versions: Readonly<Record<string, string>>
  readonly world: { readonly hash: string; readonly sections: number; readonly components: readonly string[] }
  /** What the host says of itself: device, graphics, address, date. */
  readonly about: Readonly<Record<string, string>>
  readonly run: {
    readonly ticks: number
    readonly seconds: number
    readonly tickHz: number
    readonly profile: string
    readonly focuses: number
    readonly desired: number
    readonly byState: Readonly<Record<string, number>>
  }
  readonly budget: string
  readonly counts: HealthCounts
  readonly failures: readonly HealthFailure[]
  readonly cooldowns: readonly HealthCooldown[]
  readonly waiting: readonly HealthWait[]
  readonly thrash: readonly { readonly section: string; readonly reloads: number }[]
  readonly lost: readonly { readonly section: string; readonly times: number }[]
}

export interface HealthOptions {
  /** Kept since the world began; left out, the report has what the last 8,192 events and the present state tell. */
  readonly log?: HealthLog
  /** Added to what is known of the device. */
  readonly about?: Readonly<Record<string, string>>
}

/** All errors of a run in one report. Allocates, and hashes the section table: for people and tools, not for frames. */
export function createHealthReport(world: TerraneWorld, options: HealthOptions = {}): HealthReport {
  const { terrane } = world
  const log = options.log ?? createHealthLog(world)
  updateHealthLog(world, log)
  const failures = listFailures(terrane, log)
  const counts = countTrouble(terrane, log, failures.length)
  const cooldowns = listCooldowns(terrane)
  const waiting = listWaiting(world)
  const { verdict, summary } = sayVerdict(counts, cooldowns.length, waiting.length)
  return {
    format: 'terrane-health',
    version: 1,
    verdict,
    summary,
    versions: { terrane: terraneVersion, sectionBlob: String(sectionBlobVersion) },
    world: {
      hash: hashTable(terrane.table),
      sections: terrane.table.count,
      components: terrane.table.info.components.map(({ name, hash }) => `${name} ${hash}`),
    },
    about: { ...describeDevice(), ...options.about },
    run: describeRun(terrane),
    budget: sayBudget(terrane),
    counts,
    failures,
    cooldowns,
    waiting,
    thrash: listTroubles(terrane, log, 'reloads').map(([section, reloads]) => ({ section, reloads })),
    lost: listTroubles(terrane, log, 'lost').map(([section, times]) => ({ section, times })),
  }
}

function describeRun({ clock, settings, profile, focuses, telemetry, byState }: Engine): HealthReport['run'] {
  return {
    ticks: clock.tick,
    seconds: clock.tick / settings.tickHz,
    tickHz: settings.tickHz,
    profile: profile.name,
    focuses: focuses.alive.length,
    desired: telemetry.desired,
    byState: Object.fromEntries(stateNames.map((name, state) => [name, byState[state]])),
  }
}

function countTrouble({ telemetry, clock }: Engine, log: HealthLog, failedSections: number): HealthCounts {
  return {
    loads: telemetry.loads,
    unloads: telemetry.unloads,
    cancels: telemetry.cancels,
    failures: telemetry.failures,
    failedSections,
    reloads: telemetry.reloads,
    refused: telemetry.refused,
    forced: telemetry.forced,
    stuckUploads: telemetry.stuckUploads,
    illegalTransitions: telemetry.illegalTransitions,
    staleResults: telemetry.stale,
    contextsLost: log.contextsLost,
    droppedTicks: clock.dropped,
    eventsMissed: log.missed,
  }
}

/** What a browser tells of itself. */
interface DeviceFacts {
  readonly userAgent?: string
  readonly hardwareConcurrency?: number
  readonly deviceMemory?: number
}

function describeDevice(): Record<string, string> {
  const { userAgent, hardwareConcurrency, deviceMemory } = (globalThis as { navigator?: DeviceFacts }).navigator ?? {}
  return {
    ...(userAgent && { device: userAgent }),
    ...(hardwareConcurrency && { cores: String(hardwareConcurrency) }),
    ...(deviceMemory && { memory: `${deviceMemory} GiB or more` }),
  }
}
