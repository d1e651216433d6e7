import { query } from 'bitecs'
import {
  colliders,
  composeWorld,
  createFocus,
  entities,
  moveFocus,
  openSave,
  sectionId,
  sectionName,
  step,
  storeOf,
  streaming,
  Transform,
  type FocusId,
  type OpenedWorld,
  type SectionId,
  type StreamingOptions,
  type TerraneWorld,
} from 'terrane'
import { components, Lamp } from './components'
import { addPlayer, dropLamp, playerOf, type Wishes } from './player'
import { play } from './rules'
import { heightOf, layTown } from './town'

/** One game that is being played. Everything that lasts is in the world's entities, and in what `saveWorld` makes of them. */
export interface Game {
  readonly world: TerraneWorld
  /** Where the player is: what is near them is there. */
  readonly focus: FocusId
}

/** A new game, or the one in `save`. What draws, and where it runs, are the host's `options`. */
export async function openGame(
  sections: OpenedWorld,
  options: Partial<StreamingOptions> = {},
  save: Uint8Array | null = null,
): Promise<Game> {
  const world = composeWorld({ features: [streaming({ ...options, sections }), entities(components), colliders()] })
  if (save) await openSave(world, save)
  const { x, z, yaw } = layTown().start
  if (playerOf(world) === 0) addPlayer(world, x, heightOf(x, z), z, yaw)
  return { world, focus: createFocus(world, { position: placeOf(world) }) }
}

/** One frame: the rules, then the streaming around where the player came to. */
export function advance({ world, focus }: Game, wishes: Wishes, seconds: number): void {
  play(world, wishes, seconds)
  moveFocus(world, focus, ...placeOf(world))
  step(world, seconds)
}

export function placeOf(world: TerraneWorld): [x: number, y: number, z: number] {
  const [{ x, y, z }, player] = [storeOf(world, Transform), playerOf(world)]
  return [x[player], y[player], z[player]]
}

/** The player puts down a lamp like the one in the square. */
export function putLamp({ world }: Game): number {
  return dropLamp(world, findSection(world, 'figure/Town/Lamp'))
}

export const countLamps = (world: TerraneWorld) => query(world, [storeOf(world, Lamp)]).length

/** @throws Error where the town was baked without it. */
function findSection({ terrane }: TerraneWorld, name: string): SectionId {
  for (let row = 0; row < terrane.table.count; row++)
    if (sectionName(terrane.table, row) === name) return sectionId(terrane, row)
  throw new Error(`no section ${name} in this town`)
}
