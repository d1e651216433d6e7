import { hashEnd, hashOn, hashStart } from '../math/hash'
import { spell, unspell } from './recordedTick'

/**
 * A recording is lines of JSON, and each ends in a sum over itself and the sum before: what was changed afterwards is found on its line, what is missing
 * on the next.
 */
export interface LineChain {
  sum: string
}

export const createChain = (): LineChain => ({ sum: '' })

/** One line with its sum, and no line break. */
export function writeLine(chain: LineChain, value: object): string {
  const text = JSON.stringify(value, spell)
  chain.sum = sumOf(chain.sum, text)
  return `${text.slice(0, -1)},"sum":"${chain.sum}"}`
}

/** What a line says, and whether its sum is right; null for what is no line of a recording. */
export function readLine(chain: LineChain, line: string): { readonly value: object; readonly sound: boolean } | null {
  const found = /^(\{.*),"sum":"([0-9a-f]{8})"\}$/.exec(line)
  if (!found) return null
  const text = `${found[1]}}`
  const sound = sumOf(chain.sum, text) === found[2]
  chain.sum = found[2]
  try {
    return { value: JSON.parse(text, text.includes('{"number":') ? unspell : undefined) as object, sound }
  } catch {
    return null
  }
}

function sumOf(before: string, text: string): string {
  const [low] = hashEnd(hashOn(hashOn(hashStart, before), text))
  return (low >>> 0).toString(16).padStart(8, '0')
}
