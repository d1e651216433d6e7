import type { Completions } from '../backends/backend'
import type { View } from '../components/focus'
import type { Engine } from '../engine'

/** Inputs of a tick, by their number; a recording has them by name. A new one needs its replay: the table of `src/replay` does not compile without it. */
export enum Input {
  // Calls from outside that change what streaming does.
  createFocus = 0,
  moveFocus = 1,
  removeFocus = 2,
  scaleFocus = 3,
  setFocusVelocity = 4,
  pin = 5,
  unpin = 6,
  setProfile = 7,
  setBudget = 8,
  signalMemoryPressure = 9,
  setLayer = 10,
  boost = 11,
  openBarrier = 12,
  closeBarrier = 13,
  clearCooldowns = 14,
  setFocusPath = 15,
  loseEntity = 16,
  refreshSection = 17,
  unloadAll = 18,
  placeScene = 19,
  turnScene = 20,
  // What a tick reads of the outside, beside completions: it counts from the start of its tick on.
  followFocus = 24,
  viewFocus = 25,
  enterFailed = 26,
  waiting = 27,
  score = 28,
  value = 29,
}

export type InputName = keyof typeof Input
export type ReadName = 'followFocus' | 'viewFocus' | 'enterFailed' | 'waiting' | 'score' | 'value'
export type CallName = Exclude<InputName, ReadName>

/** Reads have numbers from this one on. */
const firstRead = 24

/** Is it read by its tick? */
export const isRead = (input: number): boolean => input >= firstRead

/**
 * Who listens to all that goes into one world and comes out of it: a recording, a black box, a replay. `Engine.recorder` is null where nobody does, and
 * then a note costs one comparison.
 */
export interface Recorder {
  /** `which` it is about, a whole number from 0 on (a focus, a row, a ticket), and up to four numbers: what they are is between the caller and the replay of that name. */
  note(input: Input, which: number, a: number, b: number, c: number, d: number): void
  /** Anything that JSON can say. */
  noteData(input: Input, data: unknown): void
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
export function noteInput({ recorder }: Engine, input: Input, which: number, a = 0, b = 0, c = 0, d = 0): void {
  if (recorder !== null) recorder.note(input, which, a, b, c, d)
}

/** The same for what numbers cannot say; for rare calls, as it may allocate. */
export function noteData({ recorder }: Engine, input: Input, data: unknown): void {
  if (recorder !== null) recorder.noteData(input, data)
}
