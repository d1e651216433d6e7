import {
  composeWorld,
  createEventCursor,
  createFocus,
  createSimulatedBackend,
  disposeWorld,
  EventKind,
  nullPresenter,
  readEvents,
  rowOf,
  sectionName,
  step,
  streaming,
  type OpenedWorld,
  type TerraneWorld,
} from 'terrane'
import { questFirst, questScore, rowsOfQuest } from './quest'
import { plot, side } from './scene'

export type Way = 'distance' | 'system' | 'score'

/** The same village, three times: as it is, with a system that boosts, with a score of the game's own. One load at a time, so that the order shows. */
export function openVillage(sections: OpenedWorld, way: Way, quest: string): TerraneWorld {
  const isQuest = new Uint8Array(sections.table.count)
  const stream = streaming({
    sections,
    presenter: nullPresenter(),
    profile: 'conservative',
    // Made of time alone: here only the order matters, and it is the same in every run.
    backend: ({ table }) => createSimulatedBackend({ table, latencyMs: 100 }),
    scorer: way === 'score' ? questScore(isQuest) : undefined,
  })
  const world = composeWorld({ features: way === 'system' ? [stream, questFirst(quest)] : [stream] })
  for (const row of rowsOfQuest(world, quest)) isQuest[row] = 1
  const middle = (plot * side) / 2
  createFocus(world, { position: [middle, 2, middle] })
  return world
}

/** Names of the sections in the order in which they come. */
export function loadOrder(sections: OpenedWorld, way: Way, quest: string): string[] {
  const world = openVillage(sections, way, quest)
  const cursor = createEventCursor(world)
  const names: string[] = []
  for (let quiet = 0; quiet < 60; quiet++) {
    step(world, 1 / 60)
    readEvents(world, cursor, (kind, section) => {
      if (kind !== EventKind.Loaded) return
      names.push(sectionName(sections.table, rowOf(world.terrane, section)))
      quiet = 0
    })
  }
  disposeWorld(world)
  return names
}
