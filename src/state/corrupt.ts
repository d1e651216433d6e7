import { fail } from '../errors'

/** Ends the reading of a broken save, in one line. */
export function corrupt(got: string, wanted: string): never {
  return fail('save-corrupt', got, wanted, 'Open an older save: what was written whole is kept until the next one is.')
}
