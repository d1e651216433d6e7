import type { BakeScene } from './bakeScene'
import { emptyConfig, type CheckedConfig } from './config'
import { placedBox } from './geometry'
import { joinBoxes } from './partition'
import { readInput } from './readInput'

/** The box of all that a scene brings into a world: what is drawn, what is solid, where entities stand. Null where that is nothing. */
export function boxOfScene(scene: BakeScene): number[] | null {
  const drawn = scene.parts.flatMap(({ mesh, matrix }) =>
    scene.meshes[mesh].surfaces.map(({ geometry }) => placedBox(geometry, matrix)),
  )
  const solid = scene.colliders.flatMap(({ mesh, matrix }) =>
    scene.colliderMeshes[mesh].surfaces.map(({ geometry }) => placedBox(geometry, matrix)),
  )
  const points = scene.entities.map(({ matrix }) => Float64Array.of(...pointOf(matrix), ...pointOf(matrix)))
  const boxes = [...drawn, ...solid, ...points, ...scene.ownPayloads.map(({ box }) => box)]
  return boxes.length === 0 ? null : [...joinBoxes(boxes)]
}

const pointOf = (matrix: Float64Array) => matrix.subarray(12, 15)

/** The same for a `.glb` or `.gltf`. @throws TerraneError 'bake-input' for files that cannot be read. */
export async function measureContent(path: string, config: CheckedConfig = emptyConfig): Promise<number[] | null> {
  return boxOfScene(await readInput(path, { config, rolePatterns: [] }))
}
