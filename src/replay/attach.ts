import type { Engine } from '../engine'
import type { Recorder } from '../live/recorder'

/** Several recorders of one world: each hears everything. */
interface Several extends Recorder {
  readonly parts: readonly Recorder[]
}

/** Adds a recorder to those that hear a world. */
export function attachRecorder(engine: Engine, recorder: Recorder): void {
  setRecorders(engine, [...recordersOf(engine), recorder])
}

export function detachRecorder(engine: Engine, recorder: Recorder): void {
  setRecorders(
    engine,
    recordersOf(engine).filter((other) => other !== recorder),
  )
}

function recordersOf({ recorder }: Engine): readonly Recorder[] {
  if (recorder === null) return []
  return 'parts' in recorder ? (recorder as Several).parts : [recorder]
}

function setRecorders(engine: Engine, parts: readonly Recorder[]): void {
  engine.recorder = parts.length > 1 ? join(parts) : (parts[0] ?? null)
}

function join(parts: readonly Recorder[]): Several {
  return {
    parts,
    note(input, which, a, b, c, d) {
      for (const part of parts) part.note(input, which, a, b, c, d)
    },
    noteData(input, data) {
      for (const part of parts) part.noteData(input, data)
    },
    noteView(focus, view) {
      for (const part of parts) part.noteView(focus, view)
    },
    noteCompletions(completions) {
      for (const part of parts) part.noteCompletions(completions)
    },
    noteState(row, from, to) {
      for (const part of parts) part.noteState(row, from, to)
    },
    noteShown(row, shown) {
      for (const part of parts) part.noteShown(row, shown)
    },
    notePart(row, shown) {
      for (const part of parts) part.notePart(row, shown)
    },
    pass: (name, value) => parts.reduce((passed, part) => part.pass(name, passed), value),
    endTick() {
      for (const part of parts) part.endTick()
    },
  }
}
