import { fail } from '../errors'

/**
 * What happened to a section. Unloading: its unload begins, and what it brought (entities, colliders) can be read for the rest of the tick.
 * Refreshed, RefreshFailed: how `refreshSection` ended; a failure leaves the old version.
 * FloorMissing: a collider near a focus is not loaded (see `colliders`).
 */
export enum EventKind {
  Loaded = 0,
  Unloaded = 1,
  Failed = 2,
  Lost = 3,
  Shown = 4,
  Hidden = 5,
  Unloading = 6,
  FloorMissing = 7,
  Refreshed = 8,
  RefreshFailed = 9,
}
export const eventNames = [
  'SectionLoaded',
  'SectionUnloaded',
  'SectionFailed',
  'SectionLost',
  'SectionShown',
  'SectionHidden',
  'SectionUnloading',
  'FloorMissing',
  'SectionRefreshed',
  'SectionRefreshFailed',
] as const

/** Events kept for readers at least. */
const leastRingSize = 8192

/**
 * One ring of events a world. Inside the tick, systems read from `frameStart` on: everything since this step began.
 * Outside it, every reader has a cursor of its own and sees each event exactly once. It keeps two events for each live section that
 * the world can have, so that even a teleport from a full world fits into one frame.
 */
export interface Events {
  /** Events ever written; event number n is at n % kind.length. */
  written: number
  /** Number of the first event of this step: the single-frame buffer begins here. */
  frameStart: number
  readonly kind: Uint8Array
  readonly row: Int32Array
  readonly tick: Float64Array
}

export function createEvents(capacity: number): Events {
  const ringSize = Math.max(leastRingSize, 2 * capacity)
  return {
    written: 0,
    frameStart: 0,
    kind: new Uint8Array(ringSize),
    row: new Int32Array(ringSize),
    tick: new Float64Array(ringSize),
  }
}

export function writeEvent(events: Events, kind: EventKind, row: number, tick: number): void {
  const at = events.written++ % events.kind.length
  events.kind[at] = kind
  events.row[at] = row
  events.tick[at] = tick
}

/** A reader's place in the events of one world. */
export interface EventCursor {
  next: number
}

export type EventReader = (kind: EventKind, row: number, tick: number) => void

/**
 * Hands every event since the cursor to `read`, oldest first, and moves the cursor.
 * @returns how many were lost because the reader fell too far behind (8,192 events or more); 0 normally.
 */
export function drainEvents(events: Events, cursor: EventCursor, read: EventReader): number {
  if (cursor.next > events.written)
    fail(
      'argument',
      `an event cursor at ${cursor.next}`,
      `at most ${events.written}`,
      'Use cursors with the world that made them.',
    )
  const lost = Math.max(0, events.written - events.kind.length - cursor.next)
  cursor.next += lost
  while (cursor.next < events.written) {
    const at = cursor.next++ % events.kind.length
    read(events.kind[at] as EventKind, events.row[at], events.tick[at])
  }
  return lost
}

/** Hands the events of this step so far to `read`: for systems, inside the tick. */
export function readFrameEvents(events: Events, read: EventReader): void {
  drainEvents(events, { next: events.frameStart }, read)
}
