import { Reason } from '../components/liveSection'
import { Prefetch } from '../components/prefetch'
import { State } from '../components/state'
import type { Engine } from '../engine'
import { lookCloser } from './cut'
import { setReason } from '../live/demand'
import { isUpgrade } from '../live/membership'
import { findLive } from '../live/rowTable'
import { isFading } from '../live/shown'
import { Planned } from './planned'

/**
 * CUT.md C: targets, stand-ins, kept failing sections, everything shown, pins, and what those and all resident sections
 * require become the desired set, each with its reason. Counts what is lacking.
 */
export function findNeeds(engine: Engine): void {
  const { live, cut } = engine
  if (cut.trees > 0) countMissing(engine)
  for (let i = 0; i < live.count; i++) findNeed(engine, live.order[i])
}

/** The need of one section: all that a simple one takes. */
export function findNeed(engine: Engine, s: number): void {
  const reason = reasonOf(engine, s)
  if (engine.live.reason[s] !== reason) setReason(engine, s, reason)
}

function reasonOf(engine: Engine, s: number): Reason {
  const { live } = engine
  if (live.structural[s]) return Reason.None
  if (live.active[s]) {
    if (!live.refined[s]) return Reason.Target
    if (!live.cutRefined[s]) return Reason.Kept
    if (live.missingBelow[s] < 0 || live.missingBelow[s] > engine.settings.standInAbove) return Reason.StandIn
  }
  if (live.pins[s] > 0 && !(live.planned[s] & Planned.PinRefused)) return Reason.Pinned
  if (isUpgrade(live, s) && live.refined[live.parent[s]]) return Reason.Upgrade
  if (live.shown[s]) return Reason.Shown
  if (isFading(engine, s)) return Reason.Fading
  return live.prefetch[s] & Prefetch.Wished ? Reason.Prefetched : Reason.None
}

/** Bottom-up: targets below that are not Loaded; −1 as soon as one of them is failing. */
function countMissing(engine: Engine): void {
  const { live } = engine
  for (let i = 0; i < live.count; i++) live.missingBelow[live.order[i]] = 0
  for (let i = live.count - 1; i >= 0; i--) {
    const s = live.order[i]
    const parent = live.parent[s]
    if (parent < 0 || !live.active[s]) continue
    const below = live.refined[s] ? live.missingBelow[s] : missingTarget(engine, s)
    live.missingBelow[parent] = below < 0 || live.missingBelow[parent] < 0 ? -1 : live.missingBelow[parent] + below
  }
}

function missingTarget(engine: Engine, s: number): number {
  const { live } = engine
  if (live.structural[s] || live.state[s] === State.Loaded) return 0
  return live.failing[s] ? -1 : 1
}

/**
 * Scores of what is lacking, lowest first: targets by the world's scorer, children of one parent share their best, a
 * stand-in comes just before its own, a required section just before who requires it. Pins belong to no focus; the loader takes them
 * first, and what failed last.
 */
export function scoreNeeds(engine: Engine): void {
  const { live, cut, clock } = engine
  cut.scoredTick = clock.tick
  engine.telemetry.deferred = 0
  if (cut.trees > 0) clearScores(engine)
  for (let k = 0; k < live.pendingCount; k++) {
    const s = live.pending[k]
    live.nudge[s] = 0
    if (live.reason[s] === Reason.Pinned) live.bestFocus[s] = -1
    lookCloser(engine, s)
    if (live.reason[s] === Reason.Upgrade) live.bestFocus[s] = live.bestFocus[live.parent[s]]
    const score = scoresItself(live.reason[s] as Reason) ? engine.scorer(engine, s) : Infinity
    live.score[s] = score === score ? score : Infinity
    if (live.reason[s] === Reason.Upgrade) live.score[s] = Math.sqrt(live.detailSquared[live.parent[s]])
  }
  if (cut.trees > 0) shareScores(engine)
  for (let k = 0; k < live.pendingCount; k++) scoreRequired(engine, live.pending[k])
}

/** Parents carry the best score below them whether or not they lack anything. */
function clearScores(engine: Engine): void {
  const { live } = engine
  for (let i = 0; i < live.count; i++) {
    live.score[live.order[i]] = Infinity
    live.nudge[live.order[i]] = 0
  }
}

function scoresItself(reason: Reason): boolean {
  return reason === Reason.Target || reason === Reason.Pinned || reason === Reason.Kept
}

function lacks(engine: Engine, s: number): boolean {
  return engine.live.desired[s] === 1 && engine.live.state[s] !== State.Loaded
}

/** Up: a parent takes the best score below it, as a stand-in just before it. Down: siblings share their best. */
function shareScores(engine: Engine): void {
  const { live } = engine
  for (let i = live.count - 1; i >= 0; i--) {
    const s = live.order[i]
    const parent = live.parent[s]
    if (parent < 0 || !(live.score[s] < live.score[parent])) continue
    live.score[parent] = live.score[s]
    live.nudge[parent] = Math.max(-60, live.nudge[s] - 1)
    live.bestFocus[parent] = live.bestFocus[s]
  }
  for (let i = 0; i < live.count; i++) {
    const s = live.order[i]
    if (live.parent[s] < 0 || live.reason[s] !== Reason.Target || !lacks(engine, s)) continue
    live.score[s] = live.score[live.parent[s]]
  }
}

/** What a lacking section requires comes just before it, and what that requires before that. */
function scoreRequired(engine: Engine, s: number): void {
  const { live, table, rows } = engine
  if (!live.requiring[s] || !lacks(engine, s)) return
  const row = live.row[s]
  for (let i = table.requireStart[row]; i < table.requireStart[row + 1]; i++) {
    const required = findLive(rows, table.requires[i])
    if (!(live.score[s] < live.score[required])) continue
    live.score[required] = live.score[s]
    live.nudge[required] = Math.max(-120, live.nudge[s] - 1)
    live.bestFocus[required] = live.bestFocus[s]
    scoreRequired(engine, required)
  }
}
