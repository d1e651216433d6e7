import { createCompletions, Outcome, type Backend, type Completions, type Ticket } from '../../backends/backend'
import { hasContent, type SectionTable } from '../../blobs/sectionBlob'
import { squaredDistanceToBox } from '../../math/box'
import { createMeter, type WorkMeter } from '../../memory/meter'
import type { Presenter, Row } from '../../presenter'

/**
 * The picture of a moment: payloads of what is shown then, and of nothing else. A moment that is left behind takes its loads with it; what has been loaded is kept for
 * a while, as who scrubs comes back.
 */
export interface ShownPicture {
  readonly table: SectionTable
  readonly backend: Backend
  readonly presenter: Presenter
  readonly meter: WorkMeter
  readonly completions: Completions
  /** Everything that was asked for and is not gone. */
  readonly held: Map<Row, Held>
  /** What the moment needs: what it shows, and what that requires. Squared metres from the eye. */
  readonly wanted: Map<Row, number>
  /** Of these the shown ones that are drawn. */
  readonly drawn: Set<Row>
  /** Wanted and not asked for, nearest first. */
  queue: Row[]
  /** There and not wanted, left longest ago first, and their bytes. */
  readonly idle: Set<Row>
  idleBytes: number
  /** How many of what is held require a row. */
  readonly requirers: Map<Row, number>
  /** What the presenter shows. */
  readonly visible: Set<Row>
  /** What failed is tried again then, milliseconds. */
  readonly failed: Map<Row, number>
  lastTicket: Ticket
  /** Grows whenever the picture is another one. */
  revision: number
  /** Of the shown rows when the wanted ones were found last; and when that was. */
  seenRevision: number
  seenAtMs: number
}

interface Held {
  ticket: Ticket
  state: 'loading' | 'cancelled' | 'there' | 'leaving'
}

/** Bytes of what is kept though it is not shown now. */
const idleLimit = 192e6
/** Loads at a time where the backend does not say. */
const defaultLoads = 12
/** The eye moves: what is nearest is found anew this often, milliseconds. */
const lookEveryMs = 250
const retryMs = 5000

/** Kinds of payload that are part of a picture. */
export const drawnKinds: ReadonlySet<string> = new Set(['mesh', 'texture'])

export function createShownPicture(table: SectionTable, backend: Backend, presenter: Presenter): ShownPicture {
  return {
    table,
    backend,
    presenter,
    meter: createMeter(),
    completions: createCompletions(),
    held: new Map(),
    wanted: new Map(),
    drawn: new Set(),
    queue: [],
    idle: new Set(),
    idleBytes: 0,
    requirers: new Map(),
    visible: new Set(),
    failed: new Map(),
    lastTicket: 0,
    revision: 0,
    seenRevision: -1,
    seenAtMs: -Infinity,
  }
}

/** What a frame says to its picture. */
export interface Moment {
  readonly rows: ReadonlySet<Row>
  /** Grows whenever the rows change. */
  readonly revision: number
  /** World metres. */
  readonly eye: ArrayLike<number>
}

/** One frame: adopts what has come, lets go of what the moment does not need, asks for what it lacks, nearest first. */
export function advancePicture(picture: ShownPicture, moment: Moment, seconds: number, nowMs: number): void {
  const { backend, meter } = picture
  meter.begin(seconds)
  backend.pump(meter)
  const settled = settle(picture, nowMs)
  const changed = moment.revision !== picture.seenRevision
  if (changed || settled || nowMs - picture.seenAtMs >= lookEveryMs) {
    picture.seenRevision = moment.revision
    picture.seenAtMs = nowMs
    want(picture, moment, nowMs)
    letGo(picture)
  }
  startNearest(picture)
  if (changed || settled) showThose(picture)
}

/** Shown rows that are drawn and not there yet, those that failed among them. */
export function countMissing({ drawn, visible }: ShownPicture): number {
  let missing = 0
  for (const row of drawn) if (!visible.has(row)) missing++
  return missing
}

/** Takes over what has ended. @returns whether anything had. */
function settle(picture: ShownPicture, nowMs: number): boolean {
  const { backend, completions } = picture
  completions.count = completions.progress.count = 0
  backend.poll(0, completions)
  for (let i = 0; i < completions.count; i++) {
    const row = completions.row[i]
    const held = picture.held.get(row)
    if (!held || held.ticket !== completions.ticket[i]) continue
    const outcome = completions.outcome[i]
    if (outcome === Outcome.Loaded) held.state = 'there'
    else drop(picture, row)
    if (outcome === Outcome.Failed) picture.failed.set(row, nowMs + retryMs)
  }
  return completions.count > 0
}

function drop(picture: ShownPicture, row: Row): void {
  picture.held.delete(row)
  if (picture.visible.delete(row)) picture.revision++
  forgetIdle(picture, row)
  countRequired(picture, row, -1)
}

function countRequired({ table, requirers }: ShownPicture, row: Row, by: 1 | -1): void {
  for (let i = table.requireStart[row]; i < table.requireStart[row + 1]; i++) {
    const required = table.requires[i]
    requirers.set(required, (requirers.get(required) ?? 0) + by)
  }
}

const bytesOf = ({ cpuBytes, gpuBytes }: SectionTable, row: Row) => cpuBytes[row] + gpuBytes[row]

function forgetIdle(picture: ShownPicture, row: Row): void {
  if (picture.idle.delete(row)) picture.idleBytes -= bytesOf(picture.table, row)
}

/** Finds what the moment needs. What failed a short while ago is left out. */
function want(picture: ShownPicture, { rows, eye }: Moment, nowMs: number): void {
  const { table, wanted, drawn, held, failed } = picture
  wanted.clear()
  drawn.clear()
  for (const row of rows) {
    if (!drawnKinds.has(table.info.kinds[table.kind[row]]) || !hasContent(table, row)) continue
    drawn.add(row)
    wantWith(picture, row, squaredDistanceToBox(table.bounds, 6 * row, eye[0], eye[1], eye[2]))
  }
  for (const [row, againAtMs] of failed) if (againAtMs <= nowMs) failed.delete(row)
  picture.queue = [...wanted.keys()]
    .filter((row) => !held.has(row) && !failed.has(row))
    .sort((a, b) => (wanted.get(a) as number) - (wanted.get(b) as number) || a - b)
}

/** A row and all that it requires are as urgent as whoever is nearest of those that need them. */
function wantWith(picture: ShownPicture, row: Row, squared: number): void {
  const { table, wanted } = picture
  const before = wanted.get(row)
  if (before !== undefined && before <= squared) return
  wanted.set(row, squared)
  for (let i = table.requireStart[row]; i < table.requireStart[row + 1]; i++)
    wantWith(picture, table.requires[i], squared)
}

function letGo(picture: ShownPicture): void {
  const { held, wanted, backend, idle, table } = picture
  for (const [row, one] of held) {
    if (wanted.has(row)) {
      forgetIdle(picture, row)
      continue
    }
    if (one.state === 'loading') {
      one.state = 'cancelled'
      backend.cancel(one.ticket, row)
    } else if (one.state === 'there' && !idle.has(row)) {
      idle.add(row)
      picture.idleBytes += bytesOf(table, row)
    }
  }
  releaseIdle(picture)
}

/** What is required goes after all that require it. */
function releaseIdle(picture: ShownPicture): void {
  const { idle, requirers, held, backend } = picture
  for (const row of idle) {
    if (picture.idleBytes <= idleLimit) return
    if ((requirers.get(row) ?? 0) > 0) continue
    const one = held.get(row) as Held
    one.ticket = ++picture.lastTicket
    one.state = 'leaving'
    forgetIdle(picture, row)
    hideRow(picture, row)
    backend.release(one.ticket, row)
  }
}

function startNearest(picture: ShownPicture): void {
  const { backend, held, queue } = picture
  let free = backend.transportLoads ?? defaultLoads
  for (const { state } of held.values()) if (state === 'loading') free--
  for (let i = 0; i < queue.length && free > 0; i++) {
    const row = queue[i]
    if (held.has(row) || !hasRequired(picture, row)) continue
    const ticket = ++picture.lastTicket
    held.set(row, { ticket, state: 'loading' })
    countRequired(picture, row, 1)
    backend.start(ticket, row)
    free--
  }
}

function hasRequired({ table, held }: ShownPicture, row: Row): boolean {
  for (let i = table.requireStart[row]; i < table.requireStart[row + 1]; i++)
    if (held.get(table.requires[i])?.state !== 'there') return false
  return true
}

function showThose(picture: ShownPicture): void {
  const { drawn, visible, held, presenter } = picture
  for (const row of visible) if (!drawn.has(row)) hideRow(picture, row)
  for (const row of drawn) {
    if (visible.has(row) || held.get(row)?.state !== 'there') continue
    visible.add(row)
    presenter.show(row)
    picture.revision++
  }
}

function hideRow(picture: ShownPicture, row: Row): void {
  if (!picture.visible.delete(row)) return
  picture.presenter.hide(row)
  picture.revision++
}
