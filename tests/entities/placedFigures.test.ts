import { expect, it } from 'vitest'
import {
  addFigure,
  createPlacedFigures,
  placedStride,
  removeFigure,
  reserveFigures,
} from '../../src/entities/placedFigures'
import { createRandom } from '../worlds'

it.each([1, 2, 3, 4])('what was placed of each entity stays with it as others come and go (seed %i)', (seed) => {
  const random = createRandom(seed)
  const figures = createPlacedFigures()
  const rows = new Map<number, number>()
  for (let turn = 0; turn < 2000; turn++) {
    const eid = random.whole(1, 99)
    if (rows.has(eid) && random.chance(0.6)) {
      removeFigure(figures, figures.slots[eid] - 1)
      rows.delete(eid)
    } else if (!rows.has(eid)) {
      reserveFigures(figures, 1, 100)
      const slot = addFigure(figures, eid) - 1
      expect([figures.rows[slot], figures.pinned[slot], figures.columns[slot * placedStride]]).toEqual([-1, 0, NaN])
      rows.set(eid, (figures.rows[slot] = turn))
      figures.pinned[slot] = turn % 2
      figures.seen[slot] = turn
      figures.columns.fill(turn, slot * placedStride, (slot + 1) * placedStride)
    }
    expect(figures.count).toBe(rows.size)
  }
  for (let eid = 0; eid < 100; eid++) expect(figures.slots[eid] > 0).toBe(rows.has(eid))
  for (const [eid, row] of rows) {
    const slot = figures.slots[eid] - 1
    const { eids, pinned, seen, columns } = figures
    expect([eids[slot], figures.rows[slot], pinned[slot], seen[slot]]).toEqual([eid, row, row % 2, row])
    expect([...columns.subarray(slot * placedStride, (slot + 1) * placedStride)]).toEqual(Array(placedStride).fill(row))
  }
})
