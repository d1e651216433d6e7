import type { BudgetSettings } from '../components/budgets'
import { checkNumbers, from0, refuseSetting, share, whole, type Rule, type Rules } from '../components/numberRules'
import type { Engine } from '../engine'
import { pressureSteps, type Budgets } from '../memory/ledger'
import type { Feature } from '../world'
import type { OwnBudgeting } from './budgetedEngine'
import { isAmple, planBudgeted } from './plan'
import { beginTick, reportShortage } from './pressure'
import { neverReplanned } from './protection'
import { applyBudgets, checkBudgets } from './setBudget'
import { fitsAhead, fitsPaid, mayStart, measureUnpaid } from './startRule'
import { createPlanSteps } from './steps'

export const defaultBudgetSettings: BudgetSettings = {
  heldBonus: 0.87,
  protectedMetres: 30,
  protectedSeconds: 8,
  giveUpDistanceWeight: 1,
  giveUpSizeWeight: 8,
  giveUpAtOnce: 8,
  pressureShares: [0.75, 0.5],
  pressureSeconds: [10, 30],
  pressureRecoverySeconds: 8,
}

const rules: Rules<BudgetSettings> = {
  heldBonus: share,
  protectedMetres: from0,
  protectedSeconds: from0,
  giveUpDistanceWeight: from0,
  giveUpSizeWeight: from0,
  giveUpAtOnce: whole(1 << 26),
  pressureRecoverySeconds: from0,
}

/** Bytes to begin with (see `setBudget`), and what gives way first. */
export type BudgetOptions = Budgets & Partial<BudgetSettings>

/**
 * The feature that keeps a world within its memory (P-16, T-17): bytes shape the plan, nearest first, and evict nothing; sharper textures, an order in which things are given up, `setBudget`,
 * `signalMemoryPressure`. Without numbers there is no limit until one is set.
 * @throws 'argument' for bytes and settings that are none.
 */
export function budgets(options: BudgetOptions = {}): Feature {
  const { budgetBytes = Infinity, geometryBytes = Infinity, textureBytes = Infinity, ...given } = options
  const bytes = { budgetBytes, geometryBytes, textureBytes }
  checkBudgets(bytes)
  const settings = { ...defaultBudgetSettings, ...given }
  checkNumbers('budgets', settings, rules)
  checkBoth(settings, 'pressureShares', share)
  checkBoth(settings, 'pressureSeconds', from0)
  return {
    name: 'budgets',
    setup({ terrane }) {
      terrane.budgets = createBudgeting(terrane, settings)
      applyBudgets(terrane, bytes)
    },
  }
}

function createBudgeting({ settings: { capacity, tickHz } }: Engine, settings: BudgetSettings): OwnBudgeting {
  const ticks = (seconds: number) => Math.ceil(seconds * tickHz)
  return {
    settings,
    ticks: {
      protected: ticks(settings.protectedSeconds),
      pressure: [0, ...settings.pressureSeconds.map(ticks)],
      pressureStep: ticks(settings.pressureRecoverySeconds / pressureSteps),
    },
    steps: createPlanSteps(capacity),
    signalled: 0,
    pressureLimitBytes: Infinity,
    pressureStepBytes: 0,
    pressureStepsLeft: 0,
    pressureUntil: 0,
    replanAt: neverReplanned,
    begin: beginTick,
    ranOut: reportShortage,
    plan: planBudgeted,
    isAmple,
    mayStart,
    fits: fitsPaid,
    measureUnpaid,
    fitsAhead,
  }
}

function checkBoth(settings: BudgetSettings, name: 'pressureShares' | 'pressureSeconds', [wanted, holds]: Rule): void {
  const [moderate, critical] = settings[name]
  if (!holds(moderate) || !holds(critical))
    refuseSetting(`budgets.${name}`, settings[name].join(', '), `${wanted}, twice`)
}
