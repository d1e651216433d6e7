import { sectionName } from './blobs/sectionBlob'
import { reasonNames } from './components/liveSection'
import { State, stateNames } from './components/state'
import { scoreNeeds } from './cut/needs'
import type { Engine, TerraneWorld } from './engine'
import { shownReason } from './live/demand'
import { listLoads, listUnloads } from './live/queues'
import { findLive } from './live/rowTable'
import { visualOf, type VisualState } from './live/visual'
import { rowOf, sectionId, type SectionId } from './sectionId'

/** One queued operation: what, why, and how urgent (lowest score first). */
export interface QueueEntry {
  readonly section: SectionId
  readonly name: string
  readonly reason: string
  /** Metres; see `scoreWeights`. For unloads the distance, negative: farthest first. */
  readonly score: number
}

/**
 * Both queues can be listed at any moment in the order in which they will be served, or a part of one: `count` entries from `first` on.
 * Allocates: for tools.
 */
export function listQueue(world: TerraneWorld, queue: 'loads' | 'unloads', first = 0, count = Infinity): QueueEntry[] {
  const { terrane } = world
  const { live } = terrane
  // While no load can start nobody makes scores.
  if (queue === 'loads' && terrane.cut.scoredTick !== terrane.clock.tick) scoreNeeds(terrane)
  const entry = (s: number): QueueEntry => ({
    section: sectionId(terrane, live.row[s]),
    name: sectionName(terrane.table, live.row[s]),
    reason: queue === 'loads' ? reasonNames[shownReason(terrane, s)] : whyUnwanted(terrane, s),
    score: queue === 'loads' ? live.score[s] : -Math.sqrt(live.rangeSquared[s]),
  })
  const waiting = queue === 'loads' ? listLoads(terrane) : listUnloads(terrane)
  return waiting.slice(first, first + count).map(entry)
}

function whyUnwanted(engine: Engine, s: number): string {
  const { live } = engine
  const root = live.root[s]
  if (engine.focuses.alive.length === 0) return 'no focus is left'
  if (!live.inRange[root]) return 'out of range'
  if (!live.admitted[root] || live.refused[s]) return 'over budget'
  return 'another representation took its place'
}

/** What is known of one section now. */
export interface SectionStatus {
  readonly name: string
  readonly state: (typeof stateNames)[number]
  readonly live: boolean
  readonly desired: boolean
  readonly shown: boolean
  /** How much of it is there to be seen: partial and usable are those of a load that is adopted mesh by mesh. */
  readonly visual: VisualState
  /** Meshes of such a load that are there, of how many; 0 of 0 for all others. They are in the picture where `partShown`. */
  readonly partsDone: number
  readonly partsTotal: number
  readonly partShown: boolean
  readonly reason: string
  /** Metres from the nearest focus ÷ its radius scale; Infinity without one or where it is not live. */
  readonly distance: number
  readonly failures: number
  readonly lastError: string
  /** What a load that is decoded waits for, in words; '' where nothing is known. */
  readonly waitsFor: string
  /** Ticks until a cooldown ends, 0 for none. */
  readonly cooldownTicks: number
}

/** Allocates: for tools and tests. @throws 'foreign-world' for another world's section. */
export function describeSection(world: TerraneWorld, section: SectionId): SectionStatus {
  const { terrane } = world
  const row = rowOf(terrane, section)
  const s = findLive(terrane.rows, row)
  const name = sectionName(terrane.table, row)
  if (s < 0) return { ...unknown, name }
  const { live } = terrane
  return {
    name,
    state: stateNames[live.state[s]],
    live: live.eid[s] !== 0,
    desired: live.desired[s] === 1,
    shown: live.shown[s] === 1,
    visual: visualOf(terrane, s),
    partsDone: live.partsDone[s],
    partsTotal: live.partsTotal[s],
    partShown: live.partShown[s] === 1,
    reason: reasonNames[shownReason(terrane, s)],
    distance: Math.sqrt(live.rangeSquared[s]),
    failures: live.failures[s],
    lastError: terrane.errors.get(row) ?? '',
    waitsFor: live.state[s] === State.Loading ? (terrane.backend.waitsFor?.(row) ?? '') : '',
    cooldownTicks: live.state[s] === State.Error ? Math.max(0, live.cooldownUntil[s] - terrane.clock.tick) : 0,
  }
}

const unknown: SectionStatus = {
  name: '',
  state: 'Idle',
  live: false,
  desired: false,
  shown: false,
  visual: 'empty',
  partsDone: 0,
  partsTotal: 0,
  partShown: false,
  reason: 'none',
  distance: Infinity,
  failures: 0,
  lastError: '',
  waitsFor: '',
  cooldownTicks: 0,
}

/** Calls back for every live section that has an entity: for gizmos, maps and tools. Rows index the world's table. */
export function forEachLive(
  world: TerraneWorld,
  visit: (row: number, state: State, shown: boolean, distance: number) => void,
): void {
  const { live } = world.terrane
  for (let i = 0; i < live.count; i++) {
    const s = live.order[i]
    if (live.eid[s] === 0) continue
    visit(live.row[s], live.state[s] as State, live.shown[s] === 1, Math.sqrt(live.rangeSquared[s]))
  }
}
