import { expect } from 'vitest'
import { kindBitOf } from '../../src/components/kinds'
import type { Engine } from '../../src/engine'
import { enterOf, exitOf, isWantedRow } from '../../src/live/membership'
import { squaredDistanceToBox } from '../../src/math/box'

/** By row, whether a root was in range a tick ago, and the tick in which it left. */
export type FlipWatch = Map<number, { readonly inside: boolean; readonly leftAt: number }>

/** After ticks that nobody looked between. */
export function noteRanges({ live, clock }: Engine, watch: FlipWatch): void {
  watch.clear()
  for (let i = 0; i < live.count; i++) {
    const s = live.order[i]
    watch.set(live.row[s], { inside: live.inRange[s] === 1, leftAt: clock.tick })
  }
}

/**
 * Call after every tick that ran alone: no root enters the range unless a focus, or the point ahead of it, is within enter (or within exit, before its grace is over),
 * and none leaves unless all are beyond exit. Distances are measured anew from the table. @returns flips seen.
 */
export function expectNoFlipInTheBand(engine: Engine, watch: FlipWatch, when: string): number {
  const { live, clock, ticks } = engine
  let flips = 0
  for (let i = 0; i < live.count; i++) {
    const s = live.order[i]
    const row = live.row[s]
    if (!isWantedRow(engine, row)) watch.delete(row)
    if (live.parent[s] >= 0 || !isWantedRow(engine, row)) continue
    const { inside: was, leftAt } = watch.get(row) ?? { inside: false, leftAt: -Infinity }
    const is = live.inRange[s] === 1
    watch.set(row, { inside: is, leftAt: was && !is ? clock.tick : leftAt })
    if (was === is) continue
    flips++
    const inGrace = clock.tick - leftAt <= ticks.grace
    const metres = nearest(engine, row)
    const told = `${when}: row ${row} ${is ? 'enters' : 'leaves'} at ${metres} m`
    const enter = inGrace ? exitOf(engine, row) : enterOf(engine, row)
    if (is) expect(metres, told).toBeLessThanOrEqual(enter * (1 + 1e-9))
    else expect(metres, told).toBeGreaterThan(exitOf(engine, row) * (1 - 1e-9))
  }
  return flips
}

/** Metres to the nearest focus or point ahead, over the focus' scale. */
function nearest({ focuses, table }: Engine, row: number): number {
  const ranges = table.rangeBox ?? table.bounds
  const { x, y, z, aheadX, aheadY, aheadZ } = focuses
  let best = Infinity
  for (const focus of focuses.alive) {
    if ((focuses.kindMask[focus] & kindBitOf(table.kind[row])) === 0) continue
    const own = squaredDistanceToBox(ranges, 6 * row, x[focus], y[focus], z[focus])
    const ahead = focuses.looksAhead[focus]
      ? squaredDistanceToBox(ranges, 6 * row, aheadX[focus], aheadY[focus], aheadZ[focus])
      : Infinity
    best = Math.min(best, Math.sqrt(Math.min(own, ahead)) / focuses.radiusScale[focus])
  }
  return best
}
