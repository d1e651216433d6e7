import { fail } from '../errors'

/** Refuses a payload: what was found in it, and what a good one has there. */
export function corrupt(got: string, wanted: string): never {
  fail('payload-corrupt', got, wanted, 'Bake the world again, or check how the file was exported.')
}

/** A non-negative integer below `limit`, or refuses. `what` names it: "accessor 3: count". */
export function integerBelow(value: unknown, limit: number, what: string): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < limit) return value
  return corrupt(
    `${what} of ${JSON.stringify(value)}`,
    limit > 0 ? `an integer from 0 to ${limit - 1}` : 'none: nothing is there',
  )
}

/** `count` finite numbers, or `fallback` where there are none. */
export function numbersOr(value: unknown, fallback: readonly number[], what: string): readonly number[] {
  if (value === undefined) return fallback
  const good = Array.isArray(value) && value.length === fallback.length && value.every((each) => Number.isFinite(each))
  return good
    ? (value as number[])
    : corrupt(`${what} of ${JSON.stringify(value)?.slice(0, 60)}`, `${fallback.length} numbers`)
}

export function numberOr(value: unknown, fallback: number, what: string): number {
  return value === undefined ? fallback : numbersOr([value], [fallback], what)[0]
}

/** Decoded bytes that one payload may come to; more is a broken or hostile file, not a section. */
export const largestPayloadBytes = 256 << 20

/** Counts what decoding allocates, so that a small file cannot ask for endless memory. */
export interface Allowance {
  left: number
}

export function allocate(allowance: Allowance, bytes: number, what: string): void {
  allowance.left -= bytes
  if (!(allowance.left >= 0))
    corrupt(
      `${what}, which takes the payload over ${largestPayloadBytes >> 20} MiB`,
      'smaller payloads; split the section',
    )
}
