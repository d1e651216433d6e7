import { fail, type Problem } from '../errors'

/**
 * Refuses with what a config's own code threw, in one line. Our refusals keep their words, by whatever copy of the package.
 * @throws TerraneError 'bake-input', always.
 */
export function refuseThrown(where: string, error: unknown): never {
  const problem = error instanceof Error ? (error as { readonly problem?: Problem }).problem : undefined
  if (problem) return fail('bake-input', `${where}: ${problem.got}`, problem.wanted, problem.next)
  const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  return fail(
    'bake-input',
    `${where} threw ${what.replace(/\s*\n\s*/g, ' ')}`,
    'it to end without an error',
    'Correct it and bake again.',
  )
}
