import type { Engine } from '../engine'
import { Pressure, pressureSteps, refreshBudget } from '../memory/ledger'
import { markDirty } from './pending'

/** Takes up a signal of the last tick or before, and lets pressure end step by step. Costs two comparisons where there is none. */
export function followPressure(engine: Engine): void {
  const { ledger, clock } = engine
  if (ledger.signalled !== Pressure.None) takeSignal(engine)
  else if (ledger.pressure !== Pressure.None && clock.tick >= ledger.pressureUntil) stepBack(engine)
}

/**
 * Grace ends, that of pictures too, and the plan keeps a share of what is resident now. A signal that comes before the last one has been obeyed makes it last longer, and no
 * smaller, unless it is a stronger one.
 */
function takeSignal(engine: Engine): void {
  const { ledger, live, clock, cut, ticks, settings, telemetry } = engine
  const level = ledger.signalled
  const obeyed = ledger.residentBytes <= ledger.pressureLimitBytes
  ledger.signalled = Pressure.None
  telemetry.pressureSignals++
  if (ledger.pressure === Pressure.None || level > ledger.pressure || obeyed)
    limit(engine, settings.pressureShares[level - 1])
  ledger.pressure = Math.max(ledger.pressure, level)
  ledger.pressureUntil = clock.tick + ticks.pressure[ledger.pressure]
  ledger.pressureStepsLeft = pressureSteps
  cut.graceEndsBefore = clock.tick + 1
  cut.stale = true
  for (let i = 0; i < live.count; i++) markDirty(engine, live.order[i])
}

/** Nothing resident leaves nothing to shrink: then only grace and prefetch end. */
function limit({ ledger }: Engine, share: number): void {
  const base = Math.min(ledger.budgetBytes, ledger.residentBytes || Infinity)
  if (base === Infinity) return
  ledger.pressureLimitBytes = Math.max(1, Math.floor(base * share))
  ledger.pressureStepBytes = Math.ceil((base - ledger.pressureLimitBytes) / pressureSteps)
  refreshBudget(ledger)
}

function stepBack(engine: Engine): void {
  const { ledger, clock, cut, ticks } = engine
  ledger.pressureStepsLeft--
  ledger.pressureUntil = clock.tick + ticks.pressureStep
  ledger.pressureLimitBytes += ledger.pressureStepBytes
  if (ledger.pressureStepsLeft < 0) {
    ledger.pressure = Pressure.None
    ledger.pressureLimitBytes = Infinity
  }
  refreshBudget(ledger)
  cut.stale = true
}

/** Teardown knows no bounds while there is pressure and more is resident than the plan may keep. */
export function isShedding({ ledger }: Engine): boolean {
  return ledger.pressure !== Pressure.None && ledger.residentBytes > ledger.budgetBytes
}
