import type { BakeScene, Part, SceneEntity, SceneFigure, SourceMesh } from '../../src/baking/bakeScene'
import { checkConfig } from '../../src/baking/checkConfig'
import type { BakeConfig } from '../../src/baking/config'
import { loadImageTool } from '../../src/baking/encodeImage'
import { readLook } from '../../src/baking/looks'
import { compose } from '../../src/baking/matrices'
import { bakeSettings, type BakeOptions } from '../../src/baking/options'
import { planScene, type BakePlan } from '../../src/baking/plan'
import { idOfPath } from '../../src/schema/stableId'
import type { RefTarget } from '../../src/schema/component'

type Vector = readonly [x: number, y: number, z: number]

/** A scene by hand: what reading a file would have found. */
export function sceneOf(parts: Partial<BakeScene>): BakeScene {
  const looks = [readLook(null, () => -1)]
  const none = { meshes: [], looks, images: [], parts: [], focuses: [], entities: [], figures: [], colliders: [] }
  const report = { roles: [], notCarried: [], hints: [], triangles: {} }
  return {
    ...none,
    colliderMeshes: [],
    schemas: [],
    metadata: [],
    ownPayloads: [],
    report,
    ...parts,
  } as unknown as BakeScene
}

/** An entity at a place, without anything else. */
export function entityAt(path: string, position: Vector, more: Partial<SceneEntity> = {}): SceneEntity {
  const matrix = compose(position, [0, 0, 0, 1], [1, 1, 1])
  const none = { settings: {}, owner: null, components: new Map(), figure: null, parent: null }
  return { id: idOfPath('town.glb', path), path, matrix, ...none, ...more }
}

export const targetOf = (path: string): RefTarget => ({ id: idOfPath('town.glb', path), path })

/** A quad of two triangles from a corner, in x and y, looking along +z. */
export function quad(name: string, [x, y, z]: Vector, size: number, look = 0): SourceMesh {
  const positions = Float32Array.of(x, y, z, x + size, y, z, x + size, y + size, z, x, y + size, z)
  const normals = Float32Array.from({ length: 12 }, (_, i) => (i % 3 === 2 ? 1 : 0))
  const geometry = { positions, normals, uvs: null, indices: Uint32Array.of(0, 1, 2, 0, 2, 3) }
  return { name, surfaces: [{ look, geometry }] }
}

/** A figure of parts that stand at places in its own space. */
export function figureOf(name: string, parts: readonly (readonly [mesh: number, position: Vector])[]): SceneFigure {
  const asPart = ([mesh, position]: readonly [number, Vector], i: number): Part => ({
    path: `${name}/${i}`,
    mesh,
    matrix: compose(position, [0, 0, 0, 1], [1, 1, 1]),
    settings: {},
    dynamic: true,
    owner: null,
  })
  return { name, parts: parts.map(asPart) }
}

export async function planOf(
  parts: Partial<BakeScene>,
  options: BakeOptions = {},
  config: BakeConfig = {},
): Promise<BakePlan> {
  const settings = bakeSettings('town.glb', options, checkConfig(config, 'the config'))
  return planScene(sceneOf(parts), settings, await loadImageTool(settings))
}
