import type { Completions } from '../backends/backend'
import type { View } from '../components/focus'
import type { Engine } from '../engine'
import type { InputName, Recorder } from '../live/recorder'
import { pipeline } from '../pipeline'
import { PrefetchAhead } from '../prefetch/prefetchAhead'
import { endFlags, spell } from './recordedTick'
import {
  entryCodes,
  headOf,
  isRead,
  isText,
  nineFollow,
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
  /** Where the running tick's entries begin. */
  start: number
  /** The running tick changed a state. */
  changed: boolean
  /** By focus, the last view noted: 16 + 16 numbers and the height. */
  readonly views: Map<number, Float64Array>
}

/**
 * Writes what it hears into a log, and calls `onTick` after every tick of which there is something to say, with the place where its entries begin. The log
 * may be cleared then.
 */
export function createLogRecorder(engine: Engine, log: TickLog, onTick: (from: number) => void): Recorder {
  const begun = Uint8Array.from(engine.systems, (_, i) => lastBegun(engine.systems.slice(0, i + 1)))
  const state: Recording = { engine, log, begun, start: log.length, changed: false, views: new Map() }
  return {
    note: (name, which, a, b, c, d) => note(state, name, which, a, b, c, d),
    noteData: (name, data) => noteText(state, name, JSON.stringify(data, spell)),
    noteView: (focus, view) => noteView(state, focus, view),
    noteCompletions: (completions) => noteCompletions(log, completions),
    noteState(row, from, to) {
      state.changed = true
      writeHead(log, entryCodes.state, from, to, row)
    },
    noteShown: (row, shown) => writeHead(log, entryCodes.shown, shown ? 1 : 0, 0, row),
    notePart: (row, shown) => writeHead(log, entryCodes.partShown, shown ? 1 : 0, 0, row),
    pass(name, value) {
      noteText(state, 'value', JSON.stringify([name, value], spell))
      return value
    },
    endTick() {
      if (!endTick(state)) return
      const { start } = state
      onTick(start)
      state.start = log.length
    },
  }
}

const lastBegun = (systems: Engine['systems']) =>
  Math.max(0, ...systems.map(({ name }) => 1 + systemNames.indexOf(name)))

/** 0 before the step, 1 inside the tick before the first system of the engine, k + 1 after the k-th has begun. */
function phaseOf({ engine, begun }: Recording, code: number): number {
  const { running } = engine.clock
  if (isRead(code)) return 1
  return running < 0 ? 0 : 1 + begun[running]
}

/** Zeros at the end are left out. What changes nothing is no input: a focus that is moved to where it is. */
function note(state: Recording, name: InputName, which: number, a: number, b: number, c: number, d: number): void {
  if ((name === 'moveFocus' || name === 'followFocus') && d === 0 && isThere(state.engine, which, a, b, c)) return
  if (name === 'removeFocus') state.views.delete(which)
  const code = entryCodes[name]
  const count = d !== 0 ? 4 : c !== 0 ? 3 : b !== 0 ? 2 : a !== 0 ? 1 : 0
  writeFour(state.log, headOf(code, count, phaseOf(state, code), which), count, a, b, c, d)
}

function isThere({ focuses }: Engine, focus: number, x: number, y: number, z: number): boolean {
  return focuses.x[focus] === x && focuses.y[focus] === y && focuses.z[focus] === z
}

function noteText(state: Recording, name: InputName, text: string): void {
  const { log } = state
  const code = entryCodes[name]
  writeHead(log, code, isText, phaseOf(state, code), writeText(log, text))
}

function noteCompletions(log: TickLog, { count, ticket, row, outcome, message, progress, parts }: Completions): void {
  for (let i = 0; i < progress.count; i++) {
    writeHead(log, entryCodes.progress, progress.stage[i], 0, progress.row[i])
    writeNumber(log, progress.ticket[i])
  }
  for (let i = 0; i < parts.count; i++) {
    writeHead(log, entryCodes.parts, 0, 0, parts.row[i])
    writeNumber(log, parts.ticket[i])
    writeNumber(log, parts.done[i])
    writeNumber(log, parts.total[i])
  }
  for (let i = 0; i < count; i++) {
    const said = message[i] !== ''
    writeHead(log, entryCodes.completion, outcome[i], said ? 1 : 0, row[i])
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
    writeHead(log, entryCodes.viewFocus, nineFollow, 1, focus)
    for (const at of rotation) writeNumber(log, now[at])
    return
  }
  views.set(focus, now)
  noteText(state, 'viewFocus', JSON.stringify([focus, now], spell))
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
  const { clock, telemetry } = engine
  const due = clock.tickInStep === 0 ? clock.dueInStep : 1
  if (log.length === state.start && due === 1) return false
  const flags = (due === 1 ? 0 : endFlags.due) | (state.changed ? endFlags.timeline : 0)
  writeHead(log, entryCodes.end, flags, 0, clock.tick)
  if (due !== 1) writeNumber(log, due)
  if (state.changed) {
    writeNumber(log, telemetry.timelineHigh)
    writeNumber(log, telemetry.timelineLow)
  }
  state.changed = false
  return true
}
