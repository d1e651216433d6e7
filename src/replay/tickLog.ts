import { Input } from '../live/recorder'

/**
 * Ticks as numbers: what a recorder writes while a tick runs, without an allocation. An entry is a head (what it is, when in the tick, which one it is
 * about) and as many values as the head says. `readTick` turns the entries of one tick into a `RecordedTick`.
 */
export interface TickLog {
  numbers: Float64Array
  length: number
  /** Where its whole ticks end, and the entries of the running one begin. */
  whole: number
  /** Whoever keeps it wants to hear of ticks that end from here on, and of those that make it as long as this. 0: of all. */
  dueTick: number
  dueLength: number
  /** What numbers cannot say: JSON and messages, by their place; and how many characters they have in all. */
  texts: string[]
  characters: number
}

/** What came out of a tick, by its number behind those of inputs; `end` closes a tick. */
export enum Output {
  end = 32,
  state = 33,
  shown = 34,
  partShown = 35,
  completion = 36,
  progress = 37,
  parts = 38,
  sizes = 39,
}

type EntryName = keyof typeof Input | keyof typeof Output

export const entryName = (code: number): EntryName => (Input[code] ?? Output[code]) as EntryName

/** In `small` of an input: nine numbers follow (a rotation), or `which` is the place of a text. */
export const nineFollow = 5
export const isText = 7

/** Parts of a head: 6 bits of code, 3 of a small number (of inputs: how many values follow), 5 of the phase, then which one it is about. */
const smallFactor = 64
const phaseFactor = 512
const whichFactor = 16_384

export interface Head {
  code: number
  /** 0 … 7 */
  small: number
  /** 0 … 31 */
  phase: number
  /** 0 … 2³⁹ − 1 */
  which: number
}

export function createTickLog(numbers = 1024): TickLog {
  const nothing = { length: 0, whole: 0, dueTick: 0, dueLength: 0 }
  return { numbers: new Float64Array(numbers), ...nothing, texts: [], characters: 0 }
}

export function clearLog(log: TickLog): void {
  log.length = log.whole = log.texts.length = log.characters = 0
}

export function writeHead(log: TickLog, code: number, small: number, phase: number, which: number): void {
  writeNumber(log, headOf(code, small, phase, which))
}

export const headOf = (code: number, small: number, phase: number, which: number): number =>
  code + small * smallFactor + phase * phaseFactor + which * whichFactor

/** A head and the first `count` of four values: what nearly every tick has is written in one go. */
export function writeFour(log: TickLog, head: number, count: number, a: number, b: number, c: number, d: number): void {
  if (log.length + 5 > log.numbers.length) grow(log)
  const { numbers, length } = log
  numbers[length] = head
  numbers[length + 1] = a
  numbers[length + 2] = b
  numbers[length + 3] = c
  numbers[length + 4] = d
  log.length = length + 1 + count
}

export function readHead(log: TickLog, at: number, out: Head): void {
  const head = log.numbers[at]
  out.which = Math.floor(head / whichFactor)
  const rest = head - out.which * whichFactor
  out.phase = rest >> 9
  out.small = (rest >> 6) & 7
  out.code = rest & 63
}

export function writeNumber(log: TickLog, value: number): void {
  if (log.length === log.numbers.length) grow(log)
  log.numbers[log.length++] = value
}

/** Keeps a text, whose size is worth a look at the end of its tick. @returns its place. */
export function writeText(log: TickLog, text: string): number {
  log.dueLength = 0
  log.characters += text.length
  return log.texts.push(text) - 1
}

/** Numbers that a log grows by: a box of a known size must not be twice what it needs. */
export const growth = 8192

function grow(log: TickLog): void {
  const larger = new Float64Array(log.numbers.length + growth)
  larger.set(log.numbers)
  log.numbers = larger
}
