/**
 * What a quest needs loads first: once by a system slotted into the tick by its name, once by a score of the game's own. Three of 81 huts belong to the quest; they say so
 * in their metadata, as a designer typed it in Blender. The order in which the village loads is printed three ways.
 */
import { openWorld } from 'terrane'
import { directorySource } from 'terrane/node'
import { loadOrder, type Way } from './orders'
import { questHuts } from './scene'

const quest = 'the lost ring'
const shown = 12

export default async function show(worldFolder: string): Promise<void> {
  const sections = await openWorld(directorySource(worldFolder))
  const wanted = new Set(questHuts[quest].map(([column, row]) => `cell_${column}_${row}`))
  console.log(`the first ${shown} sections to load; * belongs to "${quest}"`)
  for (const way of ['distance', 'system', 'score'] satisfies Way[]) {
    const order = loadOrder(sections, way, quest).slice(0, shown)
    console.log(`${way.padEnd(8)}  ${order.map((name) => (wanted.has(name) ? `*${name}` : name)).join('  ')}`)
  }
}
