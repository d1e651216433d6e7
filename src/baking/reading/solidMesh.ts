import type { Mesh } from '@gltf-transform/core'
import type { SourceMesh, Surface } from '../bakeScene'
import { readTriangles } from '../triangles'

/** Meshes that collide as they are met, each once. Looks are not read: a collider may have images that nothing can open. */
export interface SolidLibrary {
  readonly meshes: SourceMesh[]
  readonly read: Map<Mesh, ReadSolid>
}

/** A mesh once read, with what every instance of it adds to the sums. */
export interface ReadSolid {
  readonly index: number
  readonly zeroArea: number
  readonly notFinite: number
  /** Nothing is left of it. */
  readonly empty: boolean
}

export const createSolidLibrary = (): SolidLibrary => ({ meshes: [], read: new Map() })

/** Reads a mesh as something solid the first time it is met. */
export function readSolid(library: SolidLibrary, mesh: Mesh): ReadSolid {
  const known = library.read.get(mesh)
  if (known) return known
  const surfaces: Surface[] = []
  const sums = { zeroArea: 0, notFinite: 0 }
  for (const primitive of mesh.listPrimitives()) {
    const triangles = readTriangles(primitive, null)
    for (const geometry of triangles?.geometries ?? []) surfaces.push({ look: 0, geometry })
    sums.zeroArea += triangles?.zeroArea ?? 0
    sums.notFinite += triangles?.notFinite ?? 0
  }
  const read = { index: library.meshes.length, ...sums, empty: surfaces.length === 0 }
  library.meshes.push({ name: mesh.getName(), surfaces })
  library.read.set(mesh, read)
  return read
}
