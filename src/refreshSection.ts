import type { TerraneWorld } from './engine'
import { Input, noteInput } from './live/recorder'
import { createRefreshes } from './live/refreshes'
import { rowOf, type SectionId } from './sectionId'

/**
 * Loads a section anew in place, because its source has changed (a mesh made again, an edited file): what stands stays, shown or not, until the new
 * version is whole and takes its place (`SectionRefreshed`); a failure leaves the old one (`SectionRefreshFailed`, and the line in
 * `describeSection`). It takes a slot of the section's lane, and its bytes twice for that time: where the budget does not carry both it
 * waits. One refresh of a section runs at a time; asked again meanwhile, there is one more after it. What is not loaded needs none.
 */
export function refreshSection(world: TerraneWorld, section: SectionId): void {
  const { terrane } = world
  const row = rowOf(terrane, section)
  noteInput(terrane, Input.refreshSection, row)
  terrane.refreshes ??= createRefreshes()
  terrane.refreshes.waiting.add(row)
}
