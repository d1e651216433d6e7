/** Five places along a road, each a section of its own with a radius that its author gave it, and the place where the walk begins. */
import { Document, NodeIO, type Material, type Mesh } from '@gltf-transform/core'

type Triple = readonly [x: number, y: number, z: number]

/** A place stands 60 m from the next; boxes are relative to it: middle of the base, and size. Metres. */
const places: readonly {
  name: string
  enterRadius: number
  boxes: readonly (readonly [at: Triple, size: Triple, colour: string])[]
}[] = [
  {
    name: 'Gate',
    enterRadius: 45,
    boxes: [
      [[-7, 0, 0], [3, 12, 3], 'stone'],
      [[7, 0, 0], [3, 12, 3], 'stone'],
      [[0, 12, 0], [19, 2, 3], 'stone'],
    ],
  },
  {
    name: 'Mill',
    enterRadius: 45,
    boxes: [
      [[-14, 0, 4], [9, 8, 9], 'clay'],
      [[-14, 8, 4], [6, 5, 6], 'roof'],
      [[-14, 9, -1], [14, 1, 0.5], 'wood'],
    ],
  },
  {
    name: 'Bridge',
    enterRadius: 45,
    boxes: [
      [[-6, 0, 0], [0.6, 2, 40], 'wood'],
      [[6, 0, 0], [0.6, 2, 40], 'wood'],
      [[0, -3, 0], [60, 1, 14], 'water'],
    ],
  },
  {
    name: 'Market',
    enterRadius: 50,
    boxes: [
      [[-13, 0, -10], [6, 4, 5], 'cloth'],
      [[-13, 0, 6], [6, 4, 5], 'roof'],
      [[13, 0, -4], [6, 4, 5], 'cloth'],
    ],
  },
  {
    name: 'Tower',
    enterRadius: 70,
    boxes: [
      [[12, 0, 0], [10, 26, 10], 'stone'],
      [[12, 26, 0], [12, 3, 12], 'roof'],
    ],
  },
]
const apart = 60

const colours: Readonly<Record<string, Triple>> = {
  grass: [0.3, 0.45, 0.22],
  stone: [0.6, 0.6, 0.57],
  clay: [0.75, 0.55, 0.4],
  roof: [0.6, 0.2, 0.15],
  wood: [0.4, 0.28, 0.16],
  cloth: [0.85, 0.75, 0.3],
  water: [0.15, 0.35, 0.55],
}

export const bake = { name: 'first-play' }

/** A cube of 1 m that stands on its base, with a normal for each side. */
const sides = [0, 1, 2].flatMap((axis) => [-1, 1].map((sign) => ({ axis, sign })))
const cube = sides.map(({ axis, sign }) => {
  const corner = (a: number, b: number) => {
    const point = [0, 0, 0]
    point[axis] = sign / 2
    point[(axis + 1) % 3] = a
    point[(axis + 2) % 3] = b
    return [point[0], point[1] + 0.5, point[2]]
  }
  const normal = [0, 1, 2].map((i) => (i === axis ? sign : 0))
  const corners = [corner(-0.5, -0.5), corner(0.5, -0.5), corner(0.5, 0.5), corner(-0.5, 0.5)]
  return { corners, normal, order: sign > 0 ? [0, 1, 2, 0, 2, 3] : [0, 2, 1, 0, 3, 2] }
})

export default async function makeScene(): Promise<Uint8Array> {
  const document = new Document()
  const scene = document.createScene('Road')
  const boxes = new Map(Object.entries(colours).map(([name, colour]) => [name, makeBox(document, name, colour)]))
  for (const [i, { name, enterRadius, boxes: parts }] of places.entries()) {
    const place = document
      .createNode(name)
      .setTranslation([0, 0, -apart * i])
      .setExtras({ terrane_enterRadius: enterRadius })
    const add = (part: string, at: Triple, size: Triple, colour: string) => {
      const node = document.createNode(`${name} ${part}`).setMesh(boxes.get(colour)!)
      place.addChild(node.setTranslation([...at]).setScale([...size]))
    }
    add('ground', [0, -1, 0], [apart, 1, apart], 'grass')
    for (const [part, [at, size, colour]] of parts.entries()) add(String(part), at, size, colour)
    scene.addChild(place)
  }
  const start = document.createNode('Start').setTranslation([0, 3, 100])
  scene.addChild(start.setExtras({ terrane_focus: true }))
  return new NodeIO().writeBinary(document)
}

function makeBox(document: Document, name: string, colour: Triple): Mesh {
  const buffer = document.getRoot().listBuffers()[0] ?? document.createBuffer()
  const accessor = (type: 'VEC3' | 'SCALAR', array: Float32Array | Uint16Array) =>
    document.createAccessor().setType(type).setArray(array).setBuffer(buffer)
  const material: Material = document
    .createMaterial(name)
    .setBaseColorFactor([...colour, 1])
    .setRoughnessFactor(0.9)
  const primitive = document
    .createPrimitive()
    .setAttribute('POSITION', accessor('VEC3', Float32Array.from(cube.flatMap(({ corners }) => corners.flat()))))
    .setAttribute(
      'NORMAL',
      accessor('VEC3', Float32Array.from(cube.flatMap(({ normal }) => [normal, normal, normal, normal].flat()))),
    )
    .setIndices(accessor('SCALAR', Uint16Array.from(cube.flatMap(({ order }, side) => order.map((i) => 4 * side + i)))))
    .setMaterial(material)
  return document.createMesh(name).addPrimitive(primitive)
}
