import type { Engine } from '../engine'

/** Starts that go to focuses with an open barrier for each one that goes to the others: three quarters (the share that OpenAC keeps for a teleport). */
const startsForOthers = 3

/** Weight of a focus in fair queueing now: its own, and most of the loader while a readiness barrier waits for it. */
export function shareOf({ focuses, barriers }: Engine, focus: number): number {
  const weight = focuses.weight[focus]
  if (barriers.length === 0 || focuses.barriers[focus] === 0) return weight
  let [awaited, others] = [0, 0]
  for (const other of focuses.alive)
    if (focuses.barriers[other] > 0) awaited += focuses.weight[other]
    else others += focuses.weight[other]
  return Math.max(weight, (startsForOthers * others * weight) / awaited)
}
