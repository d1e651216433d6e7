import { Refusal } from '../components/liveSection'
import type { Engine } from '../engine'
import { markDirty } from '../live/pending'
import { isUnlimited, shortOf } from '../memory/ledger'
import { clearGates, keepsFiner, passesGate } from './rules'
import { Planned, planWithinBudget } from './planWithinBudget'
import { neverReplanned } from './protection'

/**
 * CUT.md B: admits as much of the cut as the budget carries and writes `admitted`, `refined`, `active`, `refused`, `dropped`.
 * Where all fits (the usual case) nothing is sorted.
 */
export function makePlan(engine: Engine): void {
  const { live, cut, telemetry } = engine
  cut.replanAt = neverReplanned
  cut.overBudget = !fitsBudget(engine) || !planEverything(engine)
  if (cut.overBudget) planWithinBudget(engine)
  telemetry.refused = 0
  for (let i = 0; i < live.count; i++) adoptPlan(engine, live.order[i])
}

/** @returns whether that fits: it is more than the cut wants where a failing section keeps its finer ones. */
function planEverything(engine: Engine): boolean {
  const { live } = engine
  const { order, count, planned } = live
  let bytes = 0
  let textureBytes = 0
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
    textureBytes += live.textureBytes[s]
    if (
      (live.cutRefined[s] && passesGate(engine, s, live.refined[s], true)) ||
      (live.firstChild[s] >= 0 && (live.structural[s] || keepsFiner(engine, s)))
    )
      planned[s] |= Planned.Refined
  }
  return fitsBeside(engine, bytes, textureBytes)
}

const activeAndRefined = Planned.Active | Planned.Refined
const anyRefusal = Planned.Refused | Planned.PinRefused

function refusalOf(planned: number): number {
  if (planned & Planned.NoTexture) return Refusal.Texture
  return planned & Planned.NoGeometry ? Refusal.Geometry : Refusal.Memory
}

/** Takes over what was planned for one section, parents first; marks the tree where that changes the picture. */
function adoptPlan(engine: Engine, s: number): void {
  const { live } = engine
  if (live.upgradeInSquared[s] >= 0) return
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
  live.refused[s] = planned & anyRefusal ? refusalOf(planned) : Refusal.None
  if (live.refused[s]) engine.telemetry.refused++
}

/** May a simple section follow from its own columns alone? Not while the budget does not carry everything. */
export function fitsBudget(engine: Engine): boolean {
  return isUnlimited(engine.ledger) || fitsBeside(engine, engine.cut.wantedBytes, engine.cut.wantedTextureBytes)
}

/** Beside all that is shared or pinned, counted in full. */
export function fitsBeside({ ledger, cut }: Engine, bytes: number, textureBytes: number): boolean {
  const all = bytes + cut.sharedBytes + cut.pinnedBytes
  return shortOf(ledger, all, textureBytes + cut.sharedTextureBytes + cut.pinnedTextureBytes) === ''
}

/** The plan of one simple section where everything fits. */
export function planSimple(engine: Engine, s: number): void {
  const { live } = engine
  live.admitted[s] = live.active[s] = live.reached[s] = live.inRange[s]
}
