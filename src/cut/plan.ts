import type { Engine } from '../engine'
import { markDirty } from '../live/pending'
import { Planned } from './planned'
import { clearGates, keepsFiner, passesGate } from './rules'

/** CUT.md B in a world without budgets: all that the cut wants is admitted. Writes `admitted`, `refined` and `active`. */
export function makePlan(engine: Engine): void {
  const { live } = engine
  planEverything(engine)
  for (let i = 0; i < live.count; i++) adoptPlan(engine, live.order[i])
}

/** Leaves in `planned` what distance and gates want; it is more than the cut where a failing section keeps its finer ones. */
export function planEverything(engine: Engine): void {
  const { live } = engine
  const { order, count, planned } = live
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
    if (
      (live.cutRefined[s] && passesGate(engine, s, live.refined[s], true)) ||
      (live.firstChild[s] >= 0 && (live.structural[s] || keepsFiner(engine, s)))
    )
      planned[s] |= Planned.Refined
  }
}

const activeAndRefined = Planned.Active | Planned.Refined

/** Takes over what was planned for one section, parents first; marks the tree where that changes the picture. Sharper textures have a plan of their own. */
export function adoptPlan(engine: Engine, s: number): void {
  const { live } = engine
  if (live.upgradeInSquared[s] >= 0) return
  const planned = live.planned[s]
  const admitted = planned & Planned.Admitted ? 1 : 0
  const refined = planned & Planned.Refined ? 1 : 0
  const parent = live.parent[s]
  if (live.admitted[s] !== admitted || live.refined[s] !== refined) markDirty(engine, s)
  live.admitted[s] = admitted
  live.refined[s] = refined
  live.active[s] = parent < 0 ? admitted : live.active[parent] & live.refined[parent]
}

/** The plan of one simple section where everything fits. */
export function planSimple(engine: Engine, s: number): void {
  const { live } = engine
  live.admitted[s] = live.active[s] = live.reached[s] = live.inRange[s]
}
