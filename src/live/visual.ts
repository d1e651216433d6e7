import { State } from '../components/state'
import type { Engine } from '../engine'

/** How much of a section is there to be seen (T-11): names over its state and its parts. */
export type VisualState = 'empty' | 'partial' | 'usable' | 'complete'

export function visualOf({ live, settings }: Engine, s: number): VisualState {
  const state = live.state[s]
  if (state === State.Loaded || state === State.QueuedUnload) return 'complete'
  if (state !== State.Loading || live.partsDone[s] === 0) return 'empty'
  return live.partsDone[s] >= settings.usableShare * live.partsTotal[s] ? 'usable' : 'partial'
}
