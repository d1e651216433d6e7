import type { EntityRef } from '../schema/fields'

/**
 * A dense handle (1, 2, 3 …) for every stable id that a world has ever seen, baked, referred to or made; never reused. Arrays double as
 * they fill: read them from here each time.
 */
export interface Handles {
  /** The last handle given out. */
  count: number
  /** Stable id by handle. */
  low: Uint32Array
  high: Uint32Array
  /** Live entity by handle, 0 for none. */
  eid: Uint32Array
  /** Open addressing over ids: handles at the low half's bits and after, 0 where free. At most half full; a power of two long. */
  slots: Uint32Array
}

export function createHandles(capacity = 1_024): Handles {
  return {
    count: 0,
    low: new Uint32Array(capacity),
    high: new Uint32Array(capacity),
    eid: new Uint32Array(capacity),
    slots: new Uint32Array(2 * capacity),
  }
}

/** The handle of an id, a new one where the world has not seen it. */
export function handleOf(handles: Handles, low: number, high: number): EntityRef {
  const slot = findSlot(handles, low, high)
  if (handles.slots[slot] !== 0) return handles.slots[slot] as EntityRef
  const handle = ++handles.count
  if (handle >= handles.low.length) grow(handles)
  handles.low[handle] = low
  handles.high[handle] = high
  handles.slots[findSlot(handles, low, high)] = handle
  return handle as EntityRef
}

/** Where an id is, or would go. */
function findSlot({ slots, low: lows, high: highs }: Handles, low: number, high: number): number {
  const mask = slots.length - 1
  let slot = low & mask
  for (;;) {
    const handle = slots[slot]
    if (handle === 0 || (lows[handle] === low && highs[handle] === high)) return slot
    slot = (slot + 1) & mask
  }
}

function grow(handles: Handles): void {
  const capacity = 2 * handles.low.length
  handles.low = lengthen(handles.low, capacity)
  handles.high = lengthen(handles.high, capacity)
  handles.eid = lengthen(handles.eid, capacity)
  handles.slots = new Uint32Array(2 * capacity)
  for (let handle = 1; handle < handles.count; handle++)
    handles.slots[findSlot(handles, handles.low[handle], handles.high[handle])] = handle
}

function lengthen(from: Uint32Array, length: number): Uint32Array {
  const to = new Uint32Array(length)
  to.set(from)
  return to
}
