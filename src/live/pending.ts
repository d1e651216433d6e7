import { State } from '../components/state'
import type { LiveSections } from '../components/liveSection'
import { Prefetch } from '../components/prefetch'
import type { Engine } from '../engine'

/**
 * Keeps the list of sections whose state is not what is wanted, and the count of what is lacking. Called wherever either side
 * changes: a steady world has an empty list, and a tick costs what changes.
 */
export function refreshPending(engine: Engine, s: number): void {
  const { live } = engine
  const state = live.state[s]
  const kept = live.desired[s] === 1 || isHeldAhead(live, s)
  const settled = kept ? state === State.Loaded : state === State.Idle
  if (settled === live.pendingAt[s] < 0) return
  if (settled) removePending(engine, s)
  else {
    live.pendingAt[s] = live.pendingCount
    live.pending[live.pendingCount++] = s
  }
}

/** Is it to be there though nothing wants it: for a ghost, or for what is prefetched and requires it? */
export function isHeldAhead(live: LiveSections, s: number): boolean {
  return (live.prefetch[s] & Prefetch.Wished) !== 0 || live.held[s] > 0
}

function removePending(engine: Engine, s: number): void {
  const { live } = engine
  const at = live.pendingAt[s]
  const last = live.pending[--live.pendingCount]
  live.pending[at] = last
  live.pendingAt[last] = at
  live.pendingAt[s] = -1
}

/** Something changed that the reason of this section depends on: at once for a simple one, for all where trees or a budget are involved. */
export function touch(engine: Engine, s: number): void {
  const { live, cut } = engine
  if (!live.simple[s]) cut.stale = true
  else if (!live.isTouched[s]) {
    live.isTouched[s] = 1
    live.touched[live.touchedCount++] = s
  }
}

/** Something changed in the tree of `s`: HandOver looks at it this tick. */
export function markDirty(engine: Engine, s: number): void {
  const { live } = engine
  const root = live.root[s]
  if (live.dirty[root]) return
  live.dirty[root] = 1
  live.dirtyRoots[live.dirtyCount++] = root
}
