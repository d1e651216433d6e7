import { sectionName } from '../blobs/sectionBlob'
import { Stage, stageCount, stageNames } from '../components/stageTimes'
import { showsAt } from '../cut/picture'
import type { Engine, TerraneWorld } from '../engine'
import { explain } from '../explain/explain'
import { findLive } from '../live/rowTable'
import { rowOf, sectionId, type SectionId } from '../sectionId'
import { measureLateness, sumDelays, wayOf, type LateStage } from './delays'

/** What is wanted for longer than this and is not there is late, seconds. */
export const lateAfterSeconds = 1

/** A section that is wanted and late. */
export interface LateSection {
  readonly section: SectionId
  readonly name: string
  /** Centre of its bounds, metres. */
  readonly place: readonly [x: number, y: number, z: number]
  /** Since it was wanted. */
  readonly seconds: number
  /** Where most of that time went. */
  readonly stage: LateStage
  /** Seconds by stage, in order; the last one is running. */
  readonly stages: Readonly<Partial<Record<LateStage, number>>>
  /** true: nothing at all is shown there; false: something coarser is. */
  readonly blank: boolean
  /** `explain` of it. */
  readonly why: string
}

export interface LateOptions {
  /** Seconds after which a section is late. Default 1. */
  readonly after?: number
}

/** All that is late now, longest first. Allocates: for people and tools. */
export function listLate(world: TerraneWorld, options: LateOptions = {}): LateSection[] {
  const { terrane } = world
  const { live, settings } = terrane
  const least = (options.after ?? lateAfterSeconds) * settings.tickHz
  const late: { s: number; ticks: number }[] = []
  for (let i = 0; i < live.count; i++) {
    const s = live.order[i]
    const ticks = measureLateness(terrane, s)
    if (ticks >= least && ticks >= 0) late.push({ s, ticks })
  }
  late.sort((a, b) => b.ticks - a.ticks || live.rank[a.s] - live.rank[b.s])
  return late.map(({ s, ticks }) => describeLate(world, s, ticks))
}

function describeLate(world: TerraneWorld, s: number, ticks: number): LateSection {
  const { terrane } = world
  const { live, settings, table } = terrane
  const row = live.row[s]
  const section = sectionId(terrane, row)
  return {
    section,
    name: sectionName(table, row),
    place: centreOf(terrane, row),
    seconds: ticks / settings.tickHz,
    ...sumDelays(wayOf(terrane, s), settings.tickHz),
    blank: !showsAt(live, s),
    why: explain(world, section),
  }
}

export function centreOf({ table: { bounds } }: Engine, row: number): [x: number, y: number, z: number] {
  const middle = (axis: number) => (bounds[6 * row + axis] + bounds[6 * row + 3 + axis]) / 2
  return [middle(0), middle(1), middle(2)]
}

/** Ticks of the stages of one section since it was wanted; left out where it has not come so far. */
export type SectionStages = Partial<Record<(typeof stageNames)[number], number>>

/** When a section was wanted, queued, asked for, and so on, until it was shown. Allocates. @throws 'foreign-world'. */
export function describeStages(world: TerraneWorld, section: SectionId): SectionStages {
  const { rows, stages } = world.terrane
  const s = findLive(rows, rowOf(world.terrane, section))
  const found: SectionStages = {}
  if (s < 0) return found
  for (let stage: number = Stage.Wanted; stage < stageCount; stage++) {
    const tick = stages.at[stageCount * s + stage]
    if (tick >= 0) found[stageNames[stage]] = tick
  }
  return found
}
