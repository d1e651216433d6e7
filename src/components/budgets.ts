/** The numbers of `budgets()` that are no bytes: what gives way first, and for how long. */
export interface BudgetSettings {
  /** A step held last tick competes at this share of its distance (0.87). */
  readonly heldBonus: number
  /**
   * What the plan gives up last, over budget (T-17): what is within so many metres of a focus (30), and a full tile for so many seconds after it was loaded (8).
   * (What is inside its own enter radius is protected as well.) It orders the plan; no budget is broken for it.
   */
  readonly protectedMetres: number
  readonly protectedSeconds: number
  /** Refinements are given up by `distance weight × metres + size weight × MiB` (1 and 8), the largest sum first, and so many at most in one tick (T-17: 8). */
  readonly giveUpDistanceWeight: number
  readonly giveUpSizeWeight: number
  readonly giveUpAtOnce: number
  /**
   * Memory pressure, moderate and critical: the share of what is resident that the plan keeps (0.75 and 0.5), for how many seconds (10 and 30); then it returns in four
   * steps (8 s in all).
   */
  readonly pressureShares: readonly [moderate: number, critical: number]
  readonly pressureSeconds: readonly [moderate: number, critical: number]
  readonly pressureRecoverySeconds: number
}
