import type { TerraneWorld } from './engine'
import { drainEvents, EventKind, eventNames, readFrameEvents, type EventCursor } from './live/events'
import { sectionId, type SectionId } from './sectionId'

export { EventKind, eventNames, type EventCursor }

export type SectionEventReader = (kind: EventKind, section: SectionId, tick: number) => void

/** A reader's own place, from now on. */
export function createEventCursor(world: TerraneWorld): EventCursor {
  return { next: world.terrane.events.written }
}

/**
 * Outside the tick: every event since the cursor, oldest first, each exactly once at any ratio of ticks to frames.
 * @returns how many were lost because the reader fell too far behind (8,192 events or more); 0 normally.
 */
export function readEvents(world: TerraneWorld, cursor: EventCursor, read: SectionEventReader): number {
  const { terrane } = world
  return drainEvents(terrane.events, cursor, (kind, row, tick) => read(kind, sectionId(terrane, row), tick))
}

/** Inside the tick, for systems: the events of this step so far. */
export function readFrame(world: TerraneWorld, read: SectionEventReader): void {
  const { terrane } = world
  readFrameEvents(terrane.events, (kind, row, tick) => read(kind, sectionId(terrane, row), tick))
}
