import { markDirty } from '../live/pending'
import { Input, noteInput } from '../live/recorder'
import { Pressure, pressureSteps } from '../memory/ledger'
import { saysShortage } from '../memory/shortage'
import type { BudgetedEngine } from './budgetedEngine'
import { refreshBudget } from './setBudget'

/** The next tick takes it up; a stronger signal that waits stays. */
export function signalPressure(engine: BudgetedEngine, level: number): void {
  noteInput(engine, Input.signalMemoryPressure, level)
  engine.budgets.signalled = Math.max(engine.budgets.signalled, level)
}

/**
 * Memory ran out while content of a row was made: critical pressure, once an episode. Not while that is in force, and not for a section that failed by it before: what finds no room by
 * itself, again and again, says nothing of all the others.
 */
export function reportShortage(engine: BudgetedEngine, row: number): void {
  const { ledger, errors, budgets } = engine
  const again = saysShortage(errors.get(row) ?? '')
  if (!again && Math.max(budgets.signalled, ledger.pressure) < Pressure.Critical)
    signalPressure(engine, Pressure.Critical)
}

/** Takes up a signal of the last tick or before, lets pressure end step by step, and has the plan made again where a protection ran out. Three comparisons where there is nothing. */
export function beginTick(engine: BudgetedEngine): void {
  const { ledger, clock, cut, budgets } = engine
  if (budgets.signalled !== Pressure.None) takeSignal(engine)
  else if (ledger.pressure !== Pressure.None && clock.tick >= budgets.pressureUntil) stepBack(engine)
  if (clock.tick >= budgets.replanAt) cut.stale = true
}

/**
 * Grace ends, that of pictures too, and the plan keeps a share of what is resident now. A signal that comes before the last one has been obeyed makes it last longer, and no
 * smaller, unless it is a stronger one.
 */
function takeSignal(engine: BudgetedEngine): void {
  const { ledger, live, clock, cut, budgets, telemetry } = engine
  const level = budgets.signalled
  const obeyed = ledger.residentBytes <= budgets.pressureLimitBytes
  budgets.signalled = Pressure.None
  telemetry.pressureSignals++
  if (ledger.pressure === Pressure.None || level > ledger.pressure || obeyed)
    limit(engine, budgets.settings.pressureShares[level - 1])
  ledger.pressure = Math.max(ledger.pressure, level)
  budgets.pressureUntil = clock.tick + budgets.ticks.pressure[ledger.pressure]
  budgets.pressureStepsLeft = pressureSteps
  cut.graceEndsBefore = clock.tick + 1
  cut.stale = true
  for (let i = 0; i < live.count; i++) markDirty(engine, live.order[i])
}

/** Nothing resident leaves nothing to shrink: then only grace and prefetch end. */
function limit(engine: BudgetedEngine, share: number): void {
  const { ledger, budgets } = engine
  const base = Math.min(ledger.budgetBytes, ledger.residentBytes || Infinity)
  if (base === Infinity) return
  budgets.pressureLimitBytes = Math.max(1, Math.floor(base * share))
  budgets.pressureStepBytes = Math.ceil((base - budgets.pressureLimitBytes) / pressureSteps)
  refreshBudget(engine)
}

function stepBack(engine: BudgetedEngine): void {
  const { ledger, clock, cut, budgets } = engine
  budgets.pressureStepsLeft--
  budgets.pressureUntil = clock.tick + budgets.ticks.pressureStep
  budgets.pressureLimitBytes += budgets.pressureStepBytes
  if (budgets.pressureStepsLeft < 0) {
    ledger.pressure = Pressure.None
    budgets.pressureLimitBytes = Infinity
  }
  refreshBudget(engine)
  cut.stale = true
}
