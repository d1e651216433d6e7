import { fail } from '../errors'

/**
 * Loads a package that only the bake needs. They are optional peer dependencies, so that installing Terrane to run a world
 * does not fetch them.
 * @throws TerraneError 'bake-input' that says what to install.
 */
export async function needPackage<Module>(name: string, what: string, load: () => Promise<Module>): Promise<Module> {
  try {
    return await load()
  } catch (error) {
    if (!isMissing(error)) throw error
    return fail(
      'bake-input',
      `${what} without the package ${name}`,
      `${name} to be installed`,
      `Run: npm install --save-dev ${name}`,
    )
  }
}

/** The same for a package that the bake can do without: null where it is not installed. */
export async function wantPackage<Module>(load: () => Promise<Module>): Promise<Module | null> {
  try {
    return await load()
  } catch (error) {
    if (isMissing(error)) return null
    throw error
  }
}

function isMissing(error: unknown): boolean {
  const code = (error as { code?: string }).code
  return code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND'
}
