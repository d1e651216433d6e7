import type { Mesh } from '@gltf-transform/core'
import type { BakeMesh } from '../bakers/baker'
import { listTriangles, readFloats } from '../triangles'

/** A mesh as bakers see it; nothing is read before it is asked for. */
export function createNodeMesh(mesh: Mesh): BakeMesh {
  const state: { box?: readonly number[] | null } = {}
  return {
    name: mesh.getName(),
    materials: listMaterials(mesh),
    positions: () => joinPositions(mesh),
    indices: () => joinIndices(mesh),
    get box() {
      return state.box === undefined ? (state.box = boxOf(joinPositions(mesh))) : state.box
    },
  }
}

function listMaterials(mesh: Mesh): string[] {
  const materials = mesh.listPrimitives().map((primitive) => primitive.getMaterial()?.getName())
  return [...new Set(materials.filter((name) => name !== undefined))]
}

function joinPositions(mesh: Mesh): Float32Array {
  const runs = mesh.listPrimitives().map((primitive) => {
    const positions = primitive.getAttribute('POSITION')
    return positions ? readFloats(positions, 3) : new Float32Array(0)
  })
  const out = new Float32Array(runs.reduce((sum, run) => sum + run.length, 0))
  let at = 0
  for (const run of runs) {
    out.set(run, at)
    at += run.length
  }
  return out
}

function joinIndices(mesh: Mesh): Uint32Array {
  const out: number[] = []
  let first = 0
  for (const primitive of mesh.listPrimitives()) {
    const vertices = primitive.getAttribute('POSITION')?.getCount() ?? 0
    for (const index of listTriangles(primitive, vertices) ?? []) out.push(first + index)
    first += vertices
  }
  return Uint32Array.from(out)
}

function boxOf(positions: Float32Array): number[] | null {
  const box = [Infinity, Infinity, Infinity, -Infinity, -Infinity, -Infinity]
  for (let at = 0; at < positions.length; at += 3) {
    if (!Number.isFinite(positions[at] + positions[at + 1] + positions[at + 2])) continue
    for (let axis = 0; axis < 3; axis++) {
      box[axis] = Math.min(box[axis], positions[at + axis])
      box[axis + 3] = Math.max(box[axis + 3], positions[at + axis])
    }
  }
  return box[0] <= box[3] ? box : null
}
