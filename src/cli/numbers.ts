import { fail } from '../errors'

/** What a number on the command line must be. */
export interface NumberRule {
  /** In words: 'a length above 0 in metres'. */
  readonly wanted: string
  /** A value that works, for the advice. */
  readonly example: string
  allows(value: number): boolean
}

export const above0 = (wanted: string, example: string): NumberRule => ({
  wanted,
  example,
  allows: (value) => value > 0,
})

export const from0 = (wanted: string, example: string): NumberRule => ({
  wanted,
  example,
  allows: (value) => value >= 0,
})

export const whole = (least: number, most: number, example: string): NumberRule => ({
  wanted: `a whole number from ${least} to ${most}`,
  example,
  allows: (value) => Number.isInteger(value) && value >= least && value <= most,
})

export const share: NumberRule = {
  wanted: 'a share from 0 to 1',
  example: '0.05',
  allows: (value) => value >= 0 && value <= 1,
}

/** Reads an option's value. @throws TerraneError 'argument', in the words of the command line. */
export function readNumber(flag: string, rule: NumberRule): (text: string) => number {
  return (text) => {
    const value = text.trim() === '' ? NaN : Number(text)
    if (Number.isFinite(value) && rule.allows(value)) return value
    return fail('argument', `${flag} ${text}`, rule.wanted, `Pass ${flag} ${rule.example}, or leave it out.`)
  }
}
