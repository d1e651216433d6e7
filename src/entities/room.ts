import { countAlive } from './bulkSpawn'
import type { EntitySection } from './entitySection'
import type { EntityWorld } from './entityWorld'

/** Entities that a section brings at most. */
export function countNeeded({ state }: EntityWorld, row: number, baked: number): number {
  return baked + state.countGuests(row)
}

/** Says why a section of `baked` entities has to wait, or '' where there is room. A version of it that stands makes room itself. */
export function whyNoRoom(entities: EntityWorld, row: number, baked: number): string {
  const { ecs, capacity, reserved, owned } = entities
  const standing = owned.get(row)?.length ?? 0
  const needed = countNeeded(entities, row, baked)
  // Ids begin at 1.
  const free = capacity - 1 - countAlive(ecs) - reserved
  if (needed <= free + standing) return ''
  return `${show(needed)} entities, ${show(Math.max(0, free))} free of ${show(capacity)}`
}

/** Keeps room for a section that is not in the world, or gives it back. */
export function reserve(entities: EntityWorld, section: EntitySection, count: number): void {
  entities.reserved += count - section.reserved
  section.reserved = count
}

const show = (count: number) => count.toLocaleString('en')
