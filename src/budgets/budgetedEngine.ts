import type { Engine } from '../engine'
import type { Budgeting } from '../live/budgets'
import type { PlanSteps } from './steps'

/** What `budgets()` keeps for itself beside what others know of it. */
export interface OwnBudgeting extends Budgeting {
  readonly steps: PlanSteps
  /** Of the settings, in ticks: protection, pressure by its level, and a step of the way back from it. */
  readonly ticks: { readonly protected: number; readonly pressure: readonly number[]; readonly pressureStep: number }
}

/** A world with budgets: what the code of `budgets()` runs in. */
export interface BudgetedEngine extends Engine {
  readonly budgets: OwnBudgeting
}
