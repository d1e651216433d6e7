import { Reason, type LiveSections } from '../components/liveSection'
import { State } from '../components/state'
import type { Engine } from '../engine'
import { hasRoom } from './lanes'
import { shareOf } from './shares'

/**
 * The queues are views: the state column is the truth, and each tick the best of it is selected by current score. Nothing is
 * stored in an order that could grow stale.
 */

/** Most urgent queued load that is wanted and whose lane has room, −1 for none. With `paidOnly`, among those whose bytes are already paid. */
export function pickLoad(engine: Engine, paidOnly: boolean): number {
  const { live } = engine
  let best = -1
  for (let k = 0; k < live.pendingCount; k++) {
    const s = live.pending[k]
    if (live.state[s] !== State.QueuedLoad || !live.desired[s] || (paidOnly && live.paid[s] === 0)) continue
    if (!hasRoom(engine, live.lane[s])) continue
    if (best < 0 || loadsBefore(engine, s, best)) best = s
  }
  return best
}

/** Sharper textures after all that is missing, failed ones last. */
function loadClass(live: LiveSections, s: number): number {
  return live.failures[s] > 0 ? 2 : live.reason[s] === Reason.Upgrade ? 1 : 0
}

/** First by class; then the focus that had least; then score, nudge, GUID. */
export function loadsBefore(engine: Engine, a: number, b: number): boolean {
  const { live } = engine
  const classA = loadClass(live, a)
  const classB = loadClass(live, b)
  if (classA !== classB) return classA < classB
  const startA = virtualStart(engine, a)
  const startB = virtualStart(engine, b)
  if (startA !== startB) return startA < startB
  return scoresBefore(engine, a, b)
}

function scoresBefore(engine: Engine, a: number, b: number): boolean {
  const { live } = engine
  if (live.score[a] !== live.score[b]) return live.score[a] < live.score[b]
  if (live.nudge[a] !== live.nudge[b]) return live.nudge[a] < live.nudge[b]
  return live.rank[a] < live.rank[b]
}

/** Pins belong to no focus and come first. */
function virtualStart(engine: Engine, s: number): number {
  const focus = engine.live.bestFocus[s]
  return focus < 0 ? -1 : Math.max(engine.loader.virtualTime, engine.focuses.finish[focus])
}

/** Next queued unload of a lane, −1 for none. */
export function pickUnload(engine: Engine, lane: number): number {
  const { live } = engine
  let best = -1
  for (let k = 0; k < live.pendingCount; k++) {
    const s = live.pending[k]
    if (live.state[s] !== State.QueuedUnload || live.lane[s] !== lane) continue
    if (best < 0 || unloadsBefore(engine, s, best)) best = s
  }
  return best
}

/** Farthest first, then low priority, then GUID (P-9, turned round). */
export function unloadsBefore(engine: Engine, a: number, b: number): boolean {
  const { live } = engine
  if (live.rangeSquared[a] !== live.rangeSquared[b]) return live.rangeSquared[a] > live.rangeSquared[b]
  if (live.priority[a] !== live.priority[b]) return live.priority[a] < live.priority[b]
  return live.rank[a] < live.rank[b]
}

/** The loads in the order in which they will be served if nothing changes, as live indices; allocates, for tools. */
export function listLoads(engine: Engine): number[] {
  const { live, prefetch } = engine
  const waiting = inState(engine, State.QueuedLoad).filter((s) => live.desired[s])
  const ahead = prefetch === null ? [] : prefetch.held.filter((s) => live.state[s] === State.QueuedLoad)
  const shares: Shares = { virtualTime: engine.loader.virtualTime, finish: engine.focuses.finish.slice() }
  const classes = [0, 1, 2].map((n) => waiting.filter((s) => loadClass(live, s) === n))
  return [...classes.flatMap((own) => listByShare(engine, own, shares)), ...ahead]
}

/** Fair queueing played ahead, on a copy of its numbers. */
interface Shares {
  virtualTime: number
  readonly finish: Float64Array
}

/** The best of each focus in turn, as `pickLoad` and the loader's charges would have it. */
function listByShare(engine: Engine, waiting: readonly number[], shares: Shares): number[] {
  const { live } = engine
  const byFocus = new Map<number, number[]>()
  for (const s of waiting) byFocus.set(live.bestFocus[s], [...(byFocus.get(live.bestFocus[s]) ?? []), s])
  for (const own of byFocus.values()) own.sort((a, b) => (scoresBefore(engine, a, b) ? 1 : -1))
  const startOf = (focus: number) => (focus < 0 ? -1 : Math.max(shares.virtualTime, shares.finish[focus]))
  return waiting.map(() => {
    const [focus, own] = [...byFocus].reduce((best, other) => {
      const [startBest, startOther] = [startOf(best[0]), startOf(other[0])]
      const sooner =
        startOther < startBest || (startOther === startBest && scoresBefore(engine, other[1].at(-1)!, best[1].at(-1)!))
      return sooner ? other : best
    })
    if (focus >= 0) {
      shares.virtualTime = startOf(focus)
      shares.finish[focus] = shares.virtualTime + 1 / shareOf(engine, focus)
    }
    const next = own.pop()!
    if (own.length === 0) byFocus.delete(focus)
    return next
  })
}

/** The unloads in the order in which they will be served, as live indices; allocates, for tools. */
export function listUnloads(engine: Engine): number[] {
  return inState(engine, State.QueuedUnload).sort((a, b) => (unloadsBefore(engine, a, b) ? -1 : 1))
}

function inState(engine: Engine, state: State): number[] {
  const { live } = engine
  return [...live.pending.subarray(0, live.pendingCount)].filter((s) => live.state[s] === state)
}
