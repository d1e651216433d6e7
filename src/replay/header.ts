import type { SectionTable } from '../blobs/sectionBlob'
import type { Profile, Settings } from '../components/profile'
import type { BudgetSettings } from '../components/budgets'
import type { PrefetchSettings } from '../components/prefetch'
import type { Engine } from '../engine'
import type { Budgets, Ledger } from '../memory/ledger'
import { mix32 } from '../math/hash'
import { terraneVersion } from '../version'

export const recordingFormat = 'terrane-recording'
export const recordingVersion = 2

/** The first line of a recording: what a world has to be given so that the same inputs give the same timeline. */
export interface RecordingHeader {
  readonly format: typeof recordingFormat
  readonly version: number
  /** The version of Terrane that recorded it. */
  readonly terrane: string
  /** Ticks that had run before: 0, or a snapshot follows. */
  readonly tick: number
  readonly world: { readonly sections: number; readonly hash: string }
  readonly settings: Settings
  readonly profile: Profile
  readonly budgetBytes: number
  readonly geometryBytes: number
  readonly textureBytes: number
  /** The kinds of payload as the features of the world made them. */
  readonly kinds: readonly RecordedKind[]
  /** Modes of the data layers at the beginning are the table's; the names are for readers. */
  readonly layers: readonly string[]
  /** Names of the features in their order. */
  readonly features: readonly string[]
  /** What `budgets()` and `prefetch()` were given; left out, the world had none. */
  readonly budgets?: BudgetSettings
  readonly prefetch?: PrefetchSettings
  /** The world is a tiled scene; left out, it is not. */
  readonly tiled?: boolean
  /** What the backend says of itself. */
  readonly backend: {
    readonly transportLoads?: number
    readonly waits: boolean
    readonly enters: boolean
    readonly clears?: boolean
    readonly tellsArrival?: boolean
  }
  /** Where it was recorded, in words; never read by a replay. */
  readonly device: string
}

export interface RecordedKind {
  readonly name: string
  readonly wanted: boolean
  readonly order: number
  readonly radius: number
}

export function makeHeader(
  engine: Engine,
  tick: number,
  profile: Profile,
  budgets: Required<Budgets>,
): RecordingHeader {
  const { table, settings, kinds, backend } = engine
  const { transportLoads } = backend
  return {
    format: recordingFormat,
    version: recordingVersion,
    terrane: terraneVersion,
    tick,
    world: { sections: table.count, hash: hashTable(table) },
    settings,
    profile,
    ...budgets,
    kinds: table.info.kinds.map((name, kind) => ({
      name,
      wanted: kinds.wanted[kind] === 1,
      order: kinds.order[kind],
      radius: kinds.radius[kind],
    })),
    layers: table.info.layers,
    features: engine.features.map(({ name }) => name),
    ...(engine.budgets !== null && { budgets: engine.budgets.settings }),
    ...(engine.prefetch !== null && { prefetch: engine.prefetch.settings }),
    ...(engine.tiles !== null && { tiled: true }),
    backend: {
      ...(transportLoads !== undefined && { transportLoads }),
      waits: backend.isWaiting !== undefined,
      enters: backend.enter !== undefined,
      clears: backend.clear !== undefined,
      ...(backend.tellsArrival && { tellsArrival: true }),
    },
    device: describeDevice(),
  }
}

/** 64 bits over the whole blob of a table, as 16 hex digits: the same bake, the same hash. Two streams of a word a step; 100 MB take a fifth of a second. */
export function hashTable({ rank, byteLength }: SectionTable): string {
  const words = new Uint32Array(rank.buffer as ArrayBuffer, 0, byteLength >> 2)
  let [low, high] = [0x811c9dc5, 0xc9dc5118]
  for (const word of words) {
    low = Math.imul(low ^ word, 0x01000193)
    high = Math.imul(high ^ word ^ (low >>> 15), 0x85ebca6b)
  }
  const hex = (value: number) => (mix32(value ^ byteLength) >>> 0).toString(16).padStart(8, '0')
  return hex(high) + hex(low)
}

/** As the game set them. */
export function budgetsOf(
  ledger: Pick<Ledger, 'ceilingBytes' | 'geometryBudgetBytes' | 'textureBudgetBytes'>,
): Required<Budgets> {
  const { ceilingBytes: budgetBytes, geometryBudgetBytes: geometryBytes, textureBudgetBytes: textureBytes } = ledger
  return { budgetBytes, geometryBytes, textureBytes }
}

interface Device {
  readonly userAgent?: string
  readonly hardwareConcurrency?: number
  readonly deviceMemory?: number
}

function describeDevice(): string {
  const { userAgent, hardwareConcurrency, deviceMemory } =
    (globalThis as { readonly navigator?: Device }).navigator ?? {}
  const parts = [userAgent, hardwareConcurrency && `${hardwareConcurrency} cores`, deviceMemory && `${deviceMemory} GB`]
  return parts.filter(Boolean).join(', ') || 'unknown'
}
