import { State } from '../components/state'
import type { Engine } from '../engine'
import { findLive } from '../live/rowTable'
import { visualOf } from '../live/visual'
import { showsAt } from './picture'

/**
 * Of a target of the plan: is its place in the picture, by itself, by finer ones that still stand, or by a coarser one from `level` on (counted from the
 * root; left out, none will do), or by enough of its own parts? Or, where nothing is to be seen of it, is it loaded?
 */
export function isUsable(engine: Engine, s: number, level = Infinity): boolean {
  const { live } = engine
  if (live.shown[s] || isFullBelow(engine, s)) return true
  for (let up = live.parent[s]; up >= 0; up = live.parent[up])
    if (live.shown[up] && live.depth[up] >= level) return true
  if (live.partShown[s]) return visualOf(engine, s) === 'usable'
  return live.state[s] === State.Loaded && isUnseen(engine, s)
}

/** Finer ones still stand in all of the place. */
function isFullBelow(engine: Engine, s: number): boolean {
  const { live } = engine
  if (live.firstChild[s] < 0) return false
  for (let child = live.firstChild[s]; child >= 0; child = live.nextSibling[child])
    if (!live.shown[child] && !isFullBelow(engine, child)) return false
  return true
}

/** Its data layer is hidden, or it is attached to something that shows nothing. */
export function isUnseen({ table, layers, live, rows }: Engine, s: number): boolean {
  const root = live.row[live.root[s]]
  if ((table.layer[root] & layers.visible) === 0) return true
  const host = table.attachedTo[root]
  if (host < 0) return false
  const at = findLive(rows, host)
  return at < 0 || !showsAt(live, at)
}
