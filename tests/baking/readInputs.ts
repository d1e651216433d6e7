import { checkConfig } from '../../src/baking/checkConfig'
import type { BakeConfig } from '../../src/baking/config'
import { readScene, type ReadOptions } from '../../src/baking/readScene'
import type { BakeScene, SceneEntity } from '../../src/baking/bakeScene'
import type { ComponentSchema } from '../../src/schema/component'
import type { Input } from './inputs'

/** Reads an input with a config, as the bake of `town.glb` would. */
export function read(input: Input, config: BakeConfig = {}, options: Partial<ReadOptions> = {}): BakeScene {
  return readScene(input.document, { source: 'town.glb', config: checkConfig(config, 'the config'), ...options })
}

/** The one line that a bake is refused with. */
export function refusal(input: Input, config: BakeConfig = {}, options: Partial<ReadOptions> = {}): string {
  try {
    read(input, config, options)
  } catch (error) {
    return (error as Error).message
  }
  return 'baked'
}

export function entityAt(scene: BakeScene, path: string): SceneEntity {
  const entity = scene.entities.find((each) => each.path === path)
  if (!entity) throw new Error(`no entity "${path}" among ${scene.entities.map((each) => each.path).join(', ')}`)
  return entity
}

/** A component's values; undefined where the entity has none. */
export const valuesOf = (scene: BakeScene, path: string, schema: ComponentSchema) =>
  entityAt(scene, path).components.get(schema)
