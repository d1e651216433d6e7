import { SectionFlag } from '../blobs/sectionBlob'
import { Refusal } from '../components/liveSection'
import type { Engine } from '../engine'
import { spawnChildren } from '../live/membership'
import { findLive } from '../live/rowTable'
import type { ShortOf } from '../memory/ledger'
import type { BudgetedEngine } from './budgetedEngine'
import { fitsBeside } from './plan'
import { chargeChildren, chargeClosure, tryCharge } from './planWithinBudget'
import { addStep, sortSteps, StepClass } from './steps'

/**
 * Sharper textures (T-17): a shared texture may have one that refines it, placeless like itself. It is wanted while a picture that uses the texture is within
 * the texture's refine distance, and planned after everything else, nearest first: over budget textures are shed before any mesh. It shows in no bit, as it is nobody's
 * place: where it is not there, the blurred one does. Writes `cutRefined`, `refined` and `refused` of the textures. A world without any pays one comparison.
 */
export function planUpgrades(engine: BudgetedEngine): void {
  const { cut, telemetry } = engine
  telemetry.upgradesRefused = 0
  if (cut.upgradable === 0) return
  measureUse(engine)
  const bytes = wantUpgrades(engine)
  if (fitsBeside(engine, cut.wantedBytes + bytes, cut.wantedTextureBytes + bytes)) admitAll(engine)
  else planWhatIsLeft(engine)
}

/** Squared distance of the nearest picture that uses a shared section, itself or by what it requires: requirers come after what they require in `order`. */
function measureUse(engine: Engine): void {
  const { live, table, rows } = engine
  for (let i = 0; i < live.count; i++)
    if (isPlaceless(engine, live.order[i])) live.detailSquared[live.order[i]] = Infinity
  for (let i = live.count - 1; i >= 0; i--) {
    const s = live.order[i]
    if (!live.requiring[s]) continue
    const row = live.row[s]
    for (let k = table.requireStart[row]; k < table.requireStart[row + 1]; k++) {
      const required = findLive(rows, table.requires[k])
      if (!uses(engine, s, required) || live.detailSquared[s] >= live.detailSquared[required]) continue
      live.detailSquared[required] = live.detailSquared[s]
      live.bestFocus[required] = live.bestFocus[s]
    }
  }
}

function isPlaceless({ live, table }: Engine, s: number): boolean {
  return (table.flags[live.row[s]] & SectionFlag.Placeless) !== 0
}

/** Targets do; what is shown for a while longer keeps what is sharp already. */
function uses(engine: Engine, s: number, texture: number): boolean {
  const { live } = engine
  if (isPlaceless(engine, s)) return true
  return (live.active[s] === 1 && !live.refined[s]) || (live.shown[s] === 1 && live.refined[texture] === 1)
}

/** @returns bytes of all that is wanted. */
function wantUpgrades(engine: Engine): number {
  const { live } = engine
  let bytes = 0
  for (let i = 0; i < live.count; i++) {
    const s = live.order[i]
    if (live.upgradeInSquared[s] < 0) continue
    const wants = live.detailSquared[s] <= (live.cutRefined[s] ? live.upgradeOutSquared[s] : live.upgradeInSquared[s])
    live.cutRefined[s] = wants && spawnChildren(engine, s) ? 1 : 0
    if (live.cutRefined[s]) bytes += live.bytes[live.firstChild[s]]
  }
  return bytes
}

function admitAll({ live }: Engine): void {
  for (let i = 0; i < live.count; i++) {
    const s = live.order[i]
    if (live.upgradeInSquared[s] < 0) continue
    live.refined[s] = live.cutRefined[s]
    live.refused[s] = Refusal.None
  }
}

/** As many as the plan of all else has left room for. */
function planWhatIsLeft(engine: BudgetedEngine): void {
  const { live, budgets, cut } = engine
  const { steps, settings } = budgets
  if (!cut.overBudget) chargePlan(engine)
  steps.count = 0
  for (let i = 0; i < live.count; i++) {
    const s = live.order[i]
    if (live.upgradeInSquared[s] < 0) continue
    const key = Math.sqrt(live.detailSquared[s]) * (live.refined[s] ? settings.heldBonus : 1)
    live.refined[s] = live.refused[s] = 0
    if (live.cutRefined[s] && live.stamp[s] === cut.stamp) addStep(steps, s, StepClass.Refine, key, live.rank[s])
  }
  sortSteps(steps)
  for (let k = 0; k < steps.count; k++) takeUpgrade(engine, steps.step[k])
}

/** Where everything else fits, its closure, which nobody has counted exactly. */
function chargePlan(engine: BudgetedEngine): void {
  const { live, budgets, cut } = engine
  const { steps } = budgets
  steps.chargedCount = steps.chargedBytes = steps.chargedTextureBytes = 0
  cut.stamp++
  for (let i = 0; i < live.count; i++) {
    const s = live.order[i]
    if (live.active[s] || live.pins[s] > 0) chargeClosure(engine, s)
  }
}

const refusals: Readonly<Record<ShortOf, number>> = {
  '': Refusal.None,
  memory: Refusal.Memory,
  geometry: Refusal.Geometry,
  texture: Refusal.Texture,
}

function takeUpgrade(engine: BudgetedEngine, s: number): void {
  const { live, telemetry } = engine
  const short = tryCharge(engine, s, chargeChildren)
  live.refused[s] = refusals[short]
  if (short === '') live.refined[s] = 1
  else telemetry.upgradesRefused++
}
