import { Document, type Material, type Mesh, type Node as GltfNode } from '@gltf-transform/core'
import { join } from 'node:path'
import { createIo } from './bakedWorld'

/** A document with one scene and one buffer, and what the tests put into it. */
export interface Input {
  readonly document: Document
  material(name: string): Material
  /** A closed box around its own zero, outward, uvs in [0, 1]. */
  box(name: string, size: readonly [number, number, number], material?: Material): Mesh
  /** Any triangles; normals point up where none are given. */
  mesh(name: string, positions: readonly number[], indices?: readonly number[], material?: Material): Mesh
  node(name: string, mesh: Mesh | null, translation?: readonly [number, number, number], parent?: GltfNode): GltfNode
}

export function createInput(): Input {
  const document = new Document()
  const buffer = document.createBuffer()
  const scene = document.createScene('Scene')
  const accessor = (type: 'VEC2' | 'VEC3' | 'SCALAR', array: Float32Array | Uint32Array) =>
    document.createAccessor().setType(type).setArray(array).setBuffer(buffer)
  const build = (
    name: string,
    positions: readonly number[],
    indices: readonly number[] | undefined,
    normals: readonly number[],
    uvs: readonly number[],
    material?: Material,
  ) => {
    const primitive = document
      .createPrimitive()
      .setAttribute('POSITION', accessor('VEC3', Float32Array.from(positions)))
      .setAttribute('NORMAL', accessor('VEC3', Float32Array.from(normals)))
      .setAttribute('TEXCOORD_0', accessor('VEC2', Float32Array.from(uvs)))
      .setMaterial(material ?? null)
    if (indices) primitive.setIndices(accessor('SCALAR', Uint32Array.from(indices)))
    return document.createMesh(name).addPrimitive(primitive)
  }
  return {
    document,
    material: (name) => document.createMaterial(name).setRoughnessFactor(0.5),
    box: (name, size, material) => {
      const { positions, normals, uvs, indices } = boxGeometry(size)
      return build(name, positions, indices, normals, uvs, material)
    },
    mesh: (name, positions, indices, material) => {
      const vertices = positions.length / 3
      const normals = Array.from({ length: 3 * vertices }, (_, i) => (i % 3 === 1 ? 1 : 0))
      return build(name, positions, indices, normals, new Array<number>(2 * vertices).fill(0.5), material)
    },
    node: (name, mesh, translation = [0, 0, 0], parent) => {
      const node = document
        .createNode(name)
        .setMesh(mesh)
        .setTranslation([...translation])
      if (parent) parent.addChild(node)
      else scene.addChild(node)
      return node
    },
  }
}

function boxGeometry(size: readonly [number, number, number]) {
  const positions: number[] = []
  const normals: number[] = []
  const uvs: number[] = []
  const indices: number[] = []
  for (let axis = 0; axis < 3; axis++)
    for (const side of [-1, 1]) {
      const first = positions.length / 3
      const [u, v] = [(axis + 1) % 3, (axis + 2) % 3]
      for (const [a, b] of [
        [-1, -1],
        [1, -1],
        [1, 1],
        [-1, 1],
      ]) {
        const corner = [0, 0, 0]
        corner[axis] = (side * size[axis]) / 2
        corner[u] = (a * size[u]) / 2
        corner[v] = (b * size[v]) / 2
        positions.push(...corner)
        normals.push(...[0, 1, 2].map((i) => (i === axis ? side : 0)))
        uvs.push((a + 1) / 2, (b + 1) / 2)
      }
      const quad = side > 0 ? [0, 1, 2, 0, 2, 3] : [0, 2, 1, 0, 3, 2]
      indices.push(...quad.map((i) => first + i))
    }
  return { positions, normals, uvs, indices }
}

/** Writes the input as a `.glb` (or a `.gltf` with files beside it) and answers its path. */
export async function writeInput(input: Input, folder: string, name = 'input.glb'): Promise<string> {
  const path = join(folder, name)
  await (await createIo()).write(path, input.document)
  return path
}
