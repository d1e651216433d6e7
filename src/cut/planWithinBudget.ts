import { isOccupied, type State } from '../components/state'
import type { Engine } from '../engine'
import { findLive } from '../live/rowTable'
import { clearGates, keepsFiner, passesGate } from './rules'
import { addStep, sortSteps, StepClass } from './steps'

/** Bits of `LiveSections.planned`, the plan in the making. */
export const Planned = {
  Admitted: 1,
  Refined: 2,
  Active: 4,
  Refused: 8,
  Dropped: 16,
  Keep: 32,
  PinRefused: 64,
} as const

/**
 * The plan under a budget that does not carry everything: pins first (resident ones whatever they cost: they protect from eviction; others
 * as far as they fit), then roots and keeps by distance, then refinements by
 * distance. A step fits if bytes(closure(all admitted)) stay within the budget; a refused one is skipped with its subtree.
 */
export function planWithinBudget(engine: Engine): void {
  const { live, steps, cut } = engine
  steps.count = steps.chargedCount = steps.chargedBytes = 0
  cut.stamp++
  clearGates(engine)
  for (let i = 0; i < live.count; i++) {
    const s = live.order[i]
    live.planned[s] = 0
    if (live.pins[s] > 0 && isOccupied(live.state[s] as State)) chargeClosure(engine, s)
  }
  for (let i = 0; i < live.count; i++) {
    const s = live.order[i]
    if (live.pins[s] > 0 && !tryCharge(engine, s, chargeClosure)) live.planned[s] |= Planned.PinRefused
  }
  for (let i = 0; i < live.count; i++) listSteps(engine, live.order[i])
  sortSteps(steps)
  for (let k = 0; k < steps.count; k++) takeStep(engine, steps.step[k] >> 1, (steps.step[k] & 1) === 1)
}

/** A section's steps never sort before those they depend on: its parent's refinement, its own admission. */
function listSteps(engine: Engine, s: number): void {
  const { live, steps, settings } = engine
  const bonus = settings.heldBonus * settings.heldBonus
  const parent = live.parent[s]
  const tie = live.depth[s] * 0x1_0000_0000 + live.rank[s]
  const before = parent < 0 ? live.rangeSquared[s] * (live.admitted[s] ? bonus : 1) : live.stepKey[parent]
  live.stepKey[s] = Math.max(before, live.detailSquared[s] * (live.refined[s] ? bonus : 1))
  if (parent < 0 && live.inRange[s] && passesGate(engine, s, live.admitted[s], false))
    addStep(steps, 2 * s, StepClass.Root, before, tie)
  if (live.structural[s] || live.firstChild[s] < 0) return
  const keep = keepsFiner(engine, s)
  if (!keep && !(live.cutRefined[s] && passesGate(engine, s, live.refined[s], true))) return
  if (keep) live.planned[s] |= Planned.Keep
  addStep(
    steps,
    2 * s + 1,
    keep && keptAbove(engine, s) ? StepClass.Root : StepClass.Refine,
    live.stepKey[s],
    tie + 0.5,
  )
}

/** A keep comes with the roots unless its own place hangs on an ordinary refinement, which comes first then. */
function keptAbove(engine: Engine, s: number): boolean {
  const { live } = engine
  for (let up = live.parent[s]; up >= 0; up = live.parent[up])
    if (!live.structural[up] && !(live.planned[up] & Planned.Keep)) return false
  return true
}

function takeStep(engine: Engine, s: number, refine: boolean): void {
  const { live } = engine
  if (!refine) {
    if (tryCharge(engine, s, chargeWhole)) {
      live.planned[s] |= Planned.Admitted
      activate(engine, s)
    } else live.planned[s] |= Planned.Refused
    return
  }
  if (!(live.planned[s] & Planned.Active)) return
  if (tryCharge(engine, s, chargeChildren)) {
    live.planned[s] |= Planned.Refined
    activateChildren(engine, s)
  } else live.planned[s] |= live.planned[s] & Planned.Keep ? Planned.Dropped : Planned.Refused
}

/** Charges what a step brings; takes it all back where it does not fit. */
function tryCharge(engine: Engine, s: number, chargeStep: (engine: Engine, s: number) => void): boolean {
  const { steps, ledger, live } = engine
  const count = steps.chargedCount
  const bytes = steps.chargedBytes
  chargeStep(engine, s)
  if (steps.chargedBytes <= ledger.budgetBytes || steps.chargedBytes === bytes) return true
  while (steps.chargedCount > count) live.stamp[steps.charged[--steps.chargedCount]] = 0
  steps.chargedBytes = bytes
  return false
}

/** closure(s): itself, its ancestors, and what all these require; each once a plan. */
function chargeClosure(engine: Engine, s: number): void {
  const { live, steps, cut, table, rows } = engine
  if (live.stamp[s] === cut.stamp) return
  live.stamp[s] = cut.stamp
  steps.charged[steps.chargedCount++] = s
  steps.chargedBytes += live.bytes[s]
  if (live.parent[s] >= 0) chargeClosure(engine, live.parent[s])
  if (!live.requiring[s]) return
  const row = live.row[s]
  for (let i = table.requireStart[row]; i < table.requireStart[row + 1]; i++)
    chargeClosure(engine, findLive(rows, table.requires[i]))
}

/** A section as a picture of its place: a structural one brings its children, being nothing by itself. */
function chargeWhole(engine: Engine, s: number): void {
  chargeClosure(engine, s)
  if (engine.live.structural[s]) chargeChildren(engine, s)
}

function chargeChildren(engine: Engine, s: number): void {
  const { live } = engine
  for (let child = live.firstChild[s]; child >= 0; child = live.nextSibling[child]) chargeWhole(engine, child)
}

function activate(engine: Engine, s: number): void {
  const { live } = engine
  live.planned[s] |= Planned.Active
  if (!live.structural[s]) return
  live.planned[s] |= Planned.Refined
  activateChildren(engine, s)
}

function activateChildren(engine: Engine, s: number): void {
  const { live } = engine
  for (let child = live.firstChild[s]; child >= 0; child = live.nextSibling[child]) activate(engine, child)
}
