import { query } from 'bitecs'
import { createFigures, measureFigures, State, storeOf, type TerraneWorld } from 'terrane'
import { Chaser, Door } from './components'
import { countLamps, placeOf } from './game'
import { distanceToPlayer } from './player'
import { listPocket, lockedDoorNear } from './rules'

const figures = createFigures()

/** What the player should know, in words. */
export function writeHud(world: TerraneWorld, keptAt: string): void {
  measureFigures(world.terrane, figures)
  const { byState, sections } = figures
  const [x, , z] = placeOf(world)
  const ghost = query(world, [storeOf(world, Chaser)])[0]
  say('hud', [
    `at ${x.toFixed(0)}, ${z.toFixed(0)} m`,
    `keys: ${listPocket(world).join(', ') || 'none'}`,
    `ghost: ${ghost ? `${distanceToPlayer(world, ghost).toFixed(0)} m away` : 'left behind'}`,
    `doors here: ${query(world, [storeOf(world, Door)]).length}, lamps: ${countLamps(world)}`,
    `sections: ${byState[State.Loaded]} of ${sections}, ${byState[State.Loading]} on their way`,
    keptAt,
  ])
  say('hint', lockedDoorNear(world) ? ['Locked. Its key has its colour, and stands under a ray of light.'] : [])
}

function say(id: string, lines: readonly string[]): void {
  const element = document.getElementById(id)!
  const text = lines.join('\n')
  if (element.textContent !== text) element.textContent = text
}
