import type { Completions } from '../backends/backend'
import type { View } from '../components/focus'
import type { Engine } from '../engine'
import { Input, isRead, type Recorder } from '../live/recorder'
import { pipeline } from '../pipeline'
import { PrefetchAhead } from '../prefetch/prefetchAhead'
import { endFlags, spell } from './recordedTick'
import {
  headOf,
  isText,
  nineFollow,
  Output,
  writeFour,
  writeHead,
  writeNumber,
  writeText,
  type TickLog,
} from './tickLog'

/** Names of the engine's systems, those that features bring included, in the order in which they run: phases count them. */
export const systemNames: readonly string[] = pipeline.flatMap(({ name }) =>
  name === PrefetchAhead.after ? [name, PrefetchAhead.name] : [name],
)

interface Recording {
  readonly engine: Engine
  readonly log: TickLog
  /** Position in `systemNames`, from 1 on, of the last of them that has begun when the system of that index runs. */
  readonly begun: Uint8Array
  /** The running tick changed a state. */
  changed: boolean
  /** By focus, the last view noted: 16 + 16 numbers and the height. */
  readonly views: Map<number, Float64Array>
}

/**
 * Writes what it hears into a log, and calls `onTick` after ticks of which there is something to say, with the place where its entries begin: after all of
 * them, or as the log's `dueTick` and `dueLength` say. The log may be cleared then.
 */
export function createLogRecorder(engine: Engine, log: TickLog, onTick: (from: number) => void): Recorder {
  const begun = Uint8Array.from(engine.systems, (_, i) => lastBegun(engine.systems.slice(0, i + 1)))
  const state: Recording = { engine, log, begun, changed: false, views: new Map() }
  return {
    note: (input, which, a, b, c, d) => note(state, input, which, a, b, c, d),
    noteData: (input, data) => noteText(state, input, JSON.stringify(data, spell)),
    noteView: (focus, view) => noteView(state, focus, view),
    noteCompletions: (completions) => noteCompletions(log, completions),
    noteState(row, from, to) {
      state.changed = true
      writeHead(log, Output.state, from, to, row)
    },
    noteShown: (row, shown) => writeHead(log, Output.shown, shown ? 1 : 0, 0, row),
    notePart: (row, shown) => writeHead(log, Output.partShown, shown ? 1 : 0, 0, row),
    pass(name, value) {
      noteText(state, Input.value, JSON.stringify([name, value], spell))
      return value
    },
    endTick() {
      const from = log.whole
      if (endTick(state) && (log.length >= log.dueLength || engine.clock.tick >= log.dueTick)) onTick(from)
    },
  }
}

const lastBegun = (systems: Engine['systems']) =>
  Math.max(0, ...systems.map(({ name }) => 1 + systemNames.indexOf(name)))

/** 0 before the step, 1 inside the tick before the first system of the engine, k + 1 after the k-th has begun. */
function phaseOf({ engine, begun }: Recording, input: Input): number {
  const { running } = engine.clock
  if (isRead(input)) return 1
  return running < 0 ? 0 : 1 + begun[running]
}

/** Zeros at the end are left out. What changes nothing is no input: a focus that is moved to where it is. */
function note(state: Recording, input: Input, which: number, a: number, b: number, c: number, d: number): void {
  const moves = input === Input.moveFocus || input === Input.followFocus
  if (moves && d === 0 && isThere(state.engine, which, a, b, c)) return
  if (input === Input.removeFocus) state.views.delete(which)
  const count = d !== 0 ? 4 : c !== 0 ? 3 : b !== 0 ? 2 : a !== 0 ? 1 : 0
  writeFour(state.log, headOf(input, count, phaseOf(state, input), which), count, a, b, c, d)
}

/** Where the scene was moved, nobody compares: the same place in the world may be another one of the scene. */
function isThere({ focuses, root }: Engine, focus: number, x: number, y: number, z: number): boolean {
  return root === null && focuses.x[focus] === x && focuses.y[focus] === y && focuses.z[focus] === z
}

function noteText(state: Recording, input: Input, text: string): void {
  const { log } = state
  writeHead(log, input, isText, phaseOf(state, input), writeText(log, text))
}

function noteCompletions(
  log: TickLog,
  { count, ticket, row, outcome, message, progress, parts, sizes }: Completions,
): void {
  for (let i = 0; i < progress.count; i++) {
    writeHead(log, Output.progress, progress.stage[i], 0, progress.row[i])
    writeNumber(log, progress.ticket[i])
  }
  for (let i = 0; i < parts.count; i++) {
    writeHead(log, Output.parts, 0, 0, parts.row[i])
    writeNumber(log, parts.ticket[i])
    writeNumber(log, parts.done[i])
    writeNumber(log, parts.total[i])
  }
  for (let i = 0; i < sizes.count; i++) {
    writeHead(log, Output.sizes, 0, 0, sizes.row[i])
    writeNumber(log, sizes.bytes[i])
  }
  for (let i = 0; i < count; i++) {
    const said = message[i] !== ''
    writeHead(log, Output.completion, outcome[i], said ? 1 : 0, row[i])
    writeNumber(log, ticket[i])
    if (said) writeNumber(log, writeText(log, message[i]))
  }
}

/** Places of the rotation in a column-major matrix of 16. */
const rotation = [0, 1, 2, 4, 5, 6, 8, 9, 10] as const
const viewNumbers = 33

/** A camera that only turns takes nine numbers; all 33 come at first, and when anything else changes. */
function noteView(state: Recording, focus: number, view: View): void {
  const { log, views } = state
  const last = views.get(focus)
  const now = last ?? new Float64Array(viewNumbers)
  const turned = write(now, view)
  if (last !== undefined && turned === 0) return
  if (last !== undefined && turned === 1) {
    writeHead(log, Input.viewFocus, nineFollow, 1, focus)
    for (const at of rotation) writeNumber(log, now[at])
    return
  }
  views.set(focus, now)
  noteText(state, Input.viewFocus, JSON.stringify([focus, now], spell))
}

/** @returns 0: nothing changed, 1: the rotation alone, 2: more. */
function write(out: Float64Array, { view, projection, viewportHeight }: View): 0 | 1 | 2 {
  let changed: 0 | 1 | 2 = 0
  for (let i = 0; i < viewNumbers; i++) {
    const value = i < 16 ? view[i] : i < 32 ? projection[i - 16] : (viewportHeight ?? 0)
    if (Object.is(out[i], value)) continue
    out[i] = value
    if (changed < 2) changed = rotation.includes(i as never) ? 1 : 2
  }
  return changed
}

/** Closes the tick. @returns false where there is nothing to say. */
function endTick(state: Recording): boolean {
  const { engine, log } = state
  const { clock } = engine
  const due = clock.tickInStep === 0 ? clock.dueInStep : 1
  if (log.length === log.whole && due === 1) return false
  const flags = (due === 1 ? 0 : endFlags.due) | (state.changed ? endFlags.timeline : 0)
  writeHead(log, Output.end, flags, 0, clock.tick)
  if (flags !== 0) writeEnd(state, due)
  log.whole = log.length
  return true
}

function writeEnd(state: Recording, due: number): void {
  const { engine, log } = state
  if (due !== 1) writeNumber(log, due)
  if (!state.changed) return
  writeNumber(log, engine.telemetry.timelineHigh)
  writeNumber(log, engine.telemetry.timelineLow)
  state.changed = false
}
