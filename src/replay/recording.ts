import { fail } from '../errors'
import { recordingFormat, recordingVersion, type RecordingHeader } from './header'
import type { RecordedTick } from './recordedTick'
import { createChain, readLine, type LineChain } from './recordingText'
import type { Snapshot } from './snapshot'

/** The last line of a recording that was ended. */
export interface RecordingEnd {
  /** The tick after which it ended. */
  readonly end: number
  readonly timeline: string
  /** Why, where the world did not simply stop. */
  readonly why?: string
}

export interface Recording {
  readonly header: RecordingHeader
  /** Where it begins in the middle of a game. */
  readonly snapshot: Snapshot | null
  /** Ticks of which there was something to say, in order. */
  readonly ticks: readonly RecordedTick[]
  /** Null for one that was cut off: a crash, a full disk. */
  readonly end: RecordingEnd | null
  /** A last line that is not whole was left out. */
  readonly torn: boolean
  /** Ticks whose line was changed after it was recorded: the sum says so. */
  readonly altered: ReadonlySet<number>
}

/** Number of the last tick that a recording knows of. */
export function lastTick({ header, ticks, end }: Recording): number {
  return end?.end ?? ticks[ticks.length - 1]?.tick ?? header.tick
}

/**
 * Reads a recording. A last line that is not whole is left out.
 * @param name What errors call it.
 * @throws TerraneError 'recording-corrupt' naming the line, 'recording-newer' for a version that this one cannot read.
 */
export function readRecording(text: string, name: string): Recording {
  const chain = createChain()
  const lines = text.split('\n')
  const whole = lines.pop() === ''
  const header = readHeader(chain, lines[0] ?? text, name)
  const ticks: RecordedTick[] = []
  const altered = new Set<number>()
  let [snapshot, end]: [Snapshot | null, RecordingEnd | null] = [null, null]
  for (let i = 1; i < lines.length; i++) {
    const line = readLine(chain, lines[i])
    if (line === null || end !== null)
      corrupt(`${name}:${i + 1}, which is ${describe(lines[i])}`, 'a line of a recording')
    const { value, sound } = line
    if ('snapshot' in value) snapshot = value.snapshot as Snapshot
    else if ('end' in value) end = value as RecordingEnd
    else ticks.push(readTickLine(value, ticks[ticks.length - 1]?.tick ?? header.tick, `${name}:${i + 1}`))
    if (!sound && 'tick' in value) altered.add(value.tick as number)
    else if (!sound) corrupt(`${name}:${i + 1}, which was changed after it was recorded`, 'the line as it was written')
  }
  if (header.tick > 0 && snapshot === null)
    corrupt(`${name}, which begins at tick ${header.tick} without a snapshot`, 'a snapshot on the second line')
  return { header, snapshot, ticks, end, torn: !whole, altered }
}

function readHeader(chain: LineChain, line: string, name: string): RecordingHeader {
  const found = readLine(chain, line)
  const header = found?.value as Partial<RecordingHeader> | undefined
  if (header?.format !== recordingFormat)
    corrupt(`${name}, which begins with ${describe(line)}`, `a line with "format":"${recordingFormat}"`)
  if (header.version !== recordingVersion)
    fail(
      'recording-newer',
      `${name}: a recording of version ${header.version}, by terrane ${header.terrane}`,
      `version ${recordingVersion}`,
      'Replay it with the version that recorded it.',
    )
  if (!found?.sound) corrupt(`${name}:1, which was changed after it was recorded`, 'the header as it was written')
  return header as RecordingHeader
}

function readTickLine(value: object, before: number, where: string): RecordedTick {
  const { tick } = value as Partial<RecordedTick>
  if (Number.isSafeInteger(tick) && tick! > before) return value as RecordedTick
  return corrupt(`${where}: tick ${String(tick)} after ${before}`, 'a whole number above it')
}

function describe(line: string): string {
  return line.length === 0 ? 'empty' : `"${line.slice(0, 40)}${line.length > 40 ? '…' : ''}"`
}

function corrupt(got: string, wanted: string): never {
  return fail('recording-corrupt', got, wanted, 'Record it again; what a crash cuts off is left out by itself.')
}
