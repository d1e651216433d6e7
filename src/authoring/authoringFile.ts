import type { OverlapPolicy } from '../blobs/sectionBlob'
import type { MetadataFields, MetadataValues } from '../blobs/metadataColumns'

export const authoringFormat = 'terrane-authoring'
export const authoringVersion = 1

/** A world as people write it down by hand; docs/authoring.md is its page. Lengths in metres, y up. */
export interface AuthoringFile {
  readonly format: typeof authoringFormat
  readonly version: typeof authoringVersion
  /** The world's name; the file's without its ending where it is left out. */
  readonly name?: string
  readonly sections: readonly AuthoredSection[]
  readonly focuses?: readonly AuthoredFocus[]
  /** By name. `base` is always there. */
  readonly layers?: Readonly<Record<string, AuthoredLayer>>
  /** By name, for the game to select: `setProfile(world, sections.table.info.profiles.rail)`. */
  readonly profiles?: Readonly<Record<string, AuthoredProfile>>
  /** Columns that sections have values for. */
  readonly metadata?: MetadataFields
}

export interface AuthoredSection {
  readonly name: string
  /** Keeps the GUID through renaming; left out, the GUID comes from the name. 16 hex digits are the GUID itself. */
  readonly id?: string
  /** Path of a `.glb` or `.gltf` beside this file. All of it is one place. */
  readonly content: string
  /** Measured from the content where it is left out. */
  readonly bounds?: { readonly min: readonly number[]; readonly max: readonly number[] }
  /** Of a section that refines none. */
  readonly enterRadius?: number
  /** Left out: the profile's ratio × enter. */
  readonly exitRadius?: number
  /** −8…8, higher is sooner. */
  readonly priority?: number
  /** Milliseconds that a load costs beyond its bytes; bytes are measured. */
  readonly cost?: { readonly ms?: number }
  /** Name of a layer; base where it is left out. */
  readonly layer?: string
  /** Loads at once and stays. */
  readonly alwaysLoaded?: boolean
  /** Names or ids of sections that have to be there first. */
  readonly requires?: readonly string[]
  /** Name or id of the coarser section whose place this one takes, with all others that refine it. */
  readonly refines?: string
  /** Of a section that others refine: metres at which they take its place. Half its own range where it is left out. */
  readonly refineDistance?: number
  /** Metres by which this picture is wrong, for refinement by pixels. */
  readonly error?: number
  /** Readable without loading, as the metadata column `tags`: 'dark,indoor'. */
  readonly tags?: readonly string[]
  readonly metadata?: MetadataValues
}

export interface AuthoredFocus {
  readonly name: string
  readonly position: readonly number[]
  /** Scales every radius for it. Default 1. */
  readonly radiusScale?: number
  /** Name of the entity that it follows. */
  readonly follow?: string
  /** Velocity is measured from motion. Default true. */
  readonly captureVelocity?: boolean
}

export interface AuthoredLayer {
  /** How far boxes of its sections may overlap. Default 'forbid'. */
  readonly overlap?: OverlapPolicy
  /** What it is when the world opens. Default 'on'. */
  readonly start?: 'on' | 'hidden' | 'off'
}

/** A `Profile` without its name. */
export interface AuthoredProfile {
  readonly concurrent: number
  readonly loadsPerTick: number
  readonly unloadsPerTick: number
  readonly exitRatio: number
  readonly prefetchBudget: number
}
