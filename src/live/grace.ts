import type { Engine } from '../engine'

/** Unwanted for the whole grace period, or since before a teleport or pressure ended all grace. */
export function graceOver(engine: Engine, s: number): boolean {
  return isOver(engine, engine.live.lastWanted[s])
}

/** The same for a root that left its outer range. */
export function rangeGraceOver(engine: Engine, s: number): boolean {
  return isOver(engine, engine.live.leftAt[s])
}

function isOver(engine: Engine, since: number): boolean {
  return engine.clock.tick - since >= engine.ticks.grace || since < engine.cut.graceEndsBefore
}
