import { query } from 'bitecs'
import { createFigures, forEachLive, measureFigures, State, storeOf } from 'terrane'
import { Beacon } from './components'
import { kinds, type Game } from './game'

/** What is going on, in one line. */
export function describe(game: Game): string {
  const { world, players } = game
  const figures = createFigures()
  measureFigures(world.terrane, figures)
  const standing = players.filter(({ onGround }) => onGround).length
  const loaded = [...countLoaded(game)].map(([kind, count]) => `${count} ${kind}`).join(', ') || 'nothing'
  const micros = (milliseconds: number) => Math.round(1000 * milliseconds)
  return (
    `${standing} of ${players.length} players on the ground; loaded: ${loaded} (${figures.loads} loads so far); ` +
    `${countVisits(game)} visits; a tick of Terrane: ${micros(figures.tickMedianMs)} µs, p99 ${micros(figures.tickP99Ms)} µs`
  )
}

/** Sections in memory, by kind. (Meshes that entities require count as loaded too, without a byte.) */
export function countLoaded({ world }: Game): Map<string, number> {
  const { table } = world.terrane
  const counts = new Map<string, number>()
  forEachLive(world, (row, state) => {
    const kind = table.info.kinds[table.kind[row]]
    if (state === State.Loaded && kinds.includes(kind)) counts.set(kind, (counts.get(kind) ?? 0) + 1)
  })
  return counts
}

/** Of the beacons that are here. */
export function countVisits({ world }: Game): number {
  const beacon = storeOf(world, Beacon)
  return [...query(world, [beacon])].reduce((sum, eid) => sum + beacon.visits[eid], 0)
}
