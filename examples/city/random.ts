import { hashFraction, hashString64 } from '../../src/math/hash'

/** A seeded stream of numbers. Each subject of the city has its own, so that changing one leaves the others as they are. */
export interface Random {
  /** In [0, 1). */
  next(): number
  range(from: number, to: number): number
  /** A whole number in [from, to]. */
  whole(from: number, to: number): number
  chance(probability: number): boolean
  pick<T>(choices: readonly T[]): T
}

export function createRandom(seed: number, subject: string): Random {
  const [stream] = hashString64(subject)
  let drawn = 0
  const next = () => hashFraction(seed, stream, drawn++)
  return {
    next,
    range: (from, to) => from + (to - from) * next(),
    whole: (from, to) => from + Math.floor((to - from + 1) * next()),
    chance: (probability) => next() < probability,
    pick: (choices) => choices[Math.floor(next() * choices.length)],
  }
}
