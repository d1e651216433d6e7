import { State } from '../components/state'
import type { BudgetedEngine } from './budgetedEngine'

/** `Budgeting.replanAt` while no protection runs out. */
export const neverReplanned = 0x7fff_ffff

const mebibyte = 1_048_576

/** Metres by which roots sort, and the keeps that come with them: nearest first, what is held a little nearer. */
export function rootKey({ live, budgets: { settings } }: BudgetedEngine, root: number): number {
  return Math.sqrt(live.rangeSquared[root]) * (live.admitted[root] ? settings.heldBonus : 1)
}

/** Metres by which refinements sort: weighted distance and size of what they bring (T-17). Far and large ones are given up first. */
export function weighRefinement(engine: BudgetedEngine, s: number): number {
  const { live, budgets } = engine
  const { settings } = budgets
  const distance = settings.giveUpDistanceWeight * Math.sqrt(live.detailSquared[s])
  return live.firstChild[s] < 0 ? distance : distance + (settings.giveUpSizeWeight * sizeBelow(engine, s)) / mebibyte
}

/** Bytes of the pictures that take the place of `s`. */
function sizeBelow(engine: BudgetedEngine, s: number): number {
  const { live } = engine
  let bytes = 0
  for (let child = live.firstChild[s]; child >= 0; child = live.nextSibling[child])
    bytes += live.structural[child] ? sizeBelow(engine, child) : live.bytes[child]
  return bytes
}

/**
 * T-17: within 30 m, inside its own streaming radius, or a full tile that has only just come. `was` it protected, it is so halfway to its exit:
 * a focus that goes to and fro at the edge of a radius changes nothing.
 */
export function isProtectedRoot(engine: BudgetedEngine, root: number, was: boolean): boolean {
  const { live } = engine
  const squared = live.rangeSquared[root]
  const enterSquared = live.enterSquared[root]
  const own = was ? Math.sqrt(enterSquared * live.exitSquared[root]) : enterSquared
  return squared <= own || isNear(engine, squared, live.admitted[root]) || isFresh(engine, root)
}

/** Within 30 m, or what took the place of `s` has only just come. */
export function isProtectedRefinement(engine: BudgetedEngine, s: number): boolean {
  const { live } = engine
  if (isNear(engine, live.detailSquared[s], live.refined[s])) return true
  if (!live.refined[s]) return false
  for (let child = live.firstChild[s]; child >= 0; child = live.nextSibling[child])
    if (isFresh(engine, child)) return true
  return false
}

function isNear({ budgets: { settings } }: BudgetedEngine, squared: number, held: number): boolean {
  const bonus = held ? settings.heldBonus * settings.heldBonus : 1
  return squared * bonus <= settings.protectedMetres * settings.protectedMetres
}

/** A full tile parsed less than 8 s ago; the plan is made again when that time is over. */
function isFresh({ live, clock, budgets }: BudgetedEngine, s: number): boolean {
  if (live.state[s] !== State.Loaded || live.structural[s] || live.refineInSquared[s] >= 0) return false
  const until = live.since[s] + budgets.ticks.protected
  if (clock.tick >= until) return false
  budgets.replanAt = Math.min(budgets.replanAt, until)
  return true
}
