import type { SectionTable } from '../blobs/sectionBlob'
import type { Stage } from '../components/stageTimes'
import type { WorkMeter } from '../memory/meter'
import type { WorkAction, WorkWatch } from '../memory/workLog'
import { saysShortage } from '../memory/shortage'
import { MORE, type AdoptContext, type PayloadKind } from '../payloads/kind'
import type { Row } from '../presenter'
import type { Source } from '../sources/source'
import type { WorkerPool } from '../workers/pool'
import { Outcome, type BackendSite, type Ticket } from './backend'

/** One load on its way: bytes, decoding, waiting for the meter, adopting. In `loads` until it has ended. */
export interface AssetLoad {
  readonly ticket: Ticket
  readonly row: Row
  readonly kind: PayloadKind
  readonly context: AdoptContext
  /** What an adopt that is not done waits for, in words; '' where it does not say. */
  waitsFor: string
  /** A new version of what is held already. */
  readonly refresh: boolean
  readonly controller: AbortController
  /** Set once it is in `ready`. */
  decoded: unknown
  /** What `measure` said, CPU + GPU. */
  bytes: number
  /** Adopt was called and has not been released: someone owes a release. */
  begun: boolean
  /** What adopt made; MORE until it is done. */
  adopted: unknown
  /** Parts that the last poll told of, −1 where these were lost since; and parts in all. */
  partsDone: number
  partsTotal: number
}

/** What stands: adopted and not released. `kind` is null for kinds that this world leaves out. */
export interface HeldAsset {
  readonly ticket: Ticket
  readonly kind: PayloadKind | null
  readonly context: AdoptContext | null
  readonly adopted: unknown
  /** The kind's enter has returned: it is owed a leave. */
  entered: boolean
}

/** A release that waits for the meter; its Gone follows. */
export interface AssetRelease extends HeldAsset {
  readonly row: Row
  /** What went wrong so far with one that is torn down piece by piece. */
  trouble?: string
}

export interface Ended {
  readonly ticket: Ticket
  readonly row: Row
  readonly outcome: Outcome
  readonly message: string
}

/** How far a load has come, for the next poll. */
export interface LoadProgress {
  readonly ticket: Ticket
  readonly row: Row
  readonly stage: Stage
}

export interface AssetState {
  readonly table: SectionTable
  readonly site: BackendSite
  /** Of the frame that is being pumped. */
  meter: WorkMeter
  readonly source: Source
  readonly pool: WorkerPool
  /** By the table's kind number; null is left out. */
  readonly kinds: readonly (PayloadKind | null)[]
  readonly loads: Map<Ticket, AssetLoad>
  /** Decoded and waiting to be adopted, oldest ticket first: the engine starts what is nearest first. */
  readonly ready: AssetLoad[]
  /** Adopted since the GPU was last asked whether there was room for it; and whether anything went there at all. */
  readonly unproved: AssetLoad[]
  uploaded: boolean
  readonly held: Map<Row, HeldAsset>
  readonly releases: AssetRelease[]
  /** Times the work of the main thread; null: nobody asked. */
  work: WorkWatch | null
  /** Ended operations in order, for the next poll. */
  readonly ended: Ended[]
  /** The same of stages. */
  readonly progress: LoadProgress[]
  /** Decoded bytes by row, measured where the table has an estimate, that the next poll tells of. */
  readonly sizes: Map<Row, number>
  /** Whole adoptions, releases and parts take turns at being first in a frame, so that none starves another: 0, 1 or 2. */
  firstTurn: number
  /** Parts (meshes) that this frame may still tear down. */
  tearDowns: number
  disposed: boolean
}

/** One line, whatever was thrown. */
export function lineOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replace(/\s*\n\s*/g, ' ')
}

export function end(state: AssetState, ticket: Ticket, row: Row, outcome: Outcome, message = ''): void {
  state.ended.push({ ticket, row, outcome, message })
}

/** Takes a load off every list. Answers false if it had ended before. */
export function takeOff(state: AssetState, load: AssetLoad): boolean {
  if (!state.loads.delete(load.ticket)) return false
  takeDone(state, load)
  return true
}

/** Takes a load off the list of those that adopt goes on with. */
export function takeDone({ ready }: AssetState, load: AssetLoad): void {
  const at = ready.indexOf(load)
  if (at >= 0) ready.splice(at, 1)
}

/** Gives decoded data back to its kind; at most once a load. Answers what went wrong, or ''. */
export function discard(load: AssetLoad): string {
  const { decoded, kind } = load
  load.decoded = undefined
  if (decoded === undefined || !kind.discard) return ''
  return attempt(kind, () => kind.discard?.(decoded))
}

/** Takes back what stands: leave where it had entered, then release. Answers what they threw, named, or ''. */
export function releaseHeld(held: HeldAsset): string {
  const { kind, context, adopted } = held
  if (!kind || !context) return ''
  return [leaveHeld(held), attempt(kind, () => kind.release(context, adopted))].filter(Boolean).join('; ')
}

/** Frees what the adopt of a load that does not count as loaded has made. */
export function releaseBegun(load: AssetLoad): string {
  const { kind, context } = load
  return attempt(kind, () => kind.release(context, madeBy(load)))
}

/** What a release is given: undefined of an adopt that never finished. */
const madeBy = ({ adopted }: AssetLoad) => (adopted === MORE ? undefined : adopted)

export function enterHeld(held: HeldAsset): string {
  const { kind, context, adopted } = held
  if (!kind?.enter || !context || held.entered) return ''
  const trouble = attempt(kind, () => kind.enter?.(context, adopted))
  held.entered = trouble === ''
  return trouble
}

export function leaveHeld(held: HeldAsset): string {
  const { kind, context, adopted } = held
  if (!kind || !context || !held.entered) return ''
  held.entered = false
  return attempt(kind, () => kind.leave?.(context, adopted))
}

/** Runs a piece of work for a section. */
export function timed<Result>(
  { work: watch }: AssetState,
  action: WorkAction,
  row: Row,
  kind: PayloadKind | null,
  work: () => Result,
): Result {
  return watch && kind ? watch.time(action, row, kind.name, work) : work()
}

export function attempt(kind: PayloadKind, call: () => void): string {
  try {
    call()
    return ''
  } catch (error) {
    return `${kind.name}: ${lineOf(error)}`
  }
}

/** Reports a load as Failed and frees what it began; a version that it was to replace stays. */
export function failLoad(state: AssetState, load: AssetLoad, message: string): void {
  if (!takeOff(state, load)) return
  if (saysShortage(message)) state.site.ranOut(load.row)
  const trouble = [message, load.begun ? releaseBegun(load) : '', discard(load)]
  load.begun = false
  end(state, load.ticket, load.row, Outcome.Failed, trouble.filter(Boolean).join('; '))
}

/** Stops a load wherever it is. Gone follows at once, or after the metered release of what adopt began. */
export function stopLoad(state: AssetState, load: AssetLoad): void {
  if (!takeOff(state, load)) return
  load.controller.abort()
  const { ticket, row, kind, context } = load
  discard(load)
  if (load.begun) state.releases.push({ ticket, row, kind, context, adopted: madeBy(load), entered: false })
  else end(state, ticket, row, Outcome.Gone)
}
