/** Columns of what was placed: section, owner, then position, rotation and scale of the Transform. */
export const placedStride = 12

/** Entities with a figure, one slot each, and what they were placed as last. */
export interface PlacedFigures {
  count: number
  /** Entity by slot; this and the next five are longer than needed. */
  eids: Uint32Array
  /** `placedStride` numbers a slot. */
  columns: Float64Array
  /** Row that the entity is a copy of; −1 while it is none. */
  rows: Int32Array
  /** 1: its section is pinned for it. */
  pinned: Uint8Array
  /** The last sweep that found the entity. */
  seen: Uint32Array
  /** Slots that the last sweep found changed. */
  moved: Uint32Array
  movedCount: number
  /** Number of the last sweep, and the entities that it found. */
  sweep: number
  found: number
  /** By entity: its slot + 1, 0 for none. Empty until the first figure. */
  slots: Uint32Array
}

export function createPlacedFigures(): PlacedFigures {
  return { count: 0, movedCount: 0, sweep: 0, found: 0, slots: new Uint32Array(0), ...createColumns(0) }
}

function createColumns(slots: number) {
  return {
    eids: new Uint32Array(slots),
    columns: new Float64Array(slots * placedStride),
    rows: new Int32Array(slots),
    pinned: new Uint8Array(slots),
    seen: new Uint32Array(slots),
    moved: new Uint32Array(slots),
  }
}

/** Makes room for `more` entities with ids below `capacity`. */
export function reserveFigures(figures: PlacedFigures, more: number, capacity: number): void {
  if (more > 0 && figures.slots.length === 0) figures.slots = new Uint32Array(capacity)
  if (figures.count + more <= figures.eids.length) return
  const longer = createColumns(2 * (figures.count + more))
  for (const name of ['eids', 'columns', 'rows', 'pinned', 'seen', 'moved'] as const) longer[name].set(figures[name])
  Object.assign(figures, longer)
}

/** Gives an entity a slot, in which nothing was placed yet. @returns the slot + 1. */
export function addFigure(figures: PlacedFigures, eid: number): number {
  const slot = figures.count++
  figures.eids[slot] = eid
  figures.rows[slot] = -1
  figures.pinned[slot] = 0
  figures.columns.fill(NaN, slot * placedStride, (slot + 1) * placedStride)
  return (figures.slots[eid] = slot + 1)
}

/** Gives a slot back; the last one takes its place. */
export function removeFigure(figures: PlacedFigures, slot: number): void {
  const { eids, slots, columns, rows, pinned, seen } = figures
  const last = --figures.count
  slots[eids[slot]] = 0
  if (slot === last) return
  slots[eids[last]] = slot + 1
  eids[slot] = eids[last]
  rows[slot] = rows[last]
  pinned[slot] = pinned[last]
  seen[slot] = seen[last]
  columns.copyWithin(slot * placedStride, last * placedStride, (last + 1) * placedStride)
}
