import { describe, expect, it } from 'vitest'
import { isLegal, State, stateNames } from '../../src/components/state'
import type { TerraneWorld } from '../../src/engine'
import { findLive } from '../../src/live/rowTable'
import { transition } from '../../src/live/transition'
import { pinRow } from '../../src/pins'
import { gridRecords, makeWorld } from '../worlds'

const states = Object.values(State).filter((state) => typeof state === 'number')

/** CUT.md, rule 1, written out a second time. */
const moves = [
  'Idle→QueuedLoad',
  'QueuedLoad→Idle',
  'QueuedLoad→Loading',
  'Loading→Loaded',
  'Loading→Error',
  'Loading→Unloading',
  'Loaded→QueuedUnload',
  'Loaded→Idle',
  'QueuedUnload→Loaded',
  'QueuedUnload→Unloading',
  'QueuedUnload→Idle',
  'Unloading→Idle',
  'Error→Idle',
]

const pathTo: Record<State, readonly State[]> = {
  [State.Idle]: [],
  [State.QueuedLoad]: [State.QueuedLoad],
  [State.Loading]: [State.QueuedLoad, State.Loading],
  [State.Loaded]: [State.QueuedLoad, State.Loading, State.Loaded],
  [State.QueuedUnload]: [State.QueuedLoad, State.Loading, State.Loaded, State.QueuedUnload],
  [State.Unloading]: [State.QueuedLoad, State.Loading, State.Unloading],
  [State.Error]: [State.QueuedLoad, State.Loading, State.Error],
}

function sectionIn(state: State, strict: boolean): { world: TerraneWorld; s: number } {
  const world = makeWorld(gridRecords(1), { settings: { strict } })
  pinRow(world.terrane, 0)
  const s = findLive(world.terrane.rows, 0)
  for (const next of pathTo[state]) transition(world.terrane, s, next)
  return { world, s }
}

describe('P-6: the table of transitions', () => {
  for (const from of states)
    for (const to of states) {
      const move = `${stateNames[from]}→${stateNames[to]}`
      if (moves.includes(move))
        it(`allows ${move}`, () => {
          expect(isLegal(from, to)).toBe(true)
          const { world, s } = sectionIn(from, true)
          transition(world.terrane, s, to)
          expect(world.terrane.live.state[s]).toBe(to)
          expect(world.terrane.byState[to]).toBe(1)
          expect(world.terrane.byState.reduce((sum, count) => sum + count)).toBe(1)
        })
      else
        it(`refuses ${move}: throws in development, counts in production`, () => {
          const development = sectionIn(from, true)
          expect(() => transition(development.world.terrane, development.s, to)).toThrow('[transition]')
          const production = sectionIn(from, false)
          transition(production.world.terrane, production.s, to)
          expect(production.world.terrane.telemetry.illegalTransitions).toBe(1)
          for (const { world, s } of [development, production]) expect(world.terrane.live.state[s]).toBe(from)
        })
    }
})
