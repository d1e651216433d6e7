import { sectionName } from '../blobs/sectionBlob'
import { State, stateNames } from '../components/state'
import type { Engine } from '../engine'
import { boundsOf } from '../live/lanes'
import type { Budgeting } from '../live/budgets'
import { shortOf } from '../memory/ledger'
import { findLive } from '../live/rowTable'
import { budgetOf } from './budgets'
import { countOf, mebibytes, percent } from './words'

const laneNames = ['base', 'detail', 'proxy', 'asset'] as const

/** Wanted, and not even queued: what it requires is not there, or the next tick will see to it. */
export function whyBlocked(engine: Engine, s: number): string {
  const { live, table, rows } = engine
  const row = live.row[s]
  const missing = Array.from(table.requires.subarray(table.requireStart[row], table.requireStart[row + 1]))
    .map((other) => ({ name: sectionName(table, other), at: findLive(rows, other) }))
    .filter(({ at }) => at < 0 || live.state[at] !== State.Loaded)
  if (missing.length === 0) return 'it will be queued in the next tick'
  const first = missing
    .slice(0, 3)
    .map(({ name, at }) => `"${name}" (${at < 0 ? 'not live' : stateNames[live.state[at]]})`)
  const more = missing.length > 3 ? ` and ${missing.length - 3} more` : ''
  return `it requires ${first.join(', ')}${more}`
}

/** Queued, and not started: the lane is full, the budget is, or its turn has not come. */
export function whyNotStarted(engine: Engine, s: number): string {
  const { live, loader, settings, budgets } = engine
  const lane = live.lane[s]
  const bounds = boundsOf(engine, lane)
  if (!live.desired[s]) return 'it is prefetched, after all that is wanted and never in the last free slot'
  if (budgets !== null && !budgets.fits(engine, s)) return sayShort(engine, budgets, s)
  if (loader.busy[lane] >= bounds.concurrent)
    return `${loader.busy[lane]} of ${countOf(bounds.concurrent, 'load')} in lane "${laneNames[lane]}" under way${sayBarrier(engine, s)}`
  if (loader.parsingBytes > 0 && loader.parsingBytes + live.bytes[s] > settings.maxParseBytes)
    return `${mebibytes(loader.parsingBytes)} are being parsed, of ${mebibytes(settings.maxParseBytes)} at a time`
  if (live.failures[s] > 0) return 'it failed before, so all that have not come first'
  const deferred = whyDeferred(engine, s)
  if (deferred !== '') return deferred
  return `at most ${countOf(bounds.loadsPerTick, 'load')} a tick start in lane "${laneNames[lane]}"`
}

/** T-9: put off, but not forbidden; '' where it is not. */
export function whyDeferred(engine: Engine, s: number): string {
  const { live, tiles, settings } = engine
  const covered = tiles === null ? 0 : tiles.coveredShareOf(engine, live.row[s], live.bestFocus[s], false)
  return covered < settings.coveredShare ? '' : `deferred: ${percent(covered)} of its region is covered by closer tiles`
}

/** The first budget that has no room for it yet. */
function sayShort(engine: Engine, budgets: Budgeting, s: number): string {
  const { ledger } = engine
  const { bytes, textureBytes } = budgets.measureUnpaid(engine, s)
  const { name, limitBytes, paidBytes } = budgetOf(
    ledger,
    shortOf(ledger, ledger.paidBytes + bytes, ledger.paidTextureBytes + textureBytes),
  )
  const which = name === 'budget' ? '' : ` of the ${name}`
  return `its ${mebibytes(bytes)} do not fit yet, as ${mebibytes(paidBytes)} of ${mebibytes(limitBytes)}${which} are taken`
}

/** Another focus has most of the loader. */
function sayBarrier({ live, focuses, barriers }: Engine, s: number): string {
  const focus = live.bestFocus[s]
  return barriers.length > 0 && focus >= 0 && focuses.barriers[focus] === 0
    ? ', most of them for the readiness barrier of another focus'
    : ''
}
