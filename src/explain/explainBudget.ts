import { sectionName } from '../blobs/sectionBlob'
import { Refusal } from '../components/liveSection'
import type { Engine, TerraneWorld } from '../engine'
import { isUnlimited, Pressure, pressureNames, type Ledger } from '../memory/ledger'
import { sayRefusal } from './budgets'
import { countOf, mebibytes, metres } from './words'

/** Share of the budget from which on one thing alone is named as the cause. */
const notable = 0.25

/**
 * Whether the memory budget carries what is wanted, in a sentence: "over budget because of …", what is refused, and what is held. Allocates: for people and
 * tools.
 */
export function explainBudget({ terrane }: TerraneWorld): string {
  const { ledger, cut, telemetry } = terrane
  const { residentBytes, peakBytes } = ledger
  const held = `${mebibytes(residentBytes)} are resident, ${mebibytes(peakBytes)} at the peak${sayMemoryPressure(terrane)}`
  if (isUnlimited(ledger)) return `No budget is set: ${held}.`
  const wanted = cut.wantedBytes + cut.sharedBytes + cut.pinnedBytes
  const sum = `${mebibytes(wanted)} are wanted and ${sayBudgets(ledger)}`
  const shed = telemetry.upgradesRefused > 0 ? `; ${countOf(telemetry.upgradesRefused, 'sharper texture')} refused` : ''
  if (!cut.overBudget && telemetry.refused === 0) return `Within budget: ${sum}${shed}; ${held}${sayPressure(terrane)}.`
  return `Over budget because of ${sayCause(terrane)}: ${sum}; ${sayRefused(terrane)}${shed}; ${held}.`
}

/** The budget for all and those of the classes, where they are set. */
function sayBudgets({ budgetBytes, geometryBudgetBytes, textureBudgetBytes }: Ledger): string {
  const classes = [
    geometryBudgetBytes < Infinity ? `${mebibytes(geometryBudgetBytes)} for geometry` : '',
    textureBudgetBytes < Infinity ? `${mebibytes(textureBudgetBytes)} for textures` : '',
  ].filter(Boolean)
  const shares = classes.length > 0 ? ` (${classes.join(', ')})` : ''
  return `${budgetBytes < Infinity ? mebibytes(budgetBytes) : 'any number'} are the budget${shares}`
}

/** Memory pressure that is in force, and what the plan may keep meanwhile. */
function sayMemoryPressure({ ledger: { pressure }, budgets, clock, settings }: Engine): string {
  if (budgets === null || pressure === Pressure.None) return ''
  const { pressureLimitBytes, pressureUntil } = budgets
  const kept = pressureLimitBytes < Infinity ? ` and the plan keeps ${mebibytes(pressureLimitBytes)}` : ''
  const seconds = Math.max(0, Math.ceil((pressureUntil - clock.tick) / settings.tickHz))
  return `; memory pressure is ${pressureNames[pressure]}${kept} for ${countOf(seconds, 'more second')}`
}

/** The plan fits, but what it no longer wants has not left yet. */
function sayPressure({ loader }: Engine): string {
  return loader.pressure ? ', and loads wait until what is no longer wanted has left' : ''
}

/** Pins, shared assets, one large section, or simply all that is within reach: the first that is notable, else the reach. */
function sayCause(engine: Engine): string {
  const { ledger, cut, telemetry, table, live } = engine
  const least = notable * ledger.budgetBytes
  if (cut.pinnedBytes >= Math.max(least, cut.sharedBytes))
    return `pins: ${countOf(telemetry.pinned, 'pinned section')} with up to ${mebibytes(cut.pinnedBytes)}`
  if (cut.sharedBytes >= least) return `shared assets: up to ${mebibytes(cut.sharedBytes)} of them are required`
  const reached = wantedSections(engine)
  const largest = reached.reduce((best, s) => (live.bytes[s] > live.bytes[best] ? s : best), reached[0])
  if (largest !== undefined && live.bytes[largest] >= least)
    return `"${sectionName(table, live.row[largest])}" with ${mebibytes(live.bytes[largest])}`
  const mean = reached.reduce((sum, s) => sum + live.bytes[s], 0) / Math.max(1, reached.length)
  return `the reach: ${countOf(reached.length, 'section')} of ${mebibytes(mean)} on average${sayKind(engine, reached)}`
}

/** What the cut wants, whatever the plan made of it. */
function wantedSections({ live }: Engine): number[] {
  return [...live.order.subarray(0, live.count)].filter((s) =>
    live.parent[s] < 0 && live.simple[s] ? live.inRange[s] === 1 : live.reached[s] === 1,
  )
}

/** The kind that takes more than half. */
function sayKind({ live, table }: Engine, sections: readonly number[]): string {
  const byKind = new Map<number, number>()
  let all = 0
  for (const s of sections) {
    const kind = table.kind[live.row[s]]
    byKind.set(kind, (byKind.get(kind) ?? 0) + live.bytes[s])
    all += live.bytes[s]
  }
  const [kind, bytes] = [...byKind].reduce((best, other) => (other[1] > best[1] ? other : best), [-1, 0])
  return byKind.size > 1 && bytes > all / 2
    ? `, ${Math.round((100 * bytes) / all)} % of it "${table.info.kinds[kind]}"`
    : ''
}

function sayRefused({ live, table, telemetry, ledger }: Engine): string {
  const refused = [...live.order.subarray(0, live.count)].filter((s) => live.refused[s] !== 0)
  if (refused.length === 0) return 'nothing is refused'
  const nearest = refused.reduce((best, s) => (live.rangeSquared[s] < live.rangeSquared[best] ? s : best))
  const away = live.rangeSquared[nearest] < Infinity ? `, ${metres(Math.sqrt(live.rangeSquared[nearest]))} away` : ''
  const by = live.refused[nearest] === Refusal.Memory ? '' : ` by ${sayRefusal(ledger, live.refused[nearest])}`
  return `${countOf(telemetry.refused, 'step')} refused, the nearest at "${sectionName(table, live.row[nearest])}"${away}${by}`
}
