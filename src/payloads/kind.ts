import type { Bytes, WorkMeter } from '../memory/meter'
import type { Row } from '../presenter'

/** What `adopt` answers when it wants to be called again next frame. */
export const MORE: unique symbol = Symbol('more')

/** Where a payload is being adopted: enough for a kind to find what it requires, and nothing of the pipeline. */
export interface AdoptContext {
  readonly row: Row
  /** Rows of the sections this one requires, in baked order. */
  readonly requires: readonly Row[]
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
   * URL of a module whose default export is `DecodeFunction`, run in the pool. Left out, the raw bytes
   * (an ArrayBuffer) are handed to `adopt`.
   */
  readonly decode?: string | URL
  /** Main thread, under the meter. `previous` is what the last call's MORE left in `progress`. */
  adopt(context: AdoptContext, decoded: Decoded): Adopted | typeof MORE
  /** Frees what adopt made. `adopted` is undefined where adopt never finished; then `context.row` says whose parts to free. */
  release(row: Row, adopted: Adopted | undefined): void
  /** Decoded size in bytes; checked against the baked upper bound before adopt is called. */
  measure(decoded: Decoded): Bytes
}

/** Runs in a worker. `transfer` lists buffers to move rather than copy. */
export type DecodeFunction = (
  bytes: ArrayBuffer,
  signal: AbortSignal,
) => Promise<{ value: unknown; transfer: Transferable[] }> | { value: unknown; transfer: Transferable[] }
