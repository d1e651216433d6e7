import { isOccupied, type State } from '../components/state'
import { Planned } from '../cut/planned'
import { clearGates, keepsFiner, passesGate } from '../cut/rules'
import type { Engine } from '../engine'
import { findLive } from '../live/rowTable'
import { shortOf, type ShortOf } from '../memory/ledger'
import type { BudgetedEngine } from './budgetedEngine'
import { isProtectedRefinement, isProtectedRoot, neverReplanned, rootKey, weighRefinement } from './protection'
import { addStep, sortSteps, StepClass } from './steps'

const refusals: Readonly<Record<ShortOf, number>> = {
  '': 0,
  memory: Planned.Refused,
  geometry: Planned.Refused | Planned.NoGeometry,
  texture: Planned.Refused | Planned.NoTexture,
}

/**
 * The plan under budgets that do not carry everything: pins first (resident ones whatever they cost: they protect from eviction; others
 * as far as they fit), then steps class by class as `StepClass` has them, places by distance, refinements by weighted distance and size. A step fits if
 * bytes(closure(all admitted)) stay within the budgets; a refused one is skipped with its subtree. Read backwards it is the order in which things are given up.
 */
export function planWithinBudget(engine: BudgetedEngine): void {
  const { live, budgets, cut } = engine
  const { steps } = budgets
  steps.count = steps.chargedCount = steps.chargedBytes = steps.chargedTextureBytes = 0
  budgets.replanAt = neverReplanned
  cut.stamp++
  clearGates(engine)
  for (let i = 0; i < live.count; i++) {
    const s = live.order[i]
    live.planned[s] &= Planned.Protected
    if (live.pins[s] > 0 && isOccupied(live.state[s] as State)) chargeClosure(engine, s)
  }
  for (let i = 0; i < live.count; i++) {
    const s = live.order[i]
    if (live.pins[s] > 0 && tryCharge(engine, s, chargeClosure)) live.planned[s] |= Planned.PinRefused
  }
  for (let i = 0; i < live.count; i++) listSteps(engine, live.order[i])
  sortSteps(steps)
  for (let k = 0; k < steps.count; k++) takeStep(engine, steps.step[k] >> 1, (steps.step[k] & 1) === 1)
  spareHeld(engine)
}

/** A section's steps never sort before those they depend on: its parent's refinement, its own admission. */
function listSteps(engine: BudgetedEngine, s: number): void {
  const { live, budgets } = engine
  const { steps, settings } = budgets
  const parent = live.parent[s]
  const tie = live.depth[s] * 0x1_0000_0000 + live.rank[s]
  if (parent < 0) listRoot(engine, s, tie)
  live.stepKey[s] = Math.max(
    parent < 0 ? 0 : live.stepKey[parent],
    weighRefinement(engine, s) * (live.refined[s] ? settings.heldBonus : 1),
  )
  if (isProtectedFiner(engine, s)) live.planned[s] |= Planned.ProtectedFiner
  if (live.structural[s] || live.firstChild[s] < 0 || live.upgradeInSquared[s] >= 0) return
  const keep = keepsFiner(engine, s)
  if (!keep && !(live.cutRefined[s] && passesGate(engine, s, live.refined[s], true))) return
  if (keep) live.planned[s] |= Planned.Keep
  const last = live.planned[s] & Planned.ProtectedFiner ? StepClass.ProtectedRefine : StepClass.Refine
  if (keep && keptAbove(engine, s))
    addStep(steps, 2 * s + 1, rootClass(engine, s), Math.max(live.stepKey[s], rootKey(engine, live.root[s])), tie + 0.5)
  else addStep(steps, 2 * s + 1, last, live.stepKey[s], tie + 0.5)
}

function listRoot(engine: BudgetedEngine, s: number, tie: number): void {
  const { live } = engine
  const was = (live.planned[s] & Planned.Protected) !== 0
  live.planned[s] &= ~Planned.Protected
  if (isProtectedRoot(engine, s, was)) live.planned[s] |= Planned.Protected
  if (live.inRange[s] && passesGate(engine, s, live.admitted[s], false))
    addStep(engine.budgets.steps, 2 * s, rootClass(engine, s), rootKey(engine, s), tie)
}

function rootClass({ live }: Engine, s: number): StepClass {
  return live.planned[live.root[s]] & Planned.Protected ? StepClass.ProtectedRoot : StepClass.Root
}

/** No refinement is protected below one that is not; a structural section passes on what its parent has. */
function isProtectedFiner(engine: BudgetedEngine, s: number): boolean {
  const { live } = engine
  const parent = live.parent[s]
  const above = parent < 0 ? live.planned[s] & Planned.Protected : live.planned[parent] & Planned.ProtectedFiner
  return above !== 0 && (live.structural[s] === 1 || isProtectedRefinement(engine, s))
}

/** A keep comes with the roots unless its own place hangs on an ordinary refinement, which comes first then. */
function keptAbove(engine: BudgetedEngine, s: number): boolean {
  const { live } = engine
  for (let up = live.parent[s]; up >= 0; up = live.parent[up])
    if (!live.structural[up] && !(live.planned[up] & Planned.Keep)) return false
  return true
}

function takeStep(engine: BudgetedEngine, s: number, refine: boolean): void {
  const { live } = engine
  if (!refine) {
    const short = tryCharge(engine, s, chargeWhole)
    live.planned[s] |= short ? refusals[short] : Planned.Admitted
    if (!short) activate(engine, s)
    return
  }
  if (!(live.planned[s] & Planned.Active)) return
  const short = tryCharge(engine, s, chargeChildren)
  if (!short) finer(engine, s)
  else live.planned[s] |= live.planned[s] & Planned.Keep ? Planned.Dropped : refusals[short]
}

function finer(engine: BudgetedEngine, s: number): void {
  engine.live.planned[s] |= Planned.Refined
  activateChildren(engine, s)
}

/**
 * T-17: at most `giveUpAtOnce` held refinements go in one plan, those that sort last. The others stay for now, although they are not paid for: nothing new starts
 * beside them (CUT.md D), and the next tick plans again.
 */
function spareHeld(engine: BudgetedEngine): void {
  const { budgets, clock } = engine
  const { steps, settings } = budgets
  let given = 0
  let end = steps.count
  while (end > 0 && given < settings.giveUpAtOnce) if (isGivenUp(engine, --end)) given++
  for (let k = 0; k < end; k++) {
    const s = steps.step[k] >> 1
    if (!isGivenUp(engine, k) || !(engine.live.planned[s] & Planned.Active)) continue
    engine.live.planned[s] &= ~(Planned.Refused | Planned.NoGeometry | Planned.NoTexture)
    chargeChildren(engine, s)
    finer(engine, s)
    budgets.replanAt = clock.tick + 1
  }
}

/** Was the refinement of step `k` in the last plan, and is it no longer, though its tree is? */
function isGivenUp({ live, budgets: { steps } }: BudgetedEngine, k: number): boolean {
  const s = steps.step[k] >> 1
  if ((steps.step[k] & 1) === 0 || !live.refined[s] || !live.active[s]) return false
  return (
    (live.planned[s] & (Planned.Refined | Planned.Dropped)) === 0 &&
    (live.planned[live.root[s]] & Planned.Admitted) !== 0
  )
}

/** Charges what a step brings; takes it all back where it does not fit. @returns what there is too little of for it, '' for nothing. */
export function tryCharge(
  engine: BudgetedEngine,
  s: number,
  chargeStep: (engine: BudgetedEngine, s: number) => void,
): ShortOf {
  const { budgets, ledger, live } = engine
  const { steps } = budgets
  const { chargedCount: count, chargedBytes: bytes, chargedTextureBytes: textureBytes } = steps
  chargeStep(engine, s)
  const short = steps.chargedBytes === bytes ? '' : shortOf(ledger, steps.chargedBytes, steps.chargedTextureBytes)
  if (short === '') return short
  while (steps.chargedCount > count) live.stamp[steps.charged[--steps.chargedCount]] = 0
  steps.chargedBytes = bytes
  steps.chargedTextureBytes = textureBytes
  return short
}

/** closure(s): itself, its ancestors, and what all these require; each once a plan. */
export function chargeClosure(engine: BudgetedEngine, s: number): void {
  const { live, budgets, cut, table, rows } = engine
  const { steps } = budgets
  if (live.stamp[s] === cut.stamp) return
  live.stamp[s] = cut.stamp
  steps.charged[steps.chargedCount++] = s
  steps.chargedBytes += live.bytes[s]
  steps.chargedTextureBytes += live.textureBytes[s]
  if (live.parent[s] >= 0) chargeClosure(engine, live.parent[s])
  if (!live.requiring[s]) return
  const row = live.row[s]
  for (let i = table.requireStart[row]; i < table.requireStart[row + 1]; i++)
    chargeClosure(engine, findLive(rows, table.requires[i]))
}

/** A section as a picture of its place: a structural one brings its children, being nothing by itself. */
function chargeWhole(engine: BudgetedEngine, s: number): void {
  chargeClosure(engine, s)
  if (engine.live.structural[s]) chargeChildren(engine, s)
}

export function chargeChildren(engine: BudgetedEngine, s: number): void {
  const { live } = engine
  for (let child = live.firstChild[s]; child >= 0; child = live.nextSibling[child]) chargeWhole(engine, child)
}

function activate(engine: BudgetedEngine, s: number): void {
  const { live } = engine
  live.planned[s] |= Planned.Active
  if (live.structural[s]) finer(engine, s)
}

function activateChildren(engine: BudgetedEngine, s: number): void {
  const { live } = engine
  for (let child = live.firstChild[s]; child >= 0; child = live.nextSibling[child]) activate(engine, child)
}
