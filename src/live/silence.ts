import type { Settings } from '../components/profile'

/** What is said of a backend that was given up on: while it read the bytes, or after that. */
export function sayNothing({ arrivalSeconds, watchdogSeconds }: Settings, reading: boolean): string {
  return reading ? `its bytes did not arrive in ${arrivalSeconds} s` : `no answer for ${watchdogSeconds} s`
}
