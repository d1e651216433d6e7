import type { Backend, BackendSite } from './backends/backend'
import { SectionFlag, type SectionTable } from './blobs/sectionBlob'
import { checkSettings } from './components/checkSettings'
import {
  defaultSettings,
  laneBounds,
  resolveProfile,
  type Profile,
  type ProfileName,
  type Settings,
} from './components/profile'
import { createEngine, type Engine, type PositionStore, type Scorer, type TerraneWorld } from './engine'
import { fail } from './errors'
import { watchEntities } from './live/entity'
import { applyRadii } from './live/membership'
import { Input, noteData, noteInput } from './live/recorder'
import { createMeter, type MeterLimits } from './memory/meter'
import { pinRow } from './pins'
import { pipeline } from './pipeline'
import { nullPresenter, type Presenter } from './presenter'
import { defaultScore } from './scoring/defaultScore'
import type { TiledScene } from './tiles/tileRules'
import type { Feature } from './world'

/** Makes the backend of a world. */
export type BackendFactory = (site: BackendSite) => Backend

export interface EngineOptions {
  readonly table: SectionTable
  readonly backend: BackendFactory
  readonly presenter?: Presenter
  /** Kinds of payload that this world wants (a server: ['entities', 'collider']); left out, all. Roots of others are never live. */
  readonly kinds?: readonly string[]
  readonly profile?: ProfileName | Profile
  readonly settings?: Partial<Settings>
  /** What a frame may spend on streaming on the main thread; left out, `defaultMeterLimits`. */
  readonly meter?: MeterLimits
  /** Positions of the game's entities, for focuses that follow one by id. */
  readonly positions?: PositionStore
  /** Replaces the default score (P-10), a tiled scene's too. */
  readonly scorer?: Scorer
  /** The table is a tiled scene: its settings, gates and order. What `settings` says goes before it. */
  readonly tiled?: TiledScene
  /** Reads which section each entity was baked to, for `openSave`; left out, all that a save names are taken to be there. */
  readonly readEntityIndex?: () => Promise<ArrayBuffer>
}

/** The streaming feature over an opened table and any backend: what `streaming` and tests are made of. */
export function engineFeature(options: EngineOptions): Feature {
  return {
    name: 'streaming',
    attach(ecs, id, features) {
      const { table, tiled } = options
      const settings = { ...defaultSettings, ...tiled?.settings(table), ...options.settings }
      checkSettings(settings)
      refuseMissing(options, settings, features)
      const tiles = tiled?.createRules(table, settings) ?? null
      return createEngine({
        id,
        ecs,
        table,
        settings,
        profile: resolveProfile(options.profile ?? 'default'),
        presenter: options.presenter ?? nullPresenter(),
        positions: options.positions ?? null,
        meter: options.meter && createMeter(options.meter),
        scorer: options.scorer ? notedScorer(options.scorer) : (tiles?.scorer ?? defaultScore),
        tiles,
        readEntityIndex: options.readEntityIndex ?? null,
        systems: pipeline,
        kinds: features.flatMap(({ kinds = [] }) => kinds),
        allowedKinds: options.kinds ?? null,
        makeBackend: options.backend,
      })
    },
    setup({ terrane }) {
      terrane.stopWatching = watchEntities(terrane)
      const { flags, kind, count } = terrane.table
      for (let row = 0; row < count; row++)
        if (flags[row] & SectionFlag.AlwaysLoaded && terrane.kinds.wanted[kind[row]]) pinRow(terrane, row)
    },
  }
}

/** What a world is asked for and nobody would do: said when it is composed. */
function refuseMissing({ table, kinds, tiled }: EngineOptions, settings: Settings, features: readonly Feature[]): void {
  const brings = (feature: string) => features.some(({ name }) => name === feature)
  const { viewGatePadding, maxErrorPixels } = settings
  if (!brings('budgets') && kinds?.includes('texture') !== false && hasSharperTextures(table))
    refuseWithout('budgets()', 'sharper textures')
  if (!tiled && !brings('views') && (viewGatePadding < Infinity || maxErrorPixels > 0))
    refuseWithout('views()', 'settings of views')
}

function refuseWithout(feature: string, what: string): never {
  return fail(
    'argument',
    `${what} in a world without ${feature}`,
    'it among the features',
    `Put ${feature} into features.`,
  )
}

function hasSharperTextures({ count, flags, childCount }: SectionTable): boolean {
  for (let row = 0; row < count; row++) if (flags[row] & SectionFlag.Placeless && childCount[row] > 0) return true
  return false
}

/** A game's own scores are an input: a recording has them, and a replay does without the scorer. Those that tools ask for between ticks decide nothing. */
function notedScorer(scorer: Scorer): Scorer {
  const noted = (engine: Engine, s: number) => {
    const score = scorer(engine, s)
    if (engine.clock.running >= 0) noteInput(engine, Input.score, engine.live.row[s], score)
    return score
  }
  return scorer.metre === undefined ? noted : Object.assign(noted, { metre: scorer.metre })
}

/** Switches the profile in force; exit radii that are not authored move with its ratio. */
export function setProfile(world: TerraneWorld, profile: ProfileName | Profile): void {
  const { terrane } = world
  const resolved = resolveProfile(profile)
  noteData(terrane, Input.setProfile, resolved)
  terrane.profile = resolved
  terrane.bounds = laneBounds(terrane.profile, terrane.settings)
  for (let i = 0; i < terrane.live.count; i++) applyRadii(terrane, terrane.live.order[i])
  terrane.cut.moved = terrane.cut.stale = true
}

/**
 * Replaces the score (P-10) from the next tick on; null for the world's own: `defaultScore`, or the order of a tiled scene. What has started goes on. A score that is not a number counts as
 * the last.
 */
export function setScorer(world: TerraneWorld, scorer: Scorer | null): void {
  const { terrane } = world
  terrane.scorer = scorer ? notedScorer(scorer) : (terrane.tiles?.scorer ?? defaultScore)
}
