import type { EntityTable } from '../blobs/entityBlob'
import type { TerraneWorld } from '../engine'
import type { Bytes, WorkMeter } from '../memory/meter'
import type { Row } from '../presenter'
import type { SectionId } from '../sectionId'
import type { ColliderMesh } from './colliderMesh'
import type { MeshPayload, TexturePayload } from './draw'
import type { Feature } from '../world'

/** What `adopt` answers when it wants to be called again next frame. */
export const MORE: unique symbol = Symbol('more')

/** How far an adopt has come that goes part by part, and where it would go on. */
export interface AdoptParts {
  /** Parts that stand, and parts in all. */
  done: number
  readonly total: number
  /** Squared metres from the nearest focus to the next part: over all sections the nearest goes first. */
  next: number
  /** The next part is begun and not done. */
  begun: boolean
  /** Chooses the next part anew, where none is begun: once a frame, as focuses move. */
  aim(): void
}

/** One load of one section, as its kind sees it: the same object from the first adopt to the release. */
export interface AdoptContext {
  readonly world: TerraneWorld
  readonly section: SectionId
  readonly row: Row
  /** Rows of the sections this one requires, in baked order. */
  readonly requires: readonly Row[]
  /** A kind that works in slices asks and books its own; for one that books nothing the backend books the measured bytes. */
  readonly meter: WorkMeter
  /**
   * Set by a kind that adopts a large payload part by part, in its first adopt: it is then called again in the same frame while the meter allows, a part or less at a time, and
   * what stands may be shown before the rest is there. null: it adopts in its own way. Left undefined where it has not been decided, and again by a release.
   */
  parts?: AdoptParts | null
  /** Says in words what an adopt that answers MORE waits for; `describeSection` shows it. */
  waits(why: string): void
}

/**
 * What one kind of payload is. The engine's meshes, textures, entities and colliders are kinds like a game's own.
 * Every load runs decode (in a worker, once), adopt (main thread, once per frame until it is done), enter (inside the tick, just before its
 * SectionLoaded), leave and release. Every adopt that was begun has exactly one release and every enter that returned one leave before it, on
 * every path: unload, cancel, failure, loss, disposal. A throw anywhere becomes that section's Error, with the kind's name in front.
 */
export interface PayloadKind<Decoded = unknown, Adopted = unknown> {
  readonly name: string
  /**
   * The job run in the pool: URL of a module whose default export is a `DecodeFunction`, or the name of a built-in one
   * (`terrane:mesh`, `terrane:texture`, `terrane:collider`, `terrane:entities`). Left out, the raw bytes (an ArrayBuffer) are handed to `adopt`.
   */
  readonly decode?: string | URL
  /** Lower loads first where the need is equal, a quarter of a usual cell for each step. Collider −2, entities −1, others 0. */
  readonly order?: number
  /** Metres: in this world the enter radius is the smaller of this and the baked one. */
  readonly radius?: number
  /** What adopt makes dies with the graphics context: on loss it is released, and its section reported as Lost. */
  readonly onGpu?: boolean
  /** Main thread, under the meter. MORE asks to be called again next frame with the same arguments. */
  adopt(context: AdoptContext, decoded: Decoded): Adopted | typeof MORE
  /** Inside the tick: makes visible to the game, all at once, what adopt prepared. Not called while the section's data layer is hidden. */
  enter?(context: AdoptContext, adopted: Adopted): void
  /** Takes it back: before the release, in the frame after the tick of SectionUnloading, or when its layer is hidden. */
  leave?(context: AdoptContext, adopted: Adopted): void
  /** Frees what adopt made. `adopted` is undefined where adopt never finished; then the context's row says whose parts to free. */
  release(context: AdoptContext, adopted: Adopted | undefined): void
  /**
   * Before the release of what may be large: takes it off the screen and frees about `most` of its parts in this frame. @returns how many it freed; fewer than `most` where none
   * is left, and then the release follows.
   */
  tearDown?(context: AdoptContext, adopted: Adopted | undefined, most: number): number
  /**
   * Instead of the release of an old version, when the new one of a refresh is complete: for kinds whose adopt takes the old one's place
   * itself (a presenter's rows).
   */
  supersede?(context: AdoptContext, adopted: Adopted): void
  /** How it joins what brings the same kind before it: `payload` gives each part one. */
  stack?(below: PayloadKind): PayloadKind
  /** Decoded size in bytes; checked against the baked upper bound before adopt is called. Left out, the bytes as stored, on the CPU. */
  measure?(decoded: Decoded): Bytes
  /** Closes decoded data that is no longer needed (an ImageBitmap): once, after the last adopt or instead of the first. */
  discard?(decoded: Decoded): void
}

/** Runs in a worker. `transfer` lists buffers to move rather than copy. */
export type DecodeFunction<Decoded = unknown> = (
  bytes: ArrayBuffer,
  signal: AbortSignal,
) => Promise<{ value: Decoded; transfer: Transferable[] }> | { value: Decoded; transfer: Transferable[] }

/** What the engine's own kinds decode to; a game's part of one is typed by it. */
export interface DecodedKinds {
  mesh: MeshPayload
  texture: TexturePayload
  entities: EntityTable
  collider: ColliderMesh
}

/** A feature that is nothing but a part of one kind. */
export type PayloadFeature = Feature & { readonly kinds: readonly [PayloadKind] }
