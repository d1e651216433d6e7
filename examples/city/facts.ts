import type { Document, Node, Primitive } from '@gltf-transform/core'

/** What a document holds, counted from its nodes: whatever a bake does, these stay. */
export interface CityFacts {
  /** Nodes with a mesh that is drawn; colliders apart. */
  readonly meshNodes: number
  readonly colliderNodes: number
  readonly meshes: number
  readonly materials: number
  readonly textures: number
  /** Triangles as drawn: a mesh that many nodes show counts for each. */
  readonly triangles: number
  /** Area of those, m². */
  readonly area: number
  /** min xyz, max xyz of what is drawn, world metres. */
  readonly bounds: readonly [number, number, number, number, number, number]
}

export function measureCity(document: Document): CityFacts {
  const root = document.getRoot()
  const bounds: [number, number, number, number, number, number] = [
    Infinity,
    Infinity,
    Infinity,
    -Infinity,
    -Infinity,
    -Infinity,
  ]
  let [meshNodes, colliderNodes, triangles, area] = [0, 0, 0, 0]
  for (const node of root.listNodes()) {
    const mesh = node.getMesh()
    if (!mesh) continue
    if (node.getName().endsWith('-colonly')) {
      colliderNodes++
      continue
    }
    meshNodes++
    for (const primitive of mesh.listPrimitives()) {
      triangles += (primitive.getIndices()?.getCount() ?? 0) / 3
      area += measurePrimitive(node, primitive, bounds)
    }
  }
  return {
    meshNodes,
    colliderNodes,
    meshes: root.listMeshes().length,
    materials: root.listMaterials().length,
    textures: root.listTextures().length,
    triangles,
    area,
    bounds,
  }
}

/** Area of a primitive where a node shows it; widens `bounds`. */
function measurePrimitive(node: Node, primitive: Primitive, bounds: number[]): number {
  const matrix = node.getWorldMatrix()
  const local = primitive.getAttribute('POSITION')?.getArray() ?? []
  const indices = primitive.getIndices()?.getArray() ?? []
  const world = new Float64Array(local.length)
  for (let i = 0; i < local.length; i += 3)
    for (let axis = 0; axis < 3; axis++) {
      const value =
        matrix[axis] * local[i] + matrix[4 + axis] * local[i + 1] + matrix[8 + axis] * local[i + 2] + matrix[12 + axis]
      world[i + axis] = value
      bounds[axis] = Math.min(bounds[axis], value)
      bounds[3 + axis] = Math.max(bounds[3 + axis], value)
    }
  let area = 0
  for (let i = 0; i < indices.length; i += 3)
    area += triangleArea(world, indices[i] * 3, indices[i + 1] * 3, indices[i + 2] * 3)
  return area
}

function triangleArea(world: Float64Array, a: number, b: number, c: number): number {
  const [ux, uy, uz] = [world[b] - world[a], world[b + 1] - world[a + 1], world[b + 2] - world[a + 2]]
  const [vx, vy, vz] = [world[c] - world[a], world[c + 1] - world[a + 1], world[c + 2] - world[a + 2]]
  const [x, y, z] = [uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx]
  return Math.sqrt(x * x + y * y + z * z) / 2
}
