/** Mixes a 32-bit integer so that every input bit reaches every output bit (the finalizer of MurmurHash3, public domain). */
export function mix32(value: number): number {
  let h = value | 0
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

/** A 32-bit hash of up to three integers: the engine's only source of "random" numbers, the same on every machine. */
export function hash32(a: number, b = 0, c = 0): number {
  return mix32(mix32(mix32(a) ^ Math.imul(b, 0x9e3779b1)) ^ Math.imul(c, 0x7feb352d))
}

/** `hash32` as a fraction in [0, 1). */
export function hashFraction(a: number, b = 0, c = 0): number {
  return hash32(a, b, c) / 0x1_0000_0000
}

/** A 64-bit hash of a string that goes on: hashing "ab" is hashing "a" and then "b". */
export interface HashState {
  readonly low: number
  readonly high: number
  /** UTF-16 units so far. */
  readonly length: number
}

export const hashStart: HashState = { low: 0x811c9dc5, high: 0xc9dc5118, length: 0 }

/** The hash of what came before and then this text. */
export function hashOn(state: HashState, text: string): HashState {
  let { low, high } = state
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    low = Math.imul(low ^ unit, 0x01000193)
    high = Math.imul(high ^ unit ^ (low >>> 15), 0x01000193)
  }
  return { low, high, length: state.length + text.length }
}

/** The finished hash, as [low, high] 32-bit halves. */
export function hashEnd({ low, high, length }: HashState): [low: number, high: number] {
  return [mix32(low ^ length), mix32(high ^ low)]
}

/** 64-bit hash of a string (two mixed FNV-1a streams over UTF-16 units), as [low, high] 32-bit halves. */
export function hashString64(text: string): [low: number, high: number] {
  return hashEnd(hashOn(hashStart, text))
}
