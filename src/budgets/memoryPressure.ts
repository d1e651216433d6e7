import type { TerraneWorld } from '../engine'
import { fail } from '../errors'
import { Input, noteInput } from '../live/recorder'
import { Pressure, pressureNames } from '../memory/ledger'
import { budgetedEngine } from './setBudget'

/**
 * Says that memory is short (T-17). Nothing calls it by itself: a game does, where its platform says so (a lost graphics context, an allocation that failed, a
 * warning of the system). From the next tick on grace is over, nothing is prefetched, teardown knows no bounds, and the plan keeps `pressureShares` of what is resident for
 * `pressureSeconds`; then the budget returns in four steps. Nothing shown is evicted: finer pictures give way to coarser ones.
 * @throws 'argument' for another level, and in a world without `budgets()`.
 */
export function signalMemoryPressure(world: TerraneWorld, level: 'moderate' | 'critical'): void {
  const terrane = budgetedEngine(world, 'a signal of memory pressure')
  const which = pressureNames.indexOf(level)
  if (which <= Pressure.None)
    fail('argument', `memory pressure "${level}"`, "'moderate' or 'critical'", 'Pass one of the two.')
  noteInput(terrane, Input.signalMemoryPressure, which)
  terrane.budgets.signalled = Math.max(terrane.budgets.signalled, which)
}
