import type { Engine } from '../engine'

/** Unwanted for the whole grace period, or since before a teleport or pressure ended all grace. */
export function graceOver(engine: Engine, s: number): boolean {
  return isOver(engine, engine.live.lastWanted[s]) || isBeyondCeiling(engine, engine.live.root[s])
}

/** May it be unloaded: its grace is over, and it has been resident for as long as it has to be, whatever became of it (T-10)? */
export function mayLeave(engine: Engine, s: number): boolean {
  return graceOver(engine, s) && engine.clock.tick - engine.live.since[s] >= engine.ticks.residence
}

/** The same for a root that left its outer range. */
export function rangeGraceOver(engine: Engine, s: number): boolean {
  return isOver(engine, engine.live.leftAt[s]) || isBeyondCeiling(engine, s)
}

function isOver(engine: Engine, since: number): boolean {
  return engine.clock.tick - since >= engine.ticks.grace || since < engine.cut.graceEndsBefore
}

/** T-10, T-16: so far from every focus that it is not waited for. Without any focus nobody knows. */
function isBeyondCeiling({ live, settings }: Engine, root: number): boolean {
  const squared = live.rangeSquared[root]
  const placed = live.enterSquared[root] >= 0 && squared < Infinity
  return placed && squared > settings.queryCeiling * settings.queryCeiling
}
