/**
 * A game server: 50 players on one world, without a screen. The world does with entities and colliders alone (`kinds`), not one byte of a mesh or
 * a texture is read; all players see the same beacons, and everybody stands on the ground. Once a second it says what is loaded and what a tick
 * costs.
 */
import { disposeWorld, openWorld } from 'terrane'
import { directorySource, nodePool } from 'terrane/node'
import { openGame, tick, type Game } from './game'
import { describe } from './report'

const ticksASecond = 60

export default async function serve(worldFolder: string, signal: AbortSignal): Promise<void> {
  const pool = nodePool()
  const sections = await openWorld(directorySource(worldFolder))
  const game = openGame(sections, pool, 50)
  await run(game, signal)
  disposeWorld(game.world)
  await pool.dispose()
}

/** Ticks by the clock, until it is told to end. */
async function run(game: Game, signal: AbortSignal): Promise<void> {
  const begun = performance.now()
  for (let ticks = 1; !signal.aborted; ticks++) {
    tick(game, 1 / ticksASecond)
    if (ticks % ticksASecond === 0) console.log(describe(game))
    const next = begun + (1000 * ticks) / ticksASecond
    await new Promise((done) => setTimeout(done, next - performance.now()))
  }
}
