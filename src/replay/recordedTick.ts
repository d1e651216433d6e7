import type { Outcome } from '../backends/backend'
import type { Stage } from '../components/stageTimes'
import type { State } from '../components/state'
import { isRead } from '../live/recorder'
import { entryName, isText, nineFollow, readHead, type Head, type TickLog } from './tickLog'

/** An input: its name, and what it says; see `applyInput`. */
export type RecordedInput = readonly [name: string, ...values: unknown[]]

/**
 * One line of a recording: what went into a tick and what came out of it. Left out is what there was nothing of, and a tick of which there is nothing
 * has no line.
 */
export interface RecordedTick {
  readonly tick: number
  /** Ticks that had come due for the step that this tick begins; 1 where left out. */
  readonly due?: number
  /** Calls before the step. */
  readonly calls?: readonly RecordedInput[]
  /** Calls inside the tick, by the system of the engine after which they came ('' before the first). */
  readonly during?: readonly (readonly [after: string, ...input: RecordedInput])[]
  /** What the tick read of the outside. */
  readonly reads?: readonly RecordedInput[]
  readonly completions?: readonly RecordedCompletion[]
  /** How far loads came: for `explain`, and for the watchdog. */
  readonly progress?: readonly (readonly [ticket: number, row: number, stage: Stage])[]
  /** Parts that stand of loads that are adopted part by part. */
  readonly parts?: readonly (readonly [ticket: number, row: number, done: number, total: number])[]
  /** Decoded bytes that were measured of sections without a promised size. */
  readonly sizes?: readonly (readonly [row: number, bytes: number])[]
  /** Outputs, in order. */
  readonly states?: readonly (readonly [row: number, from: State, to: State])[]
  readonly shown?: readonly number[]
  readonly hidden?: readonly number[]
  /** Sections of which the parts that stand come into the picture, and go out of it. */
  readonly partShown?: readonly number[]
  readonly partHidden?: readonly number[]
  /** Hash of all state changes so far; only where there were some. */
  readonly timeline?: string
}

export type RecordedCompletion = readonly [ticket: number, row: number, outcome: Outcome, message?: string]

/** Of a log, at once for the whole tick. */
type Draft = { -readonly [Name in keyof RecordedTick]: RecordedTick[Name] }

const head: Head = { code: 0, small: 0, phase: 0, which: 0 }

/**
 * Reads the tick whose entries begin at `from`.
 * @param systems Names of the engine's systems in their order.
 * @param out Set to where the next tick begins.
 */
export function readTick(log: TickLog, from: number, systems: readonly string[], out: { next: number }): RecordedTick {
  const { numbers, texts } = log
  const tick: Draft = { tick: 0 }
  let at = from
  for (;;) {
    readHead(log, at++, head)
    const name = entryName(head.code)
    if (name === 'end') break
    if (name === 'state') put(tick, 'states', [head.which, head.small as State, head.phase as State])
    else if (name === 'shown') put(tick, head.small ? 'shown' : 'hidden', head.which)
    else if (name === 'partShown') put(tick, head.small ? 'partShown' : 'partHidden', head.which)
    else if (name === 'parts') put(tick, 'parts', [numbers[at++], head.which, numbers[at++], numbers[at++]])
    else if (name === 'sizes') put(tick, 'sizes', [head.which, numbers[at++]])
    else if (name === 'progress') put(tick, 'progress', [numbers[at++], head.which, head.small as Stage])
    else if (name === 'completion') at = readCompletion(log, at, tick)
    else {
      const count = head.small === isText ? 0 : head.small === nineFollow ? 9 : head.small
      const values = Array.from(numbers.subarray(at, at + count))
      at += count
      const said = head.small === isText ? [JSON.parse(texts[head.which], unspell)] : [head.which, ...values]
      putInput(tick, name, head.phase, said, systems)
    }
  }
  tick.tick = head.which
  if (head.small & endFlags.due) tick.due = numbers[at++]
  if (head.small & endFlags.timeline) tick.timeline = hex(numbers[at++]) + hex(numbers[at++])
  out.next = at
  return tick
}

/** Bits of `small` of an end. */
export const endFlags = { due: 1, timeline: 2 } as const

const hex = (value: number) => (value >>> 0).toString(16).padStart(8, '0')

function put<Name extends Exclude<keyof RecordedTick, 'tick' | 'due' | 'timeline'>>(
  tick: Draft,
  name: Name,
  item: NonNullable<RecordedTick[Name]>[number],
): void {
  const items = (tick[name] ??= [] as unknown as Draft[Name]) as unknown[]
  items.push(item)
}

function putInput(tick: Draft, name: string, phase: number, said: unknown[], systems: readonly string[]): void {
  if (isRead(head.code)) put(tick, 'reads', [name, ...said])
  else if (phase === 0) put(tick, 'calls', [name, ...said])
  else put(tick, 'during', [phase === 1 ? '' : systems[phase - 2], name, ...said])
}

function readCompletion({ numbers, texts }: TickLog, at: number, tick: Draft): number {
  const { which: row, small, phase } = head
  const outcome = small as Outcome
  const ticket = numbers[at]
  put(tick, 'completions', phase === 0 ? [ticket, row, outcome] : [ticket, row, outcome, texts[numbers[at + 1]]])
  return at + 1 + phase
}

/** JSON knows neither NaN nor infinities, and forgets the sign of zero; here they are `{ "number": "-0" }`. */
export function spell(_key: string, value: unknown): unknown {
  if (ArrayBuffer.isView(value)) return Array.from(value as unknown as ArrayLike<number>)
  if (typeof value !== 'number' || (Number.isFinite(value) && !Object.is(value, -0))) return value
  return { number: Object.is(value, -0) ? '-0' : String(value) }
}

const spelt: ReadonlySet<unknown> = new Set(['NaN', 'Infinity', '-Infinity', '-0'])

export function unspell(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('number' in value) || !spelt.has(value.number)) return value
  return Object.keys(value).length === 1 ? Number(value.number) : value
}
