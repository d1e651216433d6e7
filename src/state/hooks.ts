import type { EntitySection } from '../entities/entitySection'
import { SpawnPlan, type Guest, type StateHooks } from '../entities/stateHooks'
import { MoverPolicy, Transform } from '../schema/builtIn'
import type { EntityRef } from '../schema/fields'
import { findChanges, withoutComponent } from './changes'
import { escapes, policyOf } from './movers'
import { guestOf, overwriteBaked, recordOf, reshapedGuest } from './records'
import { findAtHome, homeOf, setFate, setHomes, sleepers, type Change, type Fate, type WorldState } from './worldState'

/** What sections ask and tell when they enter and leave. */
export function createHooks(state: () => WorldState): StateHooks {
  return {
    countGuests: (row) => sleepers(state(), row).length,
    planSpawn: (_section, _index, handle) => planOf(state().fates.get(handle)),
    restore: (section, index, eid) => restore(state(), section, index, eid),
    takeGuests: (section) => enter(state(), section),
    capture: (section, eids) => capture(state(), section, eids),
    removed: (handle, eid, row) => buryOrRemember(state(), handle, eid, row),
  }
}

function planOf(fate: Fate | undefined): SpawnPlan {
  if (!fate) return SpawnPlan.AsBaked
  return fate.is === 'changed' && !isReshaped(fate) ? SpawnPlan.Changed : SpawnPlan.Skip
}

/** It has other components than it was baked with, so that it comes as a guest of its own section. */
const isReshaped = ({ gained, lost }: Change) => gained.length + lost.length > 0

function restore({ fates }: WorldState, section: EntitySection, index: number, eid: number): void {
  const fate = fates.get(section.handles[index] as EntityRef)
  if (fate?.is === 'changed') overwriteBaked(section, index, fate, eid)
}

function enter(state: WorldState, section: EntitySection): Guest[] {
  state.entered.set(section.row, section)
  setHomes(state, section)
  const guests = sleepers(state, section.row).map(([handle, record]) => guestOf(state, handle, record))
  return [...guests, ...findReshaped(state, section)]
}

function findReshaped(state: WorldState, section: EntitySection): Guest[] {
  const { fates, entities } = state
  const guests: Guest[] = []
  for (let place = 0; place < section.count && fates.size > 0; place++) {
    const handle = section.handles[place] as EntityRef
    const fate = fates.get(handle)
    if (fate?.is === 'changed' && isReshaped(fate) && entities.handles.eid[handle] === 0)
      guests.push(reshapedGuest(state, section, place, fate))
  }
  return guests
}

/** Movers go their way; what is at home is compared with the bake; what else the row owns is recorded whole. */
function capture(state: WorldState, section: EntitySection, eids: readonly number[]): void {
  const { row } = section
  state.entered.delete(row)
  const staying = eids.filter((eid) => !escapes(state, eid, row))
  const atHome = findAtHome(state, section)
  captureChanges(state, section, atHome)
  const done = new Set(atHome)
  const { handle } = state.entities.tracked
  for (const eid of staying) if (!done.has(eid)) setFate(state, handle[eid] as EntityRef, recordOf(state, eid, row))
}

function captureChanges(state: WorldState, section: EntitySection, atHome: Uint32Array): void {
  const changes = findChanges(state, section, atHome)
  for (let place = 0; place < section.count; place++) {
    if (atHome[place] === 0) continue
    const handle = section.handles[place] as EntityRef
    const change = changes.get(place)
    if (change) setFate(state, handle, goneHome(state, change, atHome[place]))
    else if (state.fates.has(handle)) setFate(state, handle, null)
  }
}

/** What is sent home is found at its baked place when it comes back. */
function goneHome(state: WorldState, change: Change, eid: number): Change | null {
  const transform = state.entities.schemas.get(Transform.name)!
  return policyOf(state, eid) === MoverPolicy.SendHome ? withoutComponent(change, transform) : change
}

/**
 * An entity was removed: by the game, or by the way, since a relation or an observer of the game takes it along when the engine removes another one. In that
 * case it is remembered as it is, and comes back with its section.
 */
function buryOrRemember(state: WorldState, handle: EntityRef, eid: number, row: number): void {
  if (state.entities.despawning) return rememberOne(state, handle, eid, row)
  const made = state.made.delete(handle)
  setFate(state, handle, made ? null : { is: 'removed' })
}

/** What belongs to a section on its way out was captured with it. */
function rememberOne(state: WorldState, handle: EntityRef, eid: number, row: number): void {
  const section = state.entered.get(row)
  if (row >= 0 && !section) return
  if (!section || homeOf(state, handle) !== row) return setFate(state, handle, recordOf(state, eid, row))
  const eids = new Uint32Array(section.count)
  const place = section.handles.indexOf(handle)
  eids[place] = eid
  setFate(state, handle, findChanges(state, section, eids).get(place) ?? null)
}
