import { mix32 } from '../math/hash'

/** Table row → live index, open addressing at half load at most: memory follows the capacity, never the world's size. */
export interface RowTable {
  readonly mask: number
  /** Table rows, −1 free. */
  readonly keys: Int32Array
  readonly values: Int32Array
}

export function createRowTable(capacity: number): RowTable {
  const size = 2 ** Math.ceil(Math.log2(Math.max(2, capacity * 2)))
  return { mask: size - 1, keys: new Int32Array(size).fill(-1), values: new Int32Array(size) }
}

/** Live index of a table row, −1 where it is not live. */
export function findLive(table: RowTable, row: number): number {
  for (let at = mix32(row) & table.mask; ; at = (at + 1) & table.mask) {
    if (table.keys[at] === row) return table.values[at]
    if (table.keys[at] === -1) return -1
  }
}

/** Adds a row that is not there; the caller holds the capacity. */
export function insertLive(table: RowTable, row: number, live: number): void {
  let at = mix32(row) & table.mask
  while (table.keys[at] !== -1) at = (at + 1) & table.mask
  table.keys[at] = row
  table.values[at] = live
}

/** Removes a row and closes the gap by moving later ones of the run back (no tombstones, so it never degrades). */
export function removeLive(table: RowTable, row: number): void {
  const { keys, values, mask } = table
  let gap = mix32(row) & mask
  while (keys[gap] !== row) {
    if (keys[gap] === -1) return
    gap = (gap + 1) & mask
  }
  for (let at = (gap + 1) & mask; keys[at] !== -1; at = (at + 1) & mask) {
    const home = mix32(keys[at]) & mask
    if (((at - home) & mask) < ((at - gap) & mask)) continue
    keys[gap] = keys[at]
    values[gap] = values[at]
    gap = at
  }
  keys[gap] = -1
}
