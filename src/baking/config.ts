import type { RolePattern } from '../authoring/roles'
import type { Limits } from '../authoring/validation/facts'
import type { MetadataFields } from '../blobs/metadataColumns'
import { builtInSchemas } from '../schema/builtIn'
import type { ComponentSchema } from '../schema/component'
import type { Baker } from './bakers/baker'

/** Kinds of payload that the bake makes by itself; others are a game's own, made by its bakers. */
export const engineKinds: readonly string[] = ['mesh', 'texture', 'collider', 'entities']

/** What a kind may be called. */
export const isKindName = (name: unknown) => typeof name === 'string' && /^[A-Za-z][\w-]*$/.test(name)

/** What a data layer is when a world opens. */
export const layerStates = ['on', 'hidden', 'off'] as const
export type LayerStart = (typeof layerStates)[number]

/** What `terrane.config.ts` says about a game. */
export interface BakeConfig {
  /** Components that bakers and flat keys may give, beside the built-in ones. */
  readonly components?: readonly ComponentSchema[]
  /** In order; each sees every node before the next begins. */
  readonly bakers?: readonly Baker[]
  /** Roles by name, tried before the built-in ones. */
  readonly rolePatterns?: readonly RolePattern[]
  /** Metres from which payloads of a kind are wanted, where no node says otherwise. Default: `enterRadius`; colliders 2 × cell. */
  readonly kinds?: Readonly<Record<string, { readonly enterRadius?: number }>>
  /** Values of places that are readable without loading them: `{ biome: u8, music: text }`. */
  readonly metadata?: MetadataFields
  /** What data layers are when a world opens; 'on' where nothing is said. */
  readonly layers?: Readonly<Record<string, LayerStart>>
  /** What `terrane validate` lets pass: sections of a world, decoded bytes and triangles of a section. No limit where nothing is said. */
  readonly limits?: Limits
}

/** Checks the type of a config while it is written; answers it as it is. */
export function defineConfig(config: BakeConfig): BakeConfig {
  return config
}

/** A config with every part there and checked. */
export interface CheckedConfig {
  /** Its file's name; null where there is none. */
  readonly file: string | null
  /** Where in the config's files an error came from, as `terrane.config.ts:12`; null where that cannot be said. */
  readonly place: (error: unknown) => string | null
  /** Components by name: the built-in ones and the config's. */
  readonly components: ReadonlyMap<string, ComponentSchema>
  /** The config's alone, in its order. */
  readonly listed: readonly ComponentSchema[]
  readonly bakers: readonly NamedBaker[]
  readonly rolePatterns: readonly RolePattern[]
  readonly kinds: NonNullable<BakeConfig['kinds']>
  readonly metadata: MetadataFields
  readonly layers: Readonly<Record<string, LayerStart>>
  readonly limits: Limits
}

export interface NamedBaker {
  /** The function's, or its place in the list. */
  readonly name: string
  readonly run: Baker
}

export const emptyConfig: CheckedConfig = {
  file: null,
  place: () => null,
  components: builtInSchemas,
  listed: [],
  bakers: [],
  rolePatterns: [],
  kinds: {},
  metadata: {},
  layers: {},
  limits: {},
}
