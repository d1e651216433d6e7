import type { Engine, TerraneWorld } from '../engine'
import { fail } from '../errors'
import { Input, noteInput } from '../live/recorder'
import type { Budgets } from '../memory/ledger'
import type { BudgetedEngine } from './budgetedEngine'

/**
 * Changes the soft memory budgets, or the one for all where a number is given; those left out stay as they are. Infinity for none. What no longer fits
 * leaves by the plan, nothing is evicted at once.
 * @throws 'argument' for anything but bytes above 0, and in a world without `budgets()`.
 */
export function setBudget(world: TerraneWorld, budgets: number | Budgets): void {
  const terrane = budgetedEngine(world, 'a budget')
  const { ledger } = terrane
  const given = typeof budgets === 'number' ? { budgetBytes: budgets } : budgets
  checkBudgets(given)
  const { budgetBytes = ledger.ceilingBytes, geometryBytes = ledger.geometryBudgetBytes } = given
  const { textureBytes = ledger.textureBudgetBytes } = given
  noteInput(terrane, Input.setBudget, 0, budgetBytes, geometryBytes, textureBytes)
  applyBudgets(terrane, { budgetBytes, geometryBytes, textureBytes })
}

export function applyBudgets(engine: Engine, { budgetBytes, geometryBytes, textureBytes }: Required<Budgets>): void {
  const { ledger, cut } = engine
  ledger.ceilingBytes = budgetBytes
  ledger.geometryBudgetBytes = geometryBytes
  ledger.textureBudgetBytes = textureBytes
  refreshBudget(engine)
  cut.stale = true
}

/** The budget in force follows from the ceiling and the pressure. */
export function refreshBudget({ ledger, budgets }: Engine): void {
  ledger.budgetBytes = Math.min(ledger.ceilingBytes, budgets!.pressureLimitBytes)
}

export function checkBudgets({ budgetBytes = 1, geometryBytes = 1, textureBytes = 1 }: Budgets): void {
  for (const [name, bytes] of Object.entries({ budgetBytes, geometryBytes, textureBytes }))
    if (!(bytes > 0))
      fail('argument', `${name} ${bytes}`, 'bytes above 0', 'Leave it out for what it is, or pass Infinity for none.')
}

/** The engine of a world that has budgets. @throws 'argument' where it has none: what was said would mean nothing. */
export function budgetedEngine({ terrane }: TerraneWorld, what: string): BudgetedEngine {
  if (terrane.budgets !== null) return terrane as BudgetedEngine
  return fail(
    'argument',
    `${what} in a world without budgets`,
    'budgets() among its features',
    'Put budgets() into features.',
  )
}
