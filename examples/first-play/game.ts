import {
  authoredFocus,
  composeWorld,
  createAssetBackend,
  createFocus,
  step,
  streaming,
  timelineHash,
  type OpenedWorld,
  type Presenter,
  type TerraneWorld,
  type WorkerPool,
} from 'terrane'
import { lockstep, type Lockstep } from './lockstep'

const ticksASecond = 60

/** A lap of the road there and back, and the rest at its end, in ticks. */
export const lapTicks = 60 * 57
const metresATick = 18 / ticksASecond
const restTicks = 60 * 8

/** Where the walk begins and turns, along z. */
export const start = 100
export const turn = -340

/** One walk along the road. */
export interface Game {
  readonly world: TerraneWorld
  /** The camera: one focus follows it, and measures its velocity. */
  readonly camera: { readonly x: number; readonly y: number; z: number }
  /** Radians; north is 0. */
  yaw: number
  readonly far: Lockstep
  /** Timeline hash at the end of each lap. */
  readonly laps: string[]
}

/** @param pool Left out: Web Workers of the world's own. */
export function openGame(sections: OpenedWorld, presenter: Presenter, pool?: WorkerPool): Game {
  const authored = authoredFocus(sections.table)
  const [x, y, z] = authored.position
  const camera = { x, y, z }
  const made: Lockstep[] = []
  const stream = streaming({
    sections,
    presenter,
    settings: { tickHz: ticksASecond },
    backend(site) {
      made.push(lockstep(createAssetBackend(site, { source: sections.source, pool })))
      return made[0].backend
    },
  })
  const world = composeWorld({ features: [stream] })
  createFocus(world, { ...authored, follow: camera })
  return { world, camera, yaw: 0, far: made[0], laps: [] }
}

/** One tick of the walk, unless the far end has to be waited for. @returns whether it ran. */
export function advance(game: Game): boolean {
  const { world, far, laps } = game
  if (far.isBehind()) {
    step(world, 0)
    return false
  }
  walk(game, (world.terrane.clock.tick + 1) % lapTicks)
  step(world, 1 / ticksASecond)
  if (world.terrane.clock.tick % lapTicks === 0) laps.push(timelineHash(world.terrane.telemetry))
  return true
}

/** There and back at a steady pace, then a rest until all that was left is gone. */
function walk(game: Game, tick: number): void {
  const way = (start - turn) / metresATick
  const out = tick <= way
  const metres = Math.min(tick, way) - Math.max(0, Math.min(tick - way, way))
  game.camera.z = start - metres * metresATick
  game.yaw = out || tick >= lapTicks - restTicks / 2 ? 0 : Math.PI
}
