import { State } from '../components/state'
import type { LiveSections } from '../components/liveSection'
import type { Engine } from '../engine'

export interface Sighting {
  readonly row: number
  readonly tick: number
}

/**
 * Watches the invariants of CUT.md from outside, tick after tick: for `simulate`, for property tests, and for anyone who doubts.
 * A place is a root-to-leaf path; leaves are the finest live sections.
 */
export interface Audit {
  /** Places that showed one section last tick and none now, their root still in range and admitted (I2). */
  holes: number
  /** Paths with two shown sections (I1). */
  doubles: number
  /** Shown though not Loaded (I3), or not desired (I4). */
  unbacked: number
  /** The first of each: table row and tick. */
  firstHole: Sighting | null
  firstDouble: Sighting | null
  /** Last tick at which a place showed something, by the table row of its leaf. */
  readonly covered: Map<number, number>
  forcedBefore: number
}

export function createAudit(): Audit {
  return { holes: 0, doubles: 0, unbacked: 0, firstHole: null, firstDouble: null, covered: new Map(), forcedBefore: 0 }
}

/** Call once after every tick. */
export function auditTick(engine: Engine, audit: Audit): void {
  const { live, telemetry } = engine
  const forced = telemetry.forced > audit.forcedBefore
  audit.forcedBefore = telemetry.forced
  for (let i = 0; i < live.count; i++) {
    const s = live.order[i]
    if (live.shown[s] && (live.state[s] !== State.Loaded || !live.desired[s])) audit.unbacked++
    if (live.shown[s] && shownAbove(live, s)) {
      audit.doubles++
      audit.firstDouble ??= { row: live.row[s], tick: engine.clock.tick }
    }
    if (live.firstChild[s] >= 0 || live.attached[live.root[s]]) continue
    auditPlace(engine, audit, s, forced)
  }
}

function shownAbove(live: LiveSections, s: number): boolean {
  for (let up = live.parent[s]; up >= 0; up = live.parent[up]) if (live.shown[up]) return true
  return false
}

/** A place is named by the row of its leaf. */
function auditPlace(engine: Engine, audit: Audit, leaf: number, forced: boolean): void {
  const { live } = engine
  const row = live.row[leaf]
  const root = live.root[leaf]
  const covered = live.shown[leaf] === 1 || shownAbove(live, leaf)
  if (covered) {
    audit.covered.set(row, engine.clock.tick)
    return
  }
  const was = audit.covered.get(row) === engine.clock.tick - 1
  const hidden = (engine.table.layer[live.row[root]] & engine.layers.visible) === 0
  if (!was || forced || hidden || !live.inRange[root] || !live.admitted[root] || live.structural[leaf]) return
  audit.holes++
  audit.firstHole ??= { row, tick: engine.clock.tick }
}
