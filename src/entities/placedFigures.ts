/** Columns of what was placed: section, owner, then the Transform's position, rotation and scale. */
export const placedStride = 12

/** Entities with a figure that were placed with the presenter, one slot each, and with what they were placed last. */
export interface PlacedFigures {
  count: number
  /** By slot; longer than needed. */
  eids: Uint32Array
  /** By slot, `placedStride` each. */
  columns: Float64Array
  /** Row that the entity is a copy of; −1 while it is none. */
  rows: Int32Array
  /** 1: its section is pinned for it. */
  pinned: Uint8Array
  /** By slot: the last sweep that found the entity. */
  seen: Uint32Array
  sweep: number
  /** By entity: its slot + 1, 0 for none. Empty until the first figure. */
  slots: Uint32Array
}

export function createPlacedFigures(): PlacedFigures {
  const empty = new Uint32Array(0)
  return {
    count: 0,
    eids: empty,
    columns: new Float64Array(0),
    rows: new Int32Array(0),
    pinned: new Uint8Array(0),
    seen: empty,
    sweep: 0,
    slots: empty,
  }
}

/** Gives an entity a slot; `capacity` is one more than the largest entity id. */
export function addFigure(figures: PlacedFigures, eid: number, capacity: number): number {
  if (figures.slots.length === 0) figures.slots = new Uint32Array(capacity)
  if (figures.count === figures.eids.length) lengthen(figures, Math.max(64, 2 * figures.count))
  const slot = figures.count++
  figures.slots[eid] = slot + 1
  figures.eids[slot] = eid
  figures.rows[slot] = -1
  figures.pinned[slot] = 0
  figures.columns.fill(NaN, slot * placedStride, (slot + 1) * placedStride)
  return slot
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

function lengthen(figures: PlacedFigures, length: number): void {
  const { eids, columns, rows, pinned, seen } = figures
  figures.eids = new Uint32Array(length)
  figures.columns = new Float64Array(length * placedStride)
  figures.rows = new Int32Array(length)
  figures.pinned = new Uint8Array(length)
  figures.seen = new Uint32Array(length)
  figures.eids.set(eids)
  figures.columns.set(columns)
  figures.rows.set(rows)
  figures.pinned.set(pinned)
  figures.seen.set(seen)
}
