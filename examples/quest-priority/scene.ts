/** A village of 81 huts, one a plot of 24 m. What a level designer says of a hut is a custom property: which quest it belongs to. */
import { Document, NodeIO } from '@gltf-transform/core'

/** Plots along x and z; the player stands in the middle. */
export const side = 9
export const plot = 24

/** Hut → quest, by column and row. */
export const questHuts: Readonly<Record<string, readonly (readonly [column: number, row: number])[]>> = {
  'the lost ring': [
    [6, 2],
    [2, 6],
    [7, 5],
  ],
  'a debt of salt': [[1, 4]],
}

export const bake = { cell: plot, enterRadius: 3 * plot }

/** A cube of 1 m on the ground. */
const corners = [0, 1, 2, 3, 4, 5, 6, 7].flatMap((i) => [(i & 1) - 0.5, (i >> 1) & 1, (i >> 2) - 0.5])
const triangles = [
  [0, 2, 3, 0, 3, 1, 4, 5, 7, 4, 7, 6],
  [0, 1, 5, 0, 5, 4, 2, 6, 7, 2, 7, 3],
  [0, 4, 6, 0, 6, 2, 1, 3, 7, 1, 7, 5],
].flat()

export default async function makeScene(): Promise<Uint8Array> {
  const document = new Document()
  const scene = document.createScene('Village')
  const buffer = document.createBuffer()
  const accessor = (type: 'VEC3' | 'SCALAR', array: Float32Array | Uint16Array) =>
    document.createAccessor().setType(type).setArray(array).setBuffer(buffer)
  const walls = document
    .createPrimitive()
    .setAttribute('POSITION', accessor('VEC3', Float32Array.from(corners)))
    .setIndices(accessor('SCALAR', Uint16Array.from(triangles)))
    .setMaterial(document.createMaterial('clay').setBaseColorFactor([0.7, 0.5, 0.35, 1]))
  const hut = document.createMesh('hut').addPrimitive(walls)
  for (let row = 0; row < side; row++)
    for (let column = 0; column < side; column++) {
      const node = document.createNode(`Hut_${column}_${row}`).setMesh(hut).setScale([10, 6, 8])
      const quest = questOf(column, row)
      if (quest) node.setExtras({ terrane_meta_quest: quest })
      scene.addChild(node.setTranslation([plot * (column + 0.5), 0, plot * (row + 0.5)]))
    }
  return new NodeIO().writeBinary(document)
}

function questOf(column: number, row: number): string | undefined {
  const belongs = (quest: string) => questHuts[quest].some(([x, z]) => x === column && z === row)
  return Object.keys(questHuts).find(belongs)
}
