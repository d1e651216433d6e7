import type { BudgetSettings } from '../components/budgets'
import type { Engine } from '../engine'

/** What a world plans by that has `budgets()`; others do not carry its code. */
export interface Budgeting {
  readonly settings: BudgetSettings
  /** A signal of memory pressure that the next tick takes up, of `Pressure`. */
  signalled: number
  /** Bytes that the plan may keep under pressure, Infinity without; how much more with each step back, and how many are left. */
  pressureLimitBytes: number
  pressureStepBytes: number
  pressureStepsLeft: number
  /** Tick of the next step. */
  pressureUntil: number
  /** Tick at which a protection of the plan runs out: it is made again then. */
  replanAt: number
  /** For DesiredSetBuild, before it looks at anything. */
  begin(engine: Engine): void
  /** Memory ran out while content of a row was made. Between ticks. */
  ranOut(engine: Engine, row: number): void
  /** CUT.md B: as much of the cut as fits, sharper textures last. */
  plan(engine: Engine): void
  /** May the plan of simple sections follow from their own columns alone? */
  isAmple(engine: Engine): boolean
  /** CUT.md D: may a queued load start? The first that may not keeps later unpaid ones from it, and ends all grace. */
  mayStart(engine: Engine, s: number): boolean
  /** Would a load fit now; what of it and of what it needs is not paid yet; and would it fit beside all that the cut wants? */
  fits(engine: Engine, s: number): boolean
  measureUnpaid(engine: Engine, s: number): UnpaidBytes
  fitsAhead(engine: Engine, s: number): boolean
}

/** Of a section and all that it needs, what is not paid yet: decoded bytes, and those of textures among them. */
export interface UnpaidBytes {
  bytes: number
  textureBytes: number
}
