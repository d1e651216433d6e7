import type { Bytes, WorkMeter } from '../memory/meter'
import type { Row } from '../presenter'

/** What `adopt` answers when it wants to be called again next frame. */
export const MORE: unique symbol = Symbol('more')

/** Where a payload is being adopted: enough for a kind to find what it requires, and nothing of the pipeline. */
export interface AdoptContext {
  readonly row: Row
  /** Rows of the sections this one requires, in baked order. */
  readonly requires: readonly Row[]
  /** A kind that works in slices asks and books its own; for one that books nothing the backend books the measured bytes. */
  readonly meter: WorkMeter
}

/**
 * What one kind of payload is. The engine's meshes and textures are kinds like a game's own.
 * Every load runs decode (in a worker, once) and then adopt (main thread, once per frame until it is done);
 * every adopt that was begun has exactly one release, on every path: unload, cancel, failure, loss, disposal.
 * A throw anywhere becomes that section's Error, with the kind's name in front.
 */
export interface PayloadKind<Decoded = unknown, Adopted = unknown> {
  readonly name: string
  /**
   * The job run in the pool: URL of a module whose default export is a `DecodeFunction`, or the name of a built-in one
   * (`terrane:mesh`, `terrane:texture`). Left out, the raw bytes (an ArrayBuffer) are handed to `adopt`.
   */
  readonly decode?: string | URL
  /** What adopt makes dies with the graphics context: on loss it is released, and its section reported as Lost. */
  readonly onGpu?: boolean
  /**
   * What adopt makes is kept by row (a presenter's rows): a refresh's adopt, when it is complete, takes the old version's place
   * itself, and the old one has no release of its own. Other kinds get one for it, when the new version is complete.
   */
  readonly oneVersion?: boolean
  /** Main thread, under the meter. MORE asks to be called again next frame with the same arguments. */
  adopt(context: AdoptContext, decoded: Decoded): Adopted | typeof MORE
  /** Frees what adopt made. `adopted` is undefined where adopt never finished; then `row` says whose parts to free. */
  release(row: Row, adopted: Adopted | undefined): void
  /** Decoded size in bytes; checked against the baked upper bound before adopt is called. */
  measure(decoded: Decoded): Bytes
  /** Closes decoded data that is no longer needed (an ImageBitmap): once, after the last adopt or instead of the first. */
  discard?(decoded: Decoded): void
}

/** Runs in a worker. `transfer` lists buffers to move rather than copy. */
export type DecodeFunction<Decoded = unknown> = (
  bytes: ArrayBuffer,
  signal: AbortSignal,
) => Promise<{ value: Decoded; transfer: Transferable[] }> | { value: Decoded; transfer: Transferable[] }

/**
 * Declares a game's own kind of payload, typed: `payload('quest', { decode: new URL('./decodeQuest.js', import.meta.url),
 * adopt: (context, quest: Quest) => spawn(quest), release: (row, spawned) => …, measure: (quest) => … })`.
 */
export function payload<Decoded = ArrayBuffer, Adopted = void>(
  name: string,
  parts: Omit<PayloadKind<Decoded, Adopted>, 'name'>,
): PayloadKind<Decoded, Adopted> {
  return { ...parts, name }
}
