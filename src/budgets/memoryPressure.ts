import type { TerraneWorld } from '../engine'
import { fail } from '../errors'
import { Pressure, pressureNames } from '../memory/ledger'
import { signalPressure } from './pressure'
import { budgetedEngine } from './setBudget'

/**
 * Says that memory is short (T-17). An allocation that fails does by itself; what else a platform says is the game's to pass on (docs/memory.md, who says so).
 * From the next tick on grace is over, nothing is prefetched, teardown knows no bounds, and the plan keeps `pressureShares` of what is resident for
 * `pressureSeconds`; then the budget returns in four steps. Nothing shown is evicted: finer pictures give way to coarser ones.
 * @throws 'argument' for another level, and in a world without `budgets()`.
 */
export function signalMemoryPressure(world: TerraneWorld, level: 'moderate' | 'critical'): void {
  const terrane = budgetedEngine(world, 'a signal of memory pressure')
  const which = pressureNames.indexOf(level)
  if (which <= Pressure.None)
    fail('argument', `memory pressure "${level}"`, "'moderate' or 'critical'", 'Pass one of the two.')
  signalPressure(terrane, which)
}
