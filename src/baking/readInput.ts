import { basename } from 'node:path'
import type { BakeScene } from './bakeScene'
import type { BakeSettings } from './options'
import { readGltf } from './readGltf'
import { readScene } from './readScene'
import { readOverrides } from './reading/overrides'

/**
 * Reads an input with the overrides beside it.
 * @throws TerraneError 'bake-input' for files that cannot be read, and for what they say.
 */
export async function readInput(
  input: string,
  { config, rolePatterns }: Pick<BakeSettings, 'config' | 'rolePatterns'>,
): Promise<BakeScene> {
  const overrides = await readOverrides(input)
  return readScene(await readGltf(input), { source: basename(input), config, rolePatterns, overrides })
}
