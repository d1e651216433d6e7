import type { SectionTable } from '../blobs/sectionBlob'
import type { View } from '../components/focus'
import type { Engine } from '../engine'
import { indexRegions, type Regions } from './regions'
import { createScreen, drawScreen, measureCovered, type Screen } from './screen'

/** Who covers whom in a tiled scene: its regions, and a screen for each focus that has a view. */
export interface Occlusion {
  readonly table: SectionTable
  /** Null: T-9 does not apply, as in uniform grids. */
  readonly regions: Regions | null
  readonly screens: Map<number, Screen>
}

export function createOcclusion(table: SectionTable): Occlusion {
  return { table, regions: indexRegions(table), screens: new Map() }
}

/** The screen of a focus as the tiles that are in the picture now fill it: drawn once a tick. */
export function screenOf(engine: Engine, { table, regions, screens }: Occlusion, focus: number, view: View): Screen {
  let screen = screens.get(focus)
  if (screen === undefined) screens.set(focus, (screen = createScreen(table, regions?.count ?? 0)))
  if (screen.tick !== engine.clock.tick) drawScreen(engine, screen, focus, view)
  return screen
}

/** The largest share that closer tiles cover of a region above a row's tile: all of them are tested (T-9), each once a tick. */
export function ancestorCovered(
  engine: Engine,
  { regions }: Occlusion,
  screen: Screen,
  focus: number,
  view: View,
  row: number,
): number {
  if (regions === null) return 0
  let most = 0
  for (let region = regions.above[row]; region >= 0; region = regions.parent[region]) {
    if (screen.measuredAt[region] !== screen.tick) {
      screen.measuredAt[region] = screen.tick
      screen.covered[region] = measureCovered(engine, screen, focus, view, regions.boxes, 6 * region)
    }
    most = Math.max(most, screen.covered[region])
  }
  return most
}

/** The same as a focus sees it, as long as occlusion is on; 0 without a view. Of a refinement, what is least covered of all that it brings. */
export function coveredShareOf(
  engine: Engine,
  occlusion: Occlusion,
  row: number,
  focus: number,
  refine: boolean,
): number {
  const { focuses, settings, table } = engine
  const view = focus < 0 ? null : focuses.view[focus]
  if (occlusion.regions === null || view === null || !settings.occlusion || !settings.importance) return 0
  const screen = screenOf(engine, occlusion, focus, view)
  if (!refine) return ancestorCovered(engine, occlusion, screen, focus, view, row)
  let least = 1
  const end = table.firstChild[row] + table.childCount[row]
  for (let child = table.firstChild[row]; child < end; child++)
    least = Math.min(least, ancestorCovered(engine, occlusion, screen, focus, view, child))
  return least
}
