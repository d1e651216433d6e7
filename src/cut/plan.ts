import type { Engine } from '../engine'
import { showsBelow } from './picture'
import { Planned, planWithinBudget } from './planWithinBudget'

/**
 * CUT.md B: admits as much of the cut as the budget carries and writes `admitted`, `refined`, `active`, `refused`, `dropped`.
 * Where all fits (the usual case) nothing is sorted.
 */
export function makePlan(engine: Engine): void {
  const { live, ledger, cut, telemetry } = engine
  cut.overBudget = ledger.budgetBytes < Infinity && cut.wantedBytes + sharedBytes(engine) > ledger.budgetBytes
  if (cut.overBudget) planWithinBudget(engine, keepsFiner)
  else planEverything(engine)
  telemetry.refused = 0
  for (let i = 0; i < live.count; i++) adoptPlan(engine, live.order[i])
}

function planEverything(engine: Engine): void {
  const { live } = engine
  const { order, count, planned } = live
  for (let i = 0; i < count; i++) {
    const s = order[i]
    const parent = live.parent[s]
    const active = parent < 0 ? live.inRange[s] === 1 : (planned[parent] & activeAndRefined) === activeAndRefined
    planned[s] = parent < 0 && active ? Planned.Admitted : 0
    if (!active) continue
    planned[s] |= Planned.Active
    if (live.cutRefined[s] || (live.firstChild[s] >= 0 && (live.structural[s] || keepsFiner(engine, s))))
      planned[s] |= Planned.Refined
  }
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
  if (live.admitted[s] !== admitted || live.refined[s] !== refined || dropped) live.dirty[live.root[s]] = 1
  live.admitted[s] = admitted
  live.refined[s] = refined
  live.dropped[s] = dropped
  live.active[s] = parent < 0 ? admitted : live.active[parent] & live.refined[parent]
  live.refused[s] = planned & Planned.Refused ? 1 : 0
  engine.telemetry.refused += live.refused[s]
}

/** Upper bound of what shared assets add; exact sums are made only where that might not fit. */
function sharedBytes(engine: Engine): number {
  const { order, count, holders, bytes } = engine.live
  let sum = 0
  for (let i = 0; i < count; i++) if (holders[order[i]] > 0) sum += bytes[order[i]]
  return sum
}

/** A failing section whose finer ones show stays refined, whatever distance says: coarsening it would leave nothing. */
function keepsFiner(engine: Engine, s: number): boolean {
  const { live } = engine
  return live.failing[s] === 1 && !live.structural[s] && live.inRange[live.root[s]] === 1 && showsBelow(live, s)
}
