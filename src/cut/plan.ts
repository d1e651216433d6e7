import type { Engine } from '../engine'
import { markDirty } from '../live/pending'
import { clearGates, keepsFiner, passesGate } from './rules'
import { Planned, planWithinBudget } from './planWithinBudget'

/**
 * CUT.md B: admits as much of the cut as the budget carries and writes `admitted`, `refined`, `active`, `refused`, `dropped`.
 * Where all fits (the usual case) nothing is sorted.
 */
export function makePlan(engine: Engine): void {
  const { live, cut, telemetry, ledger } = engine
  cut.overBudget =
    !fitsBudget(engine) || cut.sharedBytes + cut.pinnedBytes + planEverything(engine) > ledger.budgetBytes
  if (cut.overBudget) planWithinBudget(engine)
  telemetry.refused = 0
  for (let i = 0; i < live.count; i++) adoptPlan(engine, live.order[i])
}

/** @returns the bytes of all that is then in the picture or above it: more than the cut wants where a failing section keeps its finer ones. */
function planEverything(engine: Engine): number {
  const { live } = engine
  const { order, count, planned } = live
  let bytes = 0
  clearGates(engine)
  for (let i = 0; i < count; i++) {
    const s = order[i]
    const parent = live.parent[s]
    const active =
      parent < 0
        ? live.inRange[s] === 1 && passesGate(engine, s, live.admitted[s], false)
        : (planned[parent] & activeAndRefined) === activeAndRefined
    planned[s] = parent < 0 && active ? Planned.Admitted : 0
    if (!active) continue
    planned[s] |= Planned.Active
    bytes += live.bytes[s]
    if (
      (live.cutRefined[s] && passesGate(engine, s, live.refined[s], true)) ||
      (live.firstChild[s] >= 0 && (live.structural[s] || keepsFiner(engine, s)))
    )
      planned[s] |= Planned.Refined
  }
  return bytes
}

const activeAndRefined = Planned.Active | Planned.Refined

/** Takes over what was planned for one section, parents first; marks the tree where that changes the picture. */
function adoptPlan(engine: Engine, s: number): void {
  const { live } = engine
  const planned = live.planned[s]
  const admitted = planned & Planned.Admitted ? 1 : 0
  const refined = planned & Planned.Refined ? 1 : 0
  const dropped = planned & Planned.Dropped ? 1 : 0
  const parent = live.parent[s]
  if (live.admitted[s] !== admitted || live.refined[s] !== refined || dropped) markDirty(engine, s)
  live.admitted[s] = admitted
  live.refined[s] = refined
  live.dropped[s] = dropped
  live.active[s] = parent < 0 ? admitted : live.active[parent] & live.refined[parent]
  live.refused[s] = planned & (Planned.Refused | Planned.PinRefused) ? 1 : 0
  engine.telemetry.refused += live.refused[s]
}

/** May a simple section follow from its own columns alone? Not while the budget does not carry everything. */
export function fitsBudget(engine: Engine): boolean {
  const { ledger, cut } = engine
  return ledger.budgetBytes === Infinity || cut.wantedBytes + cut.sharedBytes + cut.pinnedBytes <= ledger.budgetBytes
}

/** The plan of one simple section where everything fits. */
export function planSimple(engine: Engine, s: number): void {
  const { live } = engine
  live.admitted[s] = live.active[s] = live.reached[s] = live.inRange[s]
}
