/** A quay of 300 m with five places that sound. What an artist gave each zone are custom properties of its box. */
import { Document, NodeIO } from '@gltf-transform/core'

type Point = readonly [x: number, y: number, z: number]

/** The zones are boxes that nobody sees: `-noimp` keeps them from being drawn. Metres; extras as Blender exports them. */
const zones: readonly { name: string; at: Point; size: Point; extras: Record<string, string | number> }[] = [
  { name: 'Sea', at: [0, 4, -46], size: [300, 8, 28], extras: { sound: 'sea', seconds: 6 } },
  { name: 'Church', at: [-110, 10, 12], size: [24, 20, 24], extras: { sound: 'bells', notes: '262 330 294 196' } },
  { name: 'Clock', at: [-40, 6, 2], size: [12, 12, 12], extras: { sound: 'bells', notes: '880 660', seconds: 2 } },
  { name: 'Smithy', at: [45, 3, 14], size: [18, 6, 14], extras: { sound: 'bells', notes: '1175 1175 1319 1175' } },
  { name: 'Buoy', at: [125, 1, -20], size: [6, 3, 6], extras: { sound: 'bells', notes: '147 139', seconds: 5 } },
]

/** A cube of 1 m around zero. */
const corners = [0, 1, 2, 3, 4, 5, 6, 7].flatMap((i) => [(i & 1) - 0.5, ((i >> 1) & 1) - 0.5, (i >> 2) - 0.5])
const triangles = [
  [0, 2, 3, 0, 3, 1, 4, 5, 7, 4, 7, 6],
  [0, 1, 5, 0, 5, 4, 2, 6, 7, 2, 7, 3],
  [0, 4, 6, 0, 6, 2, 1, 3, 7, 1, 7, 5],
].flat()

export default async function makeScene(): Promise<Uint8Array> {
  const document = new Document()
  const scene = document.createScene('Quay')
  const buffer = document.createBuffer()
  const accessor = (type: 'VEC3' | 'SCALAR', array: Float32Array | Uint16Array) =>
    document.createAccessor().setType(type).setArray(array).setBuffer(buffer)
  const cube = document
    .createPrimitive()
    .setAttribute('POSITION', accessor('VEC3', Float32Array.from(corners)))
    .setIndices(accessor('SCALAR', Uint16Array.from(triangles)))
  const stone = cube.clone().setMaterial(document.createMaterial('stone'))
  const quay = document.createNode('Quay').setMesh(document.createMesh('Quay').addPrimitive(stone))
  scene.addChild(quay.setTranslation([0, -1, 0]).setScale([300, 2, 60]))
  for (const { name, at, size, extras } of zones) {
    const box = document.createMesh(name).addPrimitive(cube)
    const node = document.createNode(`${name}-noimp`).setMesh(box).setExtras(extras)
    scene.addChild(node.setTranslation([...at]).setScale([...size]))
  }
  return new NodeIO().writeBinary(document)
}
