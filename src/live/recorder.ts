import type { Completions } from '../backends/backend'
import type { View } from '../components/focus'
import type { Engine } from '../engine'

/** A call from outside that changes what streaming does, by its name in a recording. */
export type CallName =
  | 'createFocus'
  | 'moveFocus'
  | 'removeFocus'
  | 'scaleFocus'
  | 'setFocusVelocity'
  | 'pin'
  | 'unpin'
  | 'setProfile'
  | 'setBudget'
  | 'signalMemoryPressure'
  | 'setLayer'
  | 'boost'
  | 'openBarrier'
  | 'closeBarrier'
  | 'clearCooldowns'
  | 'setFocusPath'
  | 'loseEntity'
  | 'refreshSection'
  | 'unloadAll'

/** What a tick reads of the outside, beside completions: it counts from the start of its tick on. */
export type ReadName = 'followFocus' | 'viewFocus' | 'enterFailed' | 'waiting' | 'score' | 'value'

/** All inputs of a tick. A new name needs its replay: the table of `src/replay` does not compile without it. */
export type InputName = CallName | ReadName

/**
 * Who listens to all that goes into one world and comes out of it: a recording, a black box, a replay. `Engine.recorder` is null where nobody does, and
 * then a note costs one comparison.
 */
export interface Recorder {
  /** `which` it is about, a whole number from 0 on (a focus, a row, a ticket), and up to four numbers: what they are is between the caller and the replay of that name. */
  note(name: InputName, which: number, a: number, b: number, c: number, d: number): void
  /** Anything that JSON can say. */
  noteData(name: InputName, data: unknown): void
  /** The view of a focus, where a tick reads it. */
  noteView(focus: number, view: View): void
  /** What the backend said in this tick. */
  noteCompletions(completions: Completions): void
  /** Outputs: a state change, and a picture that comes or goes. */
  noteState(row: number, from: number, to: number): void
  noteShown(row: number, shown: boolean): void
  /** The same of parts of a load. */
  notePart(row: number, shown: boolean): void
  /** A value that a feature takes from outside; in a replay, the recorded one. */
  pass(name: string, value: unknown): unknown
  endTick(): void
}

/** Notes an input of a few numbers (see `Recorder.note`): once they are known to be good, and before anything changes. */
export function noteInput({ recorder }: Engine, name: InputName, which: number, a = 0, b = 0, c = 0, d = 0): void {
  if (recorder !== null) recorder.note(name, which, a, b, c, d)
}

/** The same for what numbers cannot say; for rare calls, as it may allocate. */
export function noteData({ recorder }: Engine, name: InputName, data: unknown): void {
  if (recorder !== null) recorder.noteData(name, data)
}
