import { fail } from '../errors'

/**
 * The one state of a live section. The order means something: 2 … 5 hold memory ("occupied").
 * The column is written by `transition` alone.
 */
export enum State {
  Idle = 0,
  QueuedLoad = 1,
  Loading = 2,
  Loaded = 3,
  QueuedUnload = 4,
  Unloading = 5,
  Error = 6,
}

export const stateCount = 7
export const stateNames = ['Idle', 'QueuedLoad', 'Loading', 'Loaded', 'QueuedUnload', 'Unloading', 'Error'] as const

/** `legal[from]` is the set of states one may go to, as bits (CUT.md, rule 1). */
const legal = new Uint8Array(stateCount)
const allow = (from: State, ...to: State[]) => to.forEach((state) => (legal[from] |= 1 << state))
allow(State.Idle, State.QueuedLoad)
allow(State.QueuedLoad, State.Idle, State.Loading)
allow(State.Loading, State.Loaded, State.Error, State.Unloading)
allow(State.Loaded, State.QueuedUnload, State.Idle)
allow(State.QueuedUnload, State.Loaded, State.Unloading, State.Idle)
allow(State.Unloading, State.Idle)
allow(State.Error, State.Idle)

export function isLegal(from: State, to: State): boolean {
  return (legal[from] & (1 << to)) !== 0
}

/** Holds memory or is about to: Loading, Loaded, QueuedUnload, Unloading. */
export function isOccupied(state: State): boolean {
  return state >= State.Loading && state <= State.Unloading
}

/** Throws for a move that is not in the table, naming it. */
export function refuseTransition(row: number, from: State, to: State): never {
  return fail(
    'transition',
    `section row ${row} going from ${stateNames[from]} to ${stateNames[to]}`,
    'a move of the transition table',
    'A bug of Terrane or of a backend that answers twice: please report it.',
  )
}
