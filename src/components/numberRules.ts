import { fail } from '../errors'

/** What a number has to be, in words, and whether it is. */
export type Rule = readonly [wanted: string, holds: (value: number) => boolean]

export const above0: Rule = ['a finite number above 0', (value) => value > 0 && value < Infinity]
export const above0Open: Rule = ['a number above 0', (value) => value > 0]
export const from0: Rule = ['a finite number, 0 or more', (value) => value >= 0 && value < Infinity]
export const from0Open: Rule = ['a number, 0 or more', (value) => value >= 0]
export const share: Rule = ['a number above 0, at most 1', (value) => value > 0 && value <= 1]
export const shareOr0: Rule = ['a number from 0 to 1', (value) => value >= 0 && value <= 1]
export const from1: Rule = ['a finite number, 1 or more', (value) => value >= 1 && value < Infinity]
export const from1Open: Rule = ['a number, 1 or more', (value) => value >= 1]
export const whole = (most: number): Rule => [
  `a whole number from 1 to ${most}`,
  (value) => Number.isInteger(value) && value >= 1 && value <= most,
]

/** A rule for every number among settings. */
export type Rules<Settings> = {
  readonly [Name in keyof Settings as Settings[Name] extends number ? Name : never]: Rule
}

/** Checks numbers at the door, so that no tick meets one that it cannot work with. `where` is what errors call them. @throws TerraneError 'argument'. */
export function checkNumbers<Settings extends object>(where: string, settings: Settings, rules: Rules<Settings>): void {
  for (const [name, [wanted, holds]] of Object.entries<Rule>(rules)) {
    const value = settings[name as keyof Settings] as number
    if (!holds(value)) refuseSetting(`${where}.${name}`, value, wanted)
  }
}

export function refuseSetting(name: string, got: number | string, wanted: string): never {
  return fail('argument', `${name} ${got}`, wanted, 'Leave it out for the default.')
}
