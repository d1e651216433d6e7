import {
  boost,
  defaultScore,
  metadataColumn,
  sectionId,
  type Engine,
  type Feature,
  type Scorer,
  type TerraneWorld,
} from 'terrane'

/** How much sooner a place of the quest loads: as if it were a kilometre nearer. In metres, as all scores are. */
const questMetres = 1000

/** Table rows of the sections that a quest needs. What they are is in the section table: nothing has to be loaded for it. */
export function rowsOfQuest(world: TerraneWorld, quest: string): number[] {
  const { info } = world.terrane.table
  const quests = metadataColumn(world, 'quest', 'text')
  return [...quests.keys()].filter((row) => info.metadataTexts[quests[row]] === quest)
}

/**
 * The first way: a system of its own, slotted in by name between the cut, which makes scores, and the diff, which acts on them. It can change
 * its mind in every tick; `boost` does nothing for what is not wanted anyway.
 */
export function questFirst(quest: string): Feature {
  let rows: readonly number[] = []
  return {
    name: 'QuestFirst',
    after: 'DesiredSetBuild',
    before: 'StreamingDiff',
    reads: ['score'],
    writes: ['score'],
    setup: (world) => void (rows = rowsOfQuest(world, quest)),
    run(world) {
      for (const row of rows) boost(world, sectionId(world.terrane, row), questMetres)
    },
  }
}

/**
 * The second way: another score in place of the default one. It is asked for every section that lacks something, so it looks into a table
 * that was made before, and allocates nothing.
 * @param isQuest By table row, 1 for the quest's; may be filled after the world is composed.
 */
export function questScore(isQuest: Uint8Array): Scorer {
  return (engine: Engine, s: number) => defaultScore(engine, s) - (isQuest[engine.live.row[s]] === 1 ? questMetres : 0)
}
