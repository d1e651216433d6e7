import type { LiveSections } from '../components/liveSection'

/** Is anything below `s` shown? */
export function showsBelow(live: LiveSections, s: number): boolean {
  for (let child = live.firstChild[s]; child >= 0; child = live.nextSibling[child])
    if (live.shown[child] || showsBelow(live, child)) return true
  return false
}

/** Does a place through `s` show something: an ancestor, itself, or anything below? */
export function showsAt(live: LiveSections, s: number): boolean {
  for (let up = s; up >= 0; up = live.parent[up]) if (live.shown[up]) return true
  return showsBelow(live, s)
}
