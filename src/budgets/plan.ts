import { Refusal } from '../components/liveSection'
import { adoptPlan, planEverything } from '../cut/plan'
import { Planned } from '../cut/planned'
import type { Engine } from '../engine'
import { markDirty } from '../live/pending'
import { isUnlimited, shortOf } from '../memory/ledger'
import type { BudgetedEngine } from './budgetedEngine'
import { planWithinBudget } from './planWithinBudget'
import { neverReplanned } from './protection'
import { planUpgrades } from './upgrades'

/**
 * CUT.md B: admits as much of the cut as the budget carries and writes `admitted`, `refined`, `active`, `refused`, `dropped`.
 * Where all fits (the usual case) nothing is sorted.
 */
export function planBudgeted(engine: BudgetedEngine): void {
  const { live, cut, telemetry, budgets } = engine
  budgets.replanAt = neverReplanned
  cut.overBudget = !fitsBudget(engine) || !everythingFits(engine)
  if (cut.overBudget) planWithinBudget(engine)
  telemetry.refused = 0
  for (let i = 0; i < live.count; i++) {
    const s = live.order[i]
    if (live.upgradeInSquared[s] >= 0) continue
    adoptPlan(engine, s)
    noteRefusal(engine, s)
  }
  planUpgrades(engine)
}

function everythingFits(engine: Engine): boolean {
  const { live } = engine
  let [bytes, textureBytes] = [0, 0]
  planEverything(engine)
  for (let i = 0; i < live.count; i++) {
    const s = live.order[i]
    if (!(live.planned[s] & Planned.Active)) continue
    bytes += live.bytes[s]
    textureBytes += live.textureBytes[s]
  }
  return fitsBeside(engine, bytes, textureBytes)
}

const anyRefusal = Planned.Refused | Planned.PinRefused

function noteRefusal(engine: Engine, s: number): void {
  const { live } = engine
  const planned = live.planned[s]
  live.dropped[s] = planned & Planned.Dropped ? 1 : 0
  if (live.dropped[s]) markDirty(engine, s)
  live.refused[s] = planned & anyRefusal ? refusalOf(planned) : Refusal.None
  if (live.refused[s]) engine.telemetry.refused++
}

function refusalOf(planned: number): number {
  if (planned & Planned.NoTexture) return Refusal.Texture
  return planned & Planned.NoGeometry ? Refusal.Geometry : Refusal.Memory
}

/** Not while the budget does not carry everything, and not where textures may become sharper. */
export function isAmple(engine: Engine): boolean {
  return !engine.cut.overBudget && engine.cut.upgradable === 0 && fitsBudget(engine)
}

function fitsBudget(engine: Engine): boolean {
  return isUnlimited(engine.ledger) || fitsBeside(engine, engine.cut.wantedBytes, engine.cut.wantedTextureBytes)
}

/** Beside all that is shared or pinned, counted in full. */
export function fitsBeside({ ledger, cut }: Engine, bytes: number, textureBytes: number): boolean {
  const all = bytes + cut.sharedBytes + cut.pinnedBytes
  return shortOf(ledger, all, textureBytes + cut.sharedTextureBytes + cut.pinnedTextureBytes) === ''
}
