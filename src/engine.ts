import type { World } from 'bitecs'
import { createCompletions, type Backend, type BackendSite, type Completions } from './backends/backend'
import type { SectionTable } from './blobs/sectionBlob'
import { createFocuses, type Focuses } from './components/focus'
import type { SceneRoot } from './components/sceneRoot'
import { createKinds, type Kinds } from './components/kinds'
import { createLayers, type Layers } from './components/layers'
import { createLiveSections, type LiveSections } from './components/liveSection'
import { laneBounds, type LaneBounds, type Profile, type Settings } from './components/profile'
import { createStageTimes, type StageTimes } from './components/stageTimes'
import { stateCount } from './components/state'
import type { ViewRules } from './cut/views'
import type { Budgeting } from './live/budgets'
import type { Prefetching } from './live/prefetch'
import type { Recorder } from './live/recorder'
import type { Refreshes } from './live/refreshes'
import { createRowTable, type RowTable } from './live/rowTable'
import type { EntityWorld } from './entities/entityWorld'
import type { FocusId } from './focuses'
import type { GroundWorld } from './ground/groundWorld'
import { createLedger, type Ledger } from './memory/ledger'
import { createMeter, type WorkMeter } from './memory/meter'
import type { PayloadKind } from './payloads/kind'
import type { Presenter } from './presenter'
import type { TileRules } from './tiles/tileRules'
import type { BarrierState } from './readiness/barrier'
import type { Feature } from './world'
import { createEvents, type Events } from './live/events'
import { createTelemetry, type Telemetry } from './telemetry/telemetry'
import { laneCount } from './blobs/sectionBlob'

/** The bitECS world that everything hangs on: the game's own or ours, with the engine attached. */
export type TerraneWorld<Context extends object = object> = World<Context> & { readonly terrane: Engine }

/** One line of the pipeline. `reads` and `writes` name what flows; the contract tests hold systems to it. */
export interface System {
  readonly name: string
  readonly reads: readonly string[]
  readonly writes: readonly string[]
  run(world: TerraneWorld): void
}

/** Positions of a game's entities, for focuses that follow one by id. */
export interface PositionStore {
  readonly x: ArrayLike<number>
  readonly y: ArrayLike<number>
  readonly z: ArrayLike<number>
}

/** Fixed ticks, fed by `step`. */
export interface Clock {
  /** Ticks run so far; the current tick's number while one runs. */
  tick: number
  /** Seconds of game time not yet run. */
  accumulated: number
  /** Ticks this step runs in all, ticks that had come due for it, and ticks ever dropped. */
  ticksInStep: number
  dueInStep: number
  /** 0 for the first of them. */
  tickInStep: number
  dropped: number
  /** Index in `Engine.systems` of what runs now; −1 between ticks. */
  running: number
}

/** Numbers of `Settings` in ticks, converted once. */
export interface TickSettings {
  readonly grace: number
  readonly dwell: number
  readonly fade: number
  readonly forget: number
  readonly watchdog: number
  readonly arrival: number
  readonly residence: number
}

/** bitECS components of live sections' entities: tags for queries, and the way back to the columns. */
export interface SectionComponents {
  /** On every live section's entity; `Section.live[eid]` is its live index, `Section.row[eid]` its table row. */
  readonly Section: { readonly live: number[]; readonly row: number[] }
  readonly Loaded: Record<string, never>
  readonly Shown: Record<string, never>
  readonly Pinned: Record<string, never>
}

/** What the cut and the plan found out this tick. */
export interface CutState {
  /** Bytes of everything the cut wants, before the plan. */
  wantedBytes: number
  /** This tick does not look at what is wanted: nothing waits, and it is not yet `steadyTicks` since the last look (T-5). */
  resting: boolean
  /** Of those, and of the sums below, the part that is textures. */
  wantedTextureBytes: number
  /** A focus moved, came or went, or radii changed: distances have to be measured again. */
  moved: boolean
  /** Something that trees, the plan or several needs depend on changed: all of them are found again. */
  stale: boolean
  /** Live sections that have a parent, and live sections that may be refined. */
  trees: number
  parents: number
  /** Live roots that are attached to another section. */
  attachments: number
  /** Live shared textures that have a sharper version. */
  upgradable: number
  /** Upper bound of the bytes of shared assets that live sections require. */
  sharedBytes: number
  sharedTextureBytes: number
  /** Upper bound of the bytes of pinned sections and their ancestors. */
  pinnedBytes: number
  pinnedTextureBytes: number
  /** Earliest tick at which a dwell or grace runs out somewhere. */
  wakeAt: number
  /** Largest over the views: pixels that a radian takes in the middle of the picture. 0 without a view. */
  pixelsPerRadian: number
  /** Some gate can refuse a step: the plan of a simple section does not follow from its own columns alone. */
  gated: boolean
  /** The view gate applies: it is set, and every focus has a view. */
  viewGated: boolean
  /** Tick at which scores were last made; prioritizers act on scores of this tick only. */
  scoredTick: number
  /** Grace is over for all that was last wanted before this tick (teleport, pressure). */
  graceEndsBefore: number
  /** Stamp of the last traversal, see `LiveSections.stamp`. */
  stamp: number
  /** 1: the budget did not carry everything at the last plan. */
  overBudget: boolean
  /** Steps refused for want of live rows since the last sweep. */
  capacityRefusals: number
  /** Live rows ran out and none has been given back since: nothing idle lingers. What was refused is tried again when one is. */
  starved: boolean
}

export interface LoaderState {
  nextTicket: number
  /** Loads in flight by lane: Loading and cancelled ones not yet acknowledged. */
  readonly busy: Int32Array
  /** Decoded bytes of the loads under way, in all lanes; of those that wait for the game none. */
  parsingBytes: number
  /** Sections in QueuedLoad by lane. */
  readonly queued: Int32Array
  readonly startedThisTick: Int32Array
  readonly unloadedThisTick: Int32Array
  /** Virtual time of fair queueing. */
  virtualTime: number
  /** The first unpaid load that did not fit stopped the later ones this tick. */
  pressure: boolean
  /** First fill: the transport's bound is in force until nothing wanted is lacking any more. */
  curtain: boolean
}

/** Everything streaming knows about one world. Per world; shares only the read-only table with others. */
export interface Engine {
  /** Number of the world, part of every section id: ids of another world are recognised. */
  readonly id: number
  readonly ecs: World
  readonly table: SectionTable
  /** Bytes of the largest section: cooldowns grow with cost relative to it. */
  readonly largestBytes: number
  readonly settings: Settings
  readonly ticks: TickSettings
  readonly clock: Clock
  profile: Profile
  bounds: LaneBounds[]
  readonly live: LiveSections
  /** When each live section was wanted, queued, asked for, … shown. */
  readonly stages: StageTimes
  readonly rows: RowTable
  readonly focuses: Focuses
  /** Where the scene stands; null until `placeScene` says. */
  root: SceneRoot | null
  /** Readiness barriers that are open: while there is one, the transport's bound is in force. Judged at the end of every tick. */
  readonly barriers: BarrierState[]
  readonly positions: PositionStore | null
  readonly kinds: Kinds
  readonly layers: Layers
  readonly components: SectionComponents
  /** Live sections by state, and those that are desired and shown. */
  readonly byState: Uint32Array
  readonly cut: CutState
  readonly loader: LoaderState
  /** Null until `refreshSection` is called. */
  refreshes: Refreshes | null
  readonly ledger: Ledger
  readonly events: Events
  readonly telemetry: Telemetry
  /** Hears every input and output; null where nothing is recorded. */
  recorder: Recorder | null
  readonly backend: Backend
  readonly completions: Completions
  readonly presenter: Presenter
  readonly meter: WorkMeter
  /** Pins that show their section, by table row: the focus inside it, and how many hold that. */
  readonly shownPins: Map<number, { readonly focus: FocusId; count: number }>
  /** Last error by table row, kept while the section is live. */
  readonly errors: Map<number, string>
  /** Live sections whose entity the game removed since the last tick. */
  readonly robbed: number[]
  /** Ends the watch over the entities of sections. */
  stopWatching(): void
  scorer: Scorer
  /** Brought by `views()` and by tiled scenes. */
  views: ViewRules | null
  /** Of a tiled scene: its gates and its order; null for all other worlds. */
  readonly tiles: TileRules | null
  /** Reads the index of which section each entity was baked to (empty: no entities); null where that is not known. */
  readonly readEntityIndex: (() => Promise<ArrayBuffer>) | null
  /** Brought by `budgets(…)`, `prefetch(…)`, `entities(…)` and `colliders(…)`, null without them. */
  budgets: Budgeting | null
  prefetch: Prefetching | null
  entities: EntityWorld | null
  ground: GroundWorld | null
  features: readonly Feature[]
  /** The systems in the order in which they run; fixed at composition. */
  systems: readonly System[]
  disposed: boolean
}

/** Gives a section that lacks something its score; lowest first. Called for targets only; must not allocate. */
export interface Scorer {
  (engine: Engine, s: number): number
  /** What a metre of `boost` is in its scores; left out, 1. */
  readonly metre?: number
}

export interface EngineParts {
  readonly id: number
  readonly ecs: World
  readonly table: SectionTable
  readonly settings: Settings
  readonly profile: Profile
  readonly presenter: Presenter
  readonly positions: PositionStore | null
  readonly scorer: Scorer
  readonly tiles: TileRules | null
  readonly systems: readonly System[]
  readonly meter?: WorkMeter
  readonly readEntityIndex: (() => Promise<ArrayBuffer>) | null
  /** Parts of payload kinds, as features brought them. */
  readonly kinds: readonly PayloadKind[]
  /** Names of the kinds that are wanted; null for all. */
  readonly allowedKinds: readonly string[] | null
  makeBackend(site: BackendSite): Backend
}

export function createEngine(parts: EngineParts): Engine {
  const { settings, profile, table } = parts
  const kinds = createKinds(table, parts.kinds, parts.allowedKinds)
  const ticks = (seconds: number) => Math.ceil(seconds * settings.tickHz)
  return {
    id: parts.id,
    ecs: parts.ecs,
    table,
    largestBytes: measureLargest(table),
    settings,
    ticks: {
      grace: ticks(settings.graceSeconds),
      dwell: ticks(settings.dwellSeconds),
      fade: ticks(settings.fadeSeconds),
      forget: ticks(settings.forgetSeconds),
      watchdog: ticks(settings.watchdogSeconds),
      arrival: ticks(settings.arrivalSeconds),
      residence: ticks(settings.residenceSeconds),
    },
    clock: { tick: 0, accumulated: 0, ticksInStep: 1, dueInStep: 1, tickInStep: 0, dropped: 0, running: -1 },
    profile,
    bounds: laneBounds(profile, settings),
    live: createLiveSections(settings.capacity),
    stages: createStageTimes(settings.capacity),
    rows: createRowTable(settings.capacity),
    focuses: createFocuses(settings.focusCapacity),
    root: null,
    barriers: [],
    positions: parts.positions,
    kinds,
    layers: createLayers(table),
    components: { Section: { live: [], row: [] }, Loaded: {}, Shown: {}, Pinned: {} },
    byState: new Uint32Array(stateCount),
    cut: {
      wantedBytes: 0,
      resting: false,
      wantedTextureBytes: 0,
      moved: true,
      stale: true,
      trees: 0,
      parents: 0,
      attachments: 0,
      upgradable: 0,
      sharedBytes: 0,
      sharedTextureBytes: 0,
      pinnedBytes: 0,
      pinnedTextureBytes: 0,
      wakeAt: 0x7fff_ffff,
      pixelsPerRadian: 0,
      gated: false,
      viewGated: false,
      scoredTick: 0,
      graceEndsBefore: 0,
      stamp: 0,
      overBudget: false,
      capacityRefusals: 0,
      starved: false,
    },
    loader: {
      nextTicket: 1,
      busy: new Int32Array(laneCount),
      parsingBytes: 0,
      queued: new Int32Array(laneCount),
      startedThisTick: new Int32Array(laneCount),
      unloadedThisTick: new Int32Array(laneCount),
      virtualTime: 0,
      pressure: false,
      curtain: true,
    },
    refreshes: null,
    ledger: createLedger(),
    events: createEvents(settings.capacity),
    telemetry: createTelemetry(),
    recorder: null,
    backend: parts.makeBackend(siteOf(parts, kinds)),
    completions: createCompletions(),
    presenter: parts.presenter,
    meter: parts.meter ?? createMeter(),
    shownPins: new Map(),
    errors: new Map(),
    robbed: [],
    stopWatching() {},
    scorer: parts.scorer,
    views: parts.tiles?.views ?? null,
    tiles: parts.tiles,
    readEntityIndex: parts.readEntityIndex,
    budgets: null,
    prefetch: null,
    entities: null,
    ground: null,
    features: [],
    systems: parts.systems,
    disposed: false,
  }
}

function siteOf({ table, presenter, ecs, id, kinds }: EngineParts, { wanted }: Kinds): BackendSite {
  const wantsKind = Array.from(wanted, (flag) => flag === 1)
  const world = ecs as TerraneWorld
  const ranOut = (row: number) => world.terrane.budgets?.ranOut(world.terrane, row)
  return { table, presenter, world, worldId: id, kinds, wantsKind, ranOut }
}

function measureLargest(table: SectionTable): number {
  let largest = 1
  for (let row = 0; row < table.count; row++) {
    const bytes = table.cpuBytes[row] + table.gpuBytes[row]
    if (bytes > largest) largest = bytes
  }
  return largest
}
