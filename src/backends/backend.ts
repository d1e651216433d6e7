import type { WorkMeter } from '../memory/meter'
import type { WorkWatch } from '../memory/workLog'
import type { Stage } from '../components/stageTimes'
import type { SectionTable } from '../blobs/sectionBlob'
import type { TerraneWorld } from '../engine'
import type { PayloadKind } from '../payloads/kind'
import type { Presenter, Row } from '../presenter'

/** A number that names one started operation, for ever: results with another ticket than the section's are discarded. */
export type Ticket = number

/** How a started operation ended. `Lost` comes unasked: the content is gone (context loss) though it was loaded. */
export enum Outcome {
  Loaded = 0,
  Failed = 1,
  Gone = 2,
  Lost = 3,
}

/** Where a backend works: what the world that it serves gives it. */
export interface BackendSite {
  readonly table: SectionTable
  readonly presenter: Presenter
  /** The game's world; its `terrane` is there by the first start. */
  readonly world: TerraneWorld
  readonly worldId: number
  /** Parts of payload kinds that features brought, in their order. */
  readonly kinds: readonly PayloadKind[]
  /** By the table's kind number: does this world want it? What is required of another kind counts as loaded, and not a byte is read. */
  readonly wantsKind: readonly boolean[]
  /** Memory ran out, on either side of the bus, while content of a row was made: a world with budgets takes it for a sign of memory pressure. Between ticks. */
  ranOut(row: Row): void
}

/** Finished operations, filled by `poll`. Reused every tick: read it before the next poll. */
export interface Completions {
  count: number
  readonly ticket: Float64Array
  readonly row: Int32Array
  readonly outcome: Uint8Array
  /** One line for a Failed one, by position; empty for the others. */
  readonly message: string[]
  /** How far loads have come that have not ended yet: for people, and for the watchdog. */
  readonly progress: Progress
  /** How many parts stand of loads that are adopted part by part: they may show before the rest is there. */
  readonly parts: PartsReached
  /** Decoded bytes of sections whose size was estimated, as soon as they are known. */
  readonly sizes: MeasuredSizes
}

export interface MeasuredSizes {
  count: number
  readonly row: Int32Array
  readonly bytes: Float64Array
}

/** First byte, Arrived and Decoded of loads on their way, in order. */
export interface Progress {
  count: number
  readonly ticket: Float64Array
  readonly row: Int32Array
  readonly stage: Uint8Array
}

/** The number of parts that stand, each time it changed; 0 where they were lost, and the load begins again. */
export interface PartsReached {
  count: number
  readonly ticket: Float64Array
  readonly row: Int32Array
  readonly done: Int32Array
  readonly total: Int32Array
}

/** Room for this many completions a poll; what does not fit is left for the next tick. */
export const completionCapacity = 256

/** Stages that a backend tells of one load. */
const stagesTold = 3

function createProgress(capacity: number): Progress {
  return {
    count: 0,
    ticket: new Float64Array(capacity),
    row: new Int32Array(capacity),
    stage: new Uint8Array(capacity),
  }
}

function createPartsReached(capacity: number): PartsReached {
  return {
    count: 0,
    ticket: new Float64Array(capacity),
    row: new Int32Array(capacity),
    done: new Int32Array(capacity),
    total: new Int32Array(capacity),
  }
}

export function createCompletions(capacity = completionCapacity): Completions {
  return {
    count: 0,
    ticket: new Float64Array(capacity),
    row: new Int32Array(capacity),
    outcome: new Uint8Array(capacity),
    message: new Array<string>(capacity).fill(''),
    progress: createProgress(stagesTold * capacity),
    parts: createPartsReached(capacity),
    sizes: { count: 0, row: new Int32Array(capacity), bytes: new Float64Array(capacity) },
  }
}

/** Appends one; answers false when full, and then the backend keeps it for the next poll. */
export function pushCompletion(out: Completions, ticket: Ticket, row: Row, outcome: Outcome, message = ''): boolean {
  if (out.count === out.ticket.length) return false
  const at = out.count++
  out.ticket[at] = ticket
  out.row[at] = row
  out.outcome[at] = outcome
  out.message[at] = message
  return true
}

/** Says how far a load has come; answers false when full, and then the backend keeps it for the next poll. */
export function pushProgress({ progress }: Completions, ticket: Ticket, row: Row, stage: Stage): boolean {
  if (progress.count === progress.ticket.length) return false
  const at = progress.count++
  progress.ticket[at] = ticket
  progress.row[at] = row
  progress.stage[at] = stage
  return true
}

/** Says how many parts of a load stand; answers false when full, and then the backend says it in the next poll. */
export function pushParts({ parts }: Completions, ticket: Ticket, row: Row, done: number, total: number): boolean {
  if (parts.count === parts.ticket.length) return false
  const at = parts.count++
  parts.ticket[at] = ticket
  parts.row[at] = row
  parts.done[at] = done
  parts.total[at] = total
  return true
}

/** Says what a section takes of which the table only has an estimate, CPU + GPU; answers false when full, and then the backend says it in the next poll. */
export function pushSize({ sizes }: Completions, row: Row, bytes: number): boolean {
  if (sizes.count === sizes.row.length) return false
  const at = sizes.count++
  sizes.row[at] = row
  sizes.bytes[at] = bytes
  return true
}

/**
 * What really loads and unloads; one per world. Every `start` and `refresh` ends in exactly one of Loaded, Failed, Gone
 * (Gone after a cancel); every `release` ends in Gone. `Lost` may come at any time for what is loaded; the backend has then already freed it.
 * A start that ends Failed or Gone holds nothing any more.
 */
export interface Backend {
  /** Loads the transport can usefully have in flight while a curtain is closed (first fill, teleport barrier). */
  readonly transportLoads?: number
  /** Every load says Arrived when its bytes are there: until then the watchdog does not count (T-12). */
  readonly tellsArrival?: boolean
  start(ticket: Ticket, row: Row): void
  /** Asks to stop; acknowledged by Gone (or by Loaded/Failed if it was too late; Loaded is then released by the engine). */
  cancel(ticket: Ticket, row: Row): void
  release(ticket: Ticket, row: Row): void
  /** Inside the tick: makes what was loaded visible to the game. Answers '' or, in one line, why it could not. */
  enter?(row: Row): string
  /** Takes it back while the content stays. */
  leave?(row: Row): void
  /** Is a load decoded, and waiting for something that only the game can give? It then holds no slot of its lane. */
  isWaiting?(ticket: Ticket): boolean
  /** What it waits for, in words; '' for nothing known. */
  waitsFor?(row: Row): string
  /** Loads a new version beside the old one and swaps on success; a failure leaves the old one. */
  refresh(ticket: Ticket, row: Row): void
  /** Lets its work on the main thread be timed from now on. */
  watchWork?(watch: WorkWatch): void
  /**
   * Frees at once all that it holds or has begun, in this call. Of nothing that was started before does `poll` tell any more. Left out: everything is released and
   * cancelled one by one.
   */
  clear?(): void
  /** Once per step, before its ticks: adopt finished work within the meter. `urgent`: memory is short, so everything that waits for its release goes first, unmetered. */
  pump(meter: WorkMeter, urgent?: boolean): void
  /** Once per tick, in StateSync: what has ended since, and (`pushProgress`, `pushParts`, where it knows) how far the rest has come. */
  poll(tick: number, out: Completions): void
  dispose(): void
}
