import { query } from 'bitecs'
import { budgets, colliders, composeWorld, entities, nullPresenter, step, storeOf, streaming, Transform } from 'terrane'
import type { OpenedWorld, TerraneWorld, WorkerPool } from 'terrane'
import { Beacon } from './components'
import { addPlayers, walkPlayers, type Player } from './players'

/** One world, and everybody in it. */
export interface Game {
  readonly world: TerraneWorld
  readonly players: readonly Player[]
  /** The beacon that each player stands at, by its entity; 0 for none. */
  readonly at: Uint32Array
}

/** What a server needs of a world; nothing else of it is read. */
export const kinds = ['entities', 'collider']

const budgetBytes = 16 * 2 ** 20

/** A world without pictures. The pool may serve several. */
export function openGame(sections: OpenedWorld, pool: WorkerPool, playerCount: number): Game {
  const presenter = nullPresenter()
  const stream = streaming({ sections, kinds, pool, presenter, profile: 'aggressive' })
  const world = composeWorld({ features: [stream, budgets({ budgetBytes }), entities([Beacon]), colliders()] })
  return { world, players: addPlayers(world, playerCount), at: new Uint32Array(playerCount) }
}

/** One tick: everybody walks, beacons count who comes, the world streams. */
export function tick(game: Game, seconds: number): void {
  walkPlayers(game.world, game.players, seconds)
  countVisits(game)
  step(game.world, seconds)
}

const reach = 2

/** Whoever comes to a beacon is counted once, until they have left it. */
function countVisits({ world, players, at }: Game): void {
  const [beacon, transform] = [storeOf(world, Beacon), storeOf(world, Transform)]
  const beacons = query(world, [beacon, transform])
  for (const [i, { x, z }] of players.entries()) {
    const near = beacons.find((eid) => Math.hypot(transform.x[eid] - x, transform.z[eid] - z) < reach) ?? 0
    if (near !== 0 && near !== at[i]) beacon.visits[near]++
    at[i] = near
  }
}
