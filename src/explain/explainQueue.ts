import { sectionName } from '../blobs/sectionBlob'
import { Reason, reasonNames } from '../components/liveSection'
import { scoreNeeds } from '../cut/needs'
import type { Engine, TerraneWorld } from '../engine'
import { shownReason } from '../live/demand'
import { listLoads, listUnloads } from '../live/queues'
import { countOf, metres, ordinal } from './words'
import { whyDeferred, whyNotStarted } from './whyWaiting'
import { whyUnwanted } from './whyUnwanted'

/**
 * What is in a queue, and why in this order: a sentence for each section, first first, with what puts it behind the one before. An empty list for an empty queue.
 * Allocates: for people and tools.
 */
export function explainQueue({ terrane }: TerraneWorld, queue: 'loads' | 'unloads'): string[] {
  if (queue === 'unloads') return sayUnloads(terrane)
  // While no load can start nobody makes scores.
  if (terrane.cut.scoredTick !== terrane.clock.tick) scoreNeeds(terrane)
  const waiting = listLoads(terrane)
  return waiting.map((s, i) => {
    const why = i === 0 ? whyNotStarted(terrane, s) : whyBehind(terrane, waiting[i - 1], s)
    return `${ordinal(i + 1)} "${nameOf(terrane, s)}", ${sayReason(terrane, s)}: ${why}.`
  })
}

function sayReason(engine: Engine, s: number): string {
  const { live } = engine
  const reason = shownReason(engine, s)
  const away = reason === Reason.Target && live.rangeSquared[s] < Infinity
  return `${reasonNames[reason]}${away ? ` at ${metres(Math.sqrt(live.rangeSquared[s]))}` : ''}`
}

/** The first rule of the order that tells two apart; see `loadsBefore`. */
function whyBehind(engine: Engine, before: number, s: number): string {
  const { live } = engine
  const failures = live.failures[s]
  if (live.desired[before] && !live.desired[s]) return 'it is prefetched, after all that is wanted'
  if (failures > 0 && live.failures[before] === 0)
    return `it failed ${countOf(failures, 'time')}, so all that have not come first`
  if (live.bestFocus[before] !== live.bestFocus[s]) return sayTurn(live.bestFocus[before])
  const [scoreBefore, score] = [live.score[before], live.score[s]]
  if (score !== scoreBefore)
    return `its score is ${round(score)} after ${round(scoreBefore)}${sayDifference(engine, before, s)}`
  if (live.nudge[before] !== live.nudge[s]) return `as urgent, and after what is required, or stands in, for the same`
  return 'as urgent, and later by GUID'
}

/** Pins belong to no focus. */
function sayTurn(focusBefore: number): string {
  return focusBefore < 0 ? 'pins come before what focuses want' : 'focuses take turns by their weights'
}

/** What of a score usually decides: priority, then distance. Of a tiled scene: that closer tiles cover it. */
function sayDifference(engine: Engine, before: number, s: number): string {
  const { live } = engine
  const deferred = whyDeferred(engine, s)
  const priority = live.priority[before] - live.priority[s]
  const farther = Math.sqrt(live.rangeSquared[s]) - Math.sqrt(live.rangeSquared[before])
  const parts = [
    ...(priority > 0 ? [`priority ${live.priority[s]} after ${live.priority[before]}`] : []),
    ...(farther > 0 ? [`${metres(farther)} farther`] : []),
    ...(deferred === '' ? [] : [deferred]),
  ]
  return parts.length > 0
    ? `: ${parts.join(', ')}`
    : engine.tiles === null
      ? ': heading, size or kind'
      : ': less of the screen'
}

function sayUnloads(engine: Engine): string[] {
  const { live } = engine
  return listUnloads(engine).map((s, i, waiting) => {
    const order =
      i === 0 ? 'the farthest' : live.rangeSquared[waiting[i - 1]] > live.rangeSquared[s] ? 'nearer' : 'as far'
    return `${ordinal(i + 1)} "${nameOf(engine, s)}", ${order}: ${whyUnwanted(engine, live.row[s], s)}.`
  })
}

const nameOf = ({ table, live }: Engine, s: number) => sectionName(table, live.row[s])
const round = (score: number) => Math.round(score * 10) / 10
