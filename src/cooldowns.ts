import { sectionName } from './blobs/sectionBlob'
import { State } from './components/state'
import type { Engine, TerraneWorld } from './engine'
import { Input, noteInput } from './live/recorder'
import { rowOf, sectionId, type SectionId } from './sectionId'

/** A section that failed and waits before it tries again. */
export interface CooldownEntry {
  readonly section: SectionId
  readonly name: string
  /** Until it tries again. */
  readonly seconds: number
  /** In a row. */
  readonly failures: number
  readonly lastError: string
}

/** All cooldowns that run, the one that ends first at the front. Allocates: for tools. */
export function listCooldowns(world: TerraneWorld): CooldownEntry[] {
  const { terrane } = world
  const { live, table, clock, settings, errors } = terrane
  const soonest = coolingDown(terrane).sort(
    (a, b) => live.cooldownUntil[a] - live.cooldownUntil[b] || live.rank[a] - live.rank[b],
  )
  return soonest.map((s) => ({
    section: sectionId(terrane, live.row[s]),
    name: sectionName(table, live.row[s]),
    seconds: Math.max(0, live.cooldownUntil[s] - clock.tick) / settings.tickHz,
    failures: live.failures[s],
    lastError: errors.get(live.row[s]) ?? '',
  }))
}

/**
 * Ends all cooldowns in the next tick, or that of one section: for a debug panel, after the server was fixed. What failed keeps its count, and so its
 * place behind all that has not. @returns how many.
 */
export function clearCooldowns(world: TerraneWorld, section?: SectionId): number {
  const { terrane } = world
  const row = section === undefined ? -1 : rowOf(terrane, section)
  noteInput(terrane, Input.clearCooldowns, Math.max(0, row), row < 0 ? 1 : 0)
  const cooling = coolingDown(terrane).filter((s) => row < 0 || terrane.live.row[s] === row)
  for (const s of cooling) terrane.live.cooldownUntil[s] = terrane.clock.tick
  return cooling.length
}

function coolingDown({ live }: Engine): number[] {
  return [...live.pending.subarray(0, live.pendingCount)].filter((s) => live.state[s] === State.Error)
}
