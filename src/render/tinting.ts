import type { Row } from '../presenter'
import type { MeshResident } from './residents'

/** A colour by which a section's own ones are multiplied, linear red, green, blue; null leaves it as it is. */
export type Tint = (row: Row) => ArrayLike<number> | null

/** Paints what is drawn, for debugging: called before every frame while a tint is set, and once with null when it ends. */
export function tintMeshes(meshes: Iterable<MeshResident>, tint: Tint | null): void {
  for (const mesh of meshes) {
    const color = tint?.(mesh.row) ?? null
    for (const { color: own, props } of mesh.draws)
      for (let part = 0; part < 3; part++) props.baseColor[part] = own[part] * (color ? color[part] : 1)
  }
}
