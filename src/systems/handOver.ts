import { State } from '../components/state'
import { mayShowPart } from '../cut/parts'
import { showsAt, showsBelow } from '../cut/picture'
import type { Engine, System } from '../engine'
import { rangeGraceOver } from '../live/grace'
import { endParts, hidePart, showPart } from '../live/parts'
import { markDirty } from '../live/pending'
import { findLive } from '../live/rowTable'
import { endFades, hide, show } from '../live/shown'

const never = 0x7fff_ffff

/**
 * The one owner of `shown` (CUT.md F). True afterwards: on every path at most one section is shown; a place that showed something
 * still does, while its root is in range and admitted; what is shown is Loaded. Parts of a load show only where nothing is shown. Looks
 * only at trees where something changed or a dwell or grace ran out, and at loads that come in parts.
 */
export const HandOver: System = {
  name: 'HandOver',
  reads: ['cut', 'plan', 'state', 'cut.grace', 'parts'],
  writes: ['shown', 'desired', 'events', 'parts'],
  run({ terrane }) {
    const { live, cut, clock } = terrane
    if (live.fadingCount > 0) endFades(terrane)
    if (cut.wakeAt <= clock.tick) wakeTrees(terrane)
    if (live.dirtyCount > 0) handOverDirty(terrane)
    if (live.inPartsCount > 0) handOverParts(terrane)
  },
}

function handOverDirty(engine: Engine): void {
  const { live, cut } = engine
  for (let k = 0; k < live.dirtyCount; k++)
    if (!live.attached[live.dirtyRoots[k]]) handOverTree(engine, live.dirtyRoots[k])
  if (cut.attachments > 0) handOverAttached(engine)
  for (let k = 0; k < live.dirtyCount; k++) live.dirty[live.dirtyRoots[k]] = 0
  live.dirtyCount = 0
}

/** Half a section, where nothing else stands: it comes with its first part, and goes when anything of its place is shown, or its load ends. */
function handOverParts(engine: Engine): void {
  const { live } = engine
  for (let k = live.inPartsCount - 1; k >= 0; k--) {
    const s = live.inParts[k]
    if (live.state[s] !== State.Loading) endParts(engine, s)
    else if (mayShowPart(engine, s)) showPart(engine, s)
    else hidePart(engine, s)
  }
}

/** Marks the trees whose dwell or grace has run out, and finds when the next one will. */
function wakeTrees(engine: Engine): void {
  const { live, cut, clock } = engine
  cut.wakeAt = never
  for (let i = 0; i < live.count; i++) {
    const s = live.order[i]
    if (live.parent[s] >= 0 || live.wakeAt[s] === never) continue
    if (live.wakeAt[s] <= clock.tick) markDirty(engine, s)
    else cut.wakeAt = Math.min(cut.wakeAt, live.wakeAt[s])
  }
}

/** Attached roots follow what they are attached to, which may itself be attached: again until nothing changes any more. */
function handOverAttached(engine: Engine): void {
  const { live, events } = engine
  for (let before = -1; before !== events.written;) {
    before = events.written
    for (let i = 0; i < live.count; i++) if (live.attached[live.order[i]]) handOverTree(engine, live.order[i])
  }
}

function handOverTree(engine: Engine, root: number): void {
  const { live } = engine
  live.wakeAt[root] = never
  if (isHidden(engine, root)) return hideAll(engine, root)
  if (live.attached[root] && !parentShows(engine, root)) return hideAll(engine, root)
  if (live.inRange[root] && live.admitted[root]) return apply(engine, root)
  if (live.inRange[root] || rangeGraceOver(engine, root)) return hideAll(engine, root)
  if (live.shown[root] || showsBelow(live, root)) wake(engine, root, live.leftAt[root] + engine.ticks.grace)
}

/** Its data layer streams unseen. The layer of the root counts for its tree. */
function isHidden({ table, layers, live }: Engine, root: number): boolean {
  return (table.layer[live.row[root]] & layers.visible) === 0
}

function parentShows(engine: Engine, root: number): boolean {
  const parent = findLive(engine.rows, engine.table.attachedTo[engine.live.row[root]])
  return parent >= 0 && showsAt(engine.live, parent)
}

function wake(engine: Engine, root: number, tick: number): void {
  const { live, cut } = engine
  live.wakeAt[root] = Math.min(live.wakeAt[root], tick)
  cut.wakeAt = Math.min(cut.wakeAt, tick)
}

function hideAll(engine: Engine, s: number): void {
  hide(engine, s)
  hideBelow(engine, s)
}

function hideBelow(engine: Engine, s: number): void {
  const { live } = engine
  for (let child = live.firstChild[s]; child >= 0; child = live.nextSibling[child]) hideAll(engine, child)
}

/** Moves one place towards the plan without ever leaving it empty. Recursion is as deep as the tree. */
function apply(engine: Engine, s: number): void {
  const { live } = engine
  if (live.dropped[s] && showsBelow(live, s)) {
    engine.telemetry.forced++
    hideBelow(engine, s)
  }
  const refined = live.refined[s] === 1
  if (live.shown[s]) {
    if (!refined || !childrenCover(engine, s) || !(bringsFullTiles(engine, s) || dwelt(engine, s))) return
    hide(engine, s)
    return placeChildren(engine, s)
  }
  if (!refined) return showInstead(engine, s)
  if (childrenCover(engine, s)) return applyChildren(engine, s)
  if (live.state[s] === State.Loaded && rested(engine, s)) return showInstead(engine, s)
  applyChildren(engine, s)
}

/** T-15: a finished full tile is shown at once, where the settings say so. */
function bringsFullTiles({ live, table, settings }: Engine, s: number): boolean {
  if (!settings.fullTilesAtOnce) return false
  for (let child = live.firstChild[s]; child >= 0; child = live.nextSibling[child])
    if (table.childCount[live.row[child]] > 0) return false
  return true
}

function applyChildren(engine: Engine, s: number): void {
  const { live } = engine
  for (let child = live.firstChild[s]; child >= 0; child = live.nextSibling[child]) apply(engine, child)
}

/** One whole coarse picture instead of what is shown below; otherwise what is shown stays. */
function showInstead(engine: Engine, s: number): void {
  if (!stands(engine, s) || !rested(engine, s)) return
  hideBelow(engine, s)
  show(engine, s)
}

function placeChildren(engine: Engine, s: number): void {
  const { live } = engine
  for (let child = live.firstChild[s]; child >= 0; child = live.nextSibling[child]) {
    if (live.refined[child] && childrenCover(engine, child)) placeChildren(engine, child)
    else show(engine, child)
  }
}

/** Loaded, and not on its way out. */
function stands(engine: Engine, s: number): boolean {
  return engine.live.state[s] === State.Loaded
}

function childrenCover(engine: Engine, s: number): boolean {
  const { live } = engine
  if (live.firstChild[s] < 0) return false
  for (let child = live.firstChild[s]; child >= 0; child = live.nextSibling[child])
    if (!covers(engine, child)) return false
  return true
}

function covers(engine: Engine, s: number): boolean {
  const { live } = engine
  return stands(engine, s) || isFull(engine, s) || (live.refined[s] === 1 && childrenCover(engine, s))
}

/** The whole place is in the picture already. */
function isFull(engine: Engine, s: number): boolean {
  const { live } = engine
  if (live.shown[s]) return true
  if (live.firstChild[s] < 0) return false
  for (let child = live.firstChild[s]; child >= 0; child = live.nextSibling[child])
    if (!isFull(engine, child)) return false
  return true
}

function dwelt(engine: Engine, s: number): boolean {
  const { live, clock, ticks } = engine
  const until = live.shownSince[s] + ticks.dwell
  if (clock.tick >= until) return true
  wake(engine, live.root[s], until)
  return false
}

/** Every section shown below has had its dwell. */
function rested(engine: Engine, s: number): boolean {
  const { live } = engine
  let all = true
  for (let child = live.firstChild[s]; child >= 0; child = live.nextSibling[child]) {
    if (live.shown[child] && !dwelt(engine, child)) all = false
    if (!rested(engine, child)) all = false
  }
  return all
}
