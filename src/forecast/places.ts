import { sectionName, type SectionTable } from '../blobs/sectionBlob'
import { squaredDistanceToBox } from '../math/box'
import type { Row } from '../presenter'
import { sampleFocusPath, type FocusPath } from '../replay/focusPath'
import type { Gap } from './coverage'
import type { BackendLog, LoggedLoad } from './observedBackend'
import type { Simulation } from './simulation'

export type Point = readonly [x: number, y: number, z: number]

/** The worst place of a figure: the section that has most of it, when, and where the nearest focus was then. */
export interface Place {
  /** null: of no section in particular. */
  readonly section: string | null
  /** Of the path. */
  readonly seconds: number
  /** Metres. */
  readonly at: Point
  /** What was there, in words: 'missing for 1.40 s'. */
  readonly what: string
}

/** A section that was wanted and not there. */
export interface MissingPlace {
  readonly section: string
  /** All of them, over the path. */
  readonly seconds: number
  /** The longest time without a break: how long, since when, and where the nearest focus was when it began. */
  readonly longestSeconds: number
  readonly since: number
  readonly at: Point
}

/** Paths through a world, and how time is counted on them. */
export interface Track {
  readonly table: SectionTable
  readonly paths: readonly FocusPath[]
  readonly tickHz: number
}

/** Longest missing first. */
export function listMissing(track: Track, gaps: ReadonlyMap<Row, Gap>): MissingPlace[] {
  const seconds = (ticks: number) => ticks / track.tickHz
  const ordered = [...gaps.values()].sort((a, b) => b.ticks - a.ticks || a.row - b.row)
  return ordered.map((gap: Gap) => ({
    section: sectionName(track.table, gap.row),
    seconds: seconds(gap.ticks),
    longestSeconds: seconds(gap.longestTicks),
    since: seconds(gap.longestStart),
    at: nearestFocus(track, gap.row, gap.longestStart),
  }))
}

export type WorstPlaces = ReturnType<typeof findWorstPlaces>

/** The worst place of each figure that has one, by the figure's name; null where nothing of it happened. */
export function findWorstPlaces(track: Track, simulation: Simulation) {
  const { log, audit, peakTick, coverage } = simulation
  const place = (row: Row, tick: number, what: string): Place => ({
    section: sectionName(track.table, row),
    seconds: tick / track.tickHz,
    at: nearestFocus(track, row, tick),
    what,
  })
  const [slowest] = [...log.loads].sort((a, b) => ticksOf(b) - ticksOf(a))
  const [again] = countByRow(log.loads.map(({ row, startTick }) => ({ row, tick: startTick })))
  const [failing] = countByRow(log.failures)
  const peak: Place = { section: null, seconds: peakTick / track.tickHz, at: focusAt(track, 0, peakTick), what: 'peak' }
  const [later] = listMissing(track, coverage.later ?? new Map())
  return {
    afterWarmUp: later ? placeOfMissing(later) : null,
    peakBytes: peak,
    loadMs: slowest ? place(slowest.row, slowest.startTick, 'the slowest load') : null,
    reloads: again?.times > 1 ? place(again.row, again.tick, `loaded ${again.times} times`) : null,
    failures: failing ? place(failing.row, failing.tick, `failed ${failing.times} times`) : null,
    holes: audit.firstHole && place(audit.firstHole.row, audit.firstHole.tick - 1, 'the first'),
    doubles: audit.firstDouble && place(audit.firstDouble.row, audit.firstDouble.tick - 1, 'the first'),
  }
}

export function placeOfMissing({ section, seconds, since, at }: MissingPlace): Place {
  return { section, seconds: since, at, what: `missing for ${seconds.toFixed(2)} s` }
}

export const ticksOf = ({ startTick, doneTick }: LoggedLoad): number => doneTick - startTick

/** Most frequent rows first, each with the tick at which it was last. */
function countByRow(log: BackendLog['failures']): { row: Row; times: number; tick: number }[] {
  const counts = new Map<Row, { row: Row; times: number; tick: number }>()
  for (const { row, tick } of log) counts.set(row, { row, times: (counts.get(row)?.times ?? 0) + 1, tick })
  return [...counts.values()].sort((a, b) => b.times - a.times || a.row - b.row)
}

/** Where focus `i` of the track was at a tick of the path. */
function focusAt({ paths, tickHz }: Track, i: number, tick: number): Point {
  const begin = Math.min(...paths.map(({ times }) => times[0]))
  const point = [0, 0, 0]
  sampleFocusPath(paths[i], begin + tick / tickHz, point)
  return [point[0], point[1], point[2]]
}

function nearestFocus(track: Track, row: Row, tick: number): Point {
  const points = track.paths.map((_, i) => focusAt(track, i, tick))
  const distances = points.map(([x, y, z]) => squaredDistanceToBox(track.table.bounds, 6 * row, x, y, z))
  return points[distances.indexOf(Math.min(...distances))]
}
