import type { Engine } from '../engine'
import { showsBelow } from './picture'
import { Gate } from '../components/gates'

/** A failing section whose finer ones show stays refined, whatever distance says: coarsening it would leave nothing. */
export function keepsFiner(engine: Engine, s: number): boolean {
  const { live } = engine
  return live.failing[s] === 1 && !live.structural[s] && live.inRange[live.root[s]] === 1 && showsBelow(live, s)
}

/** Gates refuse new root and refine steps, judged on the parent's box; never a held one, never a structural section's. What they refuse is counted. */
export function passesGate(engine: Engine, s: number, held: number, refine: boolean): boolean {
  if (held === 1 || !engine.cut.gated || engine.live.structural[s] === 1) return true
  const gate = gateOf(engine, s, refine)
  if (gate === Gate.None) return true
  engine.telemetry.gated[gate]++
  return false
}

/** The gate that would refuse to begin a root now, or what it refines into. */
export function gateOf(engine: Engine, s: number, refine: boolean): Gate {
  return gateOfRow(engine, engine.live.row[s], engine.live.bestFocus[s], refine)
}

/** The same of a row, live or not, as the focus that is nearest to it sees it. */
export function gateOfRow(engine: Engine, row: number, focus: number, refine: boolean): Gate {
  const { views, tiles } = engine
  if (views !== null && views.isOutOfView(engine, row)) return Gate.View
  return tiles === null ? Gate.None : tiles.gateOf(engine, row, focus, refine)
}

/** Before a plan counts anew what gates refuse. */
export function clearGates({ telemetry }: Engine): void {
  for (let gate = Gate.View; gate < Gate.Memory; gate++) telemetry.gated[gate] = 0
}
