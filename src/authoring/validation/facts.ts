/**
 * What the validator looks at: sections as an authoring file, a baked table or a manifest states them. Adapters (`authoringFacts`, `tableFacts`)
 * make them; what an adapter could not read at all is null here and already a fault.
 */
export interface WorldFacts {
  readonly sections: readonly SectionFacts[]
  readonly layers: readonly LayerFacts[]
  readonly limits?: Limits
}

export interface LayerFacts {
  readonly name: string
  /** Metres by which boxes of two of its sections may overlap: 0 is not at all (a centimetre is forgiven), Infinity as they like. */
  readonly overlap: number
}

/** Six numbers: min xyz, max xyz; metres. */
export type FactBox = readonly number[]

/** One section. Numbers may be anything that a file can hold; relations are indices of other sections, −1 for none. */
export interface SectionFacts {
  readonly name: string
  /** What identifies it: no two may be equal. */
  readonly id: string
  /** Kind of payload: sections of different kinds are different parts of one place. */
  readonly kind: string
  /** Null: measured when its content is read. */
  readonly bounds: FactBox | null
  /** What distance is measured to where it is not the bounds; a point for a manifest's tile. */
  readonly rangeBox: FactBox | null
  /** Null: not stated. */
  readonly enterRadius: number | null
  readonly exitRadius: number | null
  readonly refineDistance: number | null
  readonly priority: number | null
  /** Other numbers that have to be finite and not negative, by the name of their field. */
  readonly costs: Readonly<Record<string, number>>
  /** '' where there is none. */
  readonly content: string
  /** Indices into the world's layers. */
  readonly layers: readonly number[]
  readonly parent: number
  readonly attachedTo: number
  readonly requires: readonly number[]
  /** A shared asset: it has no place, so radius and bounds say nothing. */
  readonly placeless: boolean
  /** Bytes decoded, and triangles, where they are known: for limits. */
  readonly decodedBytes?: number
  readonly triangles?: number
}

/** What a game allows itself (`limits` of its config); Infinity or left out is no limit. */
export interface Limits {
  readonly sections?: number
  /** Decoded bytes of one section. */
  readonly sectionBytes?: number
  readonly sectionTriangles?: number
}

/** A world where only these sections matter: what adapters and tests fill in from. */
export const plainFacts: SectionFacts = {
  name: '',
  id: '',
  kind: 'mesh',
  bounds: null,
  rangeBox: null,
  enterRadius: null,
  exitRadius: null,
  refineDistance: null,
  priority: 0,
  costs: {},
  content: '',
  layers: [0],
  parent: -1,
  attachedTo: -1,
  requires: [],
  placeless: false,
}
