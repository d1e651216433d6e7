import { sectionName } from '../blobs/sectionBlob'
import type { Engine, TerraneWorld } from '../engine'
import { createWorkLog, type WorkAction, type WorkLog } from '../memory/workLog'
import { sectionId, type SectionId } from '../sectionId'
import { countOf } from './words'

/** One piece of work of a long frame: what for. */
export interface LongWork {
  readonly action: WorkAction
  readonly section: SectionId
  readonly name: string
  readonly kind: string
  readonly milliseconds: number
}

/** A frame in which streaming took 4 ms or more on the main thread, or in which the work meter stopped it. */
export interface LongFrameReport {
  /** Number of the last tick before it. */
  readonly tick: number
  /** All of streaming's work in it. */
  readonly milliseconds: number
  readonly bytes: number
  readonly operations: number
  /** What the meter stopped at; null: nothing was left to do. */
  readonly stop: 'bytes' | 'milliseconds' | 'operations' | null
  /** The four pieces of work that took longest, longest first. */
  readonly worst: readonly LongWork[]
  /** All of it in a sentence. */
  readonly words: string
}

/**
 * The last 64 long frames, oldest first, each with the sections that took the time (B-6). Frames are timed from the first call on: reading the clock costs.
 * Empty for a backend that cannot be watched.
 */
export function listLongFrames({ terrane }: TerraneWorld): LongFrameReport[] {
  const { table, telemetry } = terrane
  telemetry.work ??= watchWork(terrane)
  return telemetry.work.frames.map(({ worst, ...frame }) => {
    const named = worst.map(({ row, ...work }) => ({
      ...work,
      section: sectionId(terrane, row),
      name: sectionName(table, row),
    }))
    return { ...frame, worst: named, words: sayFrame(frame, named) }
  })
}

function watchWork({ backend, clock }: Engine): WorkLog {
  const log = createWorkLog(() => clock.tick)
  backend.watchWork?.(log)
  return log
}

function sayFrame(frame: Omit<LongFrameReport, 'worst' | 'words'>, worst: readonly LongWork[]): string {
  const { tick, milliseconds, operations, stop } = frame
  const works = worst.map(
    ({ action, name, kind, milliseconds: took }) => `${action} of "${name}" (${kind}) ${round(took)} ms`,
  )
  const stopped = stop ? `; the meter stopped it at ${stop}` : ''
  return `after tick ${tick}, ${round(milliseconds)} ms in ${countOf(operations, 'operation')}: ${works.join(', ')}${stopped}.`
}

const round = (milliseconds: number) => Math.round(milliseconds * 10) / 10
