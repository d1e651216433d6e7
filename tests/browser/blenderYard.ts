import { Document, NodeIO, type Material, type Mesh, type Node as GltfNode } from '@gltf-transform/core'

type Point = readonly [x: number, y: number, z: number]

/**
 * The yard of docs/blender.md as Blender's exporter writes it: names with `.001`, custom properties flat on the nodes, meshes called after
 * the cube that they once were, +Y up, both sides of every material. `wider` moves what stands around the yard outwards: an edit.
 */
export async function writeYard(wider = 0): Promise<Uint8Array> {
  const document = new Document()
  document.getRoot().getAsset().generator = 'Khronos glTF Blender I/O v4.2.70'
  const scene = document.createScene('Scene')
  const buffer = document.createBuffer()
  const paint = (name: string, color: Point) =>
    document
      .createMaterial(name)
      .setBaseColorFactor([...color, 1])
      .setMetallicFactor(0)
      .setRoughnessFactor(0.5)
      .setDoubleSided(true)
  const [stone, wood, grass] = [
    paint('Material', [0.6, 0.58, 0.55]),
    paint('Material.001', [0.7, 0.15, 0.08]),
    paint('Material.002', [0.2, 0.42, 0.14]),
  ]
  const accessor = (type: 'VEC2' | 'VEC3' | 'SCALAR', array: Float32Array | Uint16Array) =>
    document.createAccessor().setType(type).setArray(array).setBuffer(buffer)
  const cube = (name: string, from: Point, to: Point, material: Material): Mesh => {
    const { positions, normals, uvs, indices } = cubeGeometry(from, to)
    const primitive = document
      .createPrimitive()
      .setAttribute('POSITION', accessor('VEC3', Float32Array.from(positions)))
      .setAttribute('NORMAL', accessor('VEC3', Float32Array.from(normals)))
      .setAttribute('TEXCOORD_0', accessor('VEC2', Float32Array.from(uvs)))
      .setIndices(accessor('SCALAR', Uint16Array.from(indices)))
      .setMaterial(material)
    return document.createMesh(name).addPrimitive(primitive)
  }
  const add = (name: string, mesh: Mesh | null, at: Point, extras: Record<string, unknown> = {}): GltfNode => {
    const node = document
      .createNode(name)
      .setMesh(mesh)
      .setTranslation([...at])
      .setExtras(extras)
    scene.addChild(node)
    return node
  }
  add('Ground-col', cube('Plane', [-30, -0.2, -30], [30, 0, 30], grass), [0, 0, 0])
  const long = cube('Cube.001', [-0.15, 0, -8], [0.15, 3, 8], stone)
  const short = cube('Cube.002', [-3.6, 0, -0.15], [3.6, 3, 0.15], stone)
  add('Wall-col', long, [-8 - wider, 0, 0])
  add('Wall-col.001', long, [8 + wider, 0, 0])
  add('Wall-col.002', short, [-4.4, 0, 8])
  add('Wall-col.003', short, [4.4, 0, 8])
  add('Wall-col.004', short, [-4.4, 0, -8])
  add('Wall-col.005', short, [4.4, 0, -8])
  const leaf = cube('Cube', [0, 0, -0.05], [1.6, 2.4, 0.05], wood)
  const door = { terrane_role: 'dynamic', terrane_Door_opensBy: 1.6 }
  add('Door', leaf, [-0.8, 0, 8], door)
  add('Door.001', leaf, [0.8, 0, -8], door).setRotation([0, 1, 0, 0])
  add('Tower', cube('Cube.003', [-4, 0, -4], [4, 30, 4], stone), [20, 0, -60], { terrane_enterRadius: 400 })
  add('Start', null, [0, 1.7, 0], { terrane_focus: true })
  return new NodeIO().writeBinary(document)
}

function cubeGeometry(from: Point, to: Point) {
  const [positions, normals, uvs, indices]: number[][] = [[], [], [], []]
  for (const axis of [0, 1, 2])
    for (const side of [0, 1]) {
      const [u, v] = side ? [(axis + 1) % 3, (axis + 2) % 3] : [(axis + 2) % 3, (axis + 1) % 3]
      const first = positions.length / 3
      for (const [a, b] of [
        [0, 0],
        [1, 0],
        [1, 1],
        [0, 1],
      ]) {
        const corner = [0, 0, 0]
        corner[axis] = side ? to[axis] : from[axis]
        corner[u] = a ? to[u] : from[u]
        corner[v] = b ? to[v] : from[v]
        positions.push(...corner)
        normals.push(...[0, 1, 2].map((i) => (i === axis ? 2 * side - 1 : 0)))
        uvs.push(a, b)
      }
      indices.push(...[0, 1, 2, 0, 2, 3].map((i) => first + i))
    }
  return { positions, normals, uvs, indices }
}
