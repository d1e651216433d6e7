import { Refusal } from '../components/liveSection'
import type { Ledger, ShortOf } from '../memory/ledger'
import { mebibytes } from './words'

/** One of the three budgets as people speak of it. */
export interface NamedBudget {
  readonly name: 'budget' | 'geometry budget' | 'texture budget'
  readonly limitBytes: number
  readonly paidBytes: number
}

export function budgetOf(ledger: Ledger, short: ShortOf): NamedBudget {
  const { paidBytes, paidTextureBytes } = ledger
  if (short === 'texture')
    return { name: 'texture budget', limitBytes: ledger.textureBudgetBytes, paidBytes: paidTextureBytes }
  if (short === 'geometry')
    return { name: 'geometry budget', limitBytes: ledger.geometryBudgetBytes, paidBytes: paidBytes - paidTextureBytes }
  return { name: 'budget', limitBytes: ledger.budgetBytes, paidBytes }
}

/** "the texture budget of 64 MiB", by what a refused step was short of. */
export function sayRefusal(ledger: Ledger, refusal: number): string {
  const short = refusal === Refusal.Texture ? 'texture' : refusal === Refusal.Geometry ? 'geometry' : 'memory'
  const { name, limitBytes } = budgetOf(ledger, short)
  return `the ${name} of ${mebibytes(limitBytes)}`
}
