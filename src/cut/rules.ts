import type { Engine } from '../engine'
import { showsBelow } from './picture'
import { isOutOfView } from './views'

/** A failing section whose finer ones show stays refined, whatever distance says: coarsening it would leave nothing. */
export function keepsFiner(engine: Engine, s: number): boolean {
  const { live } = engine
  return live.failing[s] === 1 && !live.structural[s] && live.inRange[live.root[s]] === 1 && showsBelow(live, s)
}

/** Gates refuse new root and refine steps, judged on the parent's box; never a held one, never a structural section's. */
export function passesGate(engine: Engine, s: number, held: number): boolean {
  return held === 1 || engine.live.structural[s] === 1 || !isOutOfView(engine, s)
}
