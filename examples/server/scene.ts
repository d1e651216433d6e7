/** Hills of 1.5 km in tiles that are drawn and collide, and 256 beacons on them. */
import { Document, NodeIO, type Accessor, type Material, type Primitive } from '@gltf-transform/core'
import sharp from 'sharp'
import { beaconAt, beaconCount, heightOf, side } from './terrain'

const tile = 64
const step = 8

type Numbers = Float32Array | Uint16Array

export default async function makeScene(): Promise<Uint8Array> {
  const document = new Document()
  const scene = document.createScene('Hills')
  const buffer = document.createBuffer()
  const accessor = (type: 'VEC2' | 'VEC3' | 'SCALAR', array: Numbers): Accessor =>
    document.createAccessor().setType(type).setArray(array).setBuffer(buffer)
  const primitive = (positions: number[], uvs: number[], indices: number[], material: Material): Primitive =>
    document
      .createPrimitive()
      .setAttribute('POSITION', accessor('VEC3', Float32Array.from(positions)))
      .setAttribute('TEXCOORD_0', accessor('VEC2', Float32Array.from(uvs)))
      .setIndices(accessor('SCALAR', Uint16Array.from(indices)))
      .setMaterial(material)
  const grass = document
    .createTexture('grass')
    .setImage(await paintGrass())
    .setMimeType('image/png')
  const meadow = document.createMaterial('meadow').setBaseColorTexture(grass).setRoughnessFactor(1)
  const add = (name: string, part: Primitive) => {
    const node = document.createNode(name).setMesh(document.createMesh(name).addPrimitive(part))
    scene.addChild(node)
    return node
  }
  for (let z = 0; z < side; z += tile)
    for (let x = 0; x < side; x += tile) {
      const { positions, uvs, indices } = shapeTile(x, z)
      add(`Tile_${x / tile}_${z / tile}-col`, primitive(positions, uvs, indices, meadow)).setTranslation([x, 0, z])
    }
  const stone = document.createMaterial('stone').setBaseColorFactor([0.6, 0.6, 0.58, 1])
  const post = document.createMesh('post').addPrimitive(primitive(...pillar, stone))
  for (let i = 0; i < beaconCount; i++) {
    const { x, z } = beaconAt(i)
    const beacon = document.createNode(`Beacon.${String(i).padStart(3, '0')}`).setMesh(post)
    scene.addChild(beacon.setTranslation([x, heightOf(x, z), z]))
    beacon.setExtras({ terrane_role: 'dynamic', terrane_Beacon_visits: 0 })
  }
  return new NodeIO().writeBinary(document)
}

/** A tile's surface, relative to its corner. Neighbours meet: both ask the same function. */
function shapeTile(x: number, z: number) {
  const across = tile / step + 1
  const points = [...Array(across ** 2).keys()].map((i) => [(i % across) * step, Math.floor(i / across) * step])
  const squares = [...Array((across - 1) ** 2).keys()].map((i) => i + Math.floor(i / (across - 1)))
  return {
    positions: points.flatMap(([u, v]) => [u, heightOf(x + u, z + v), v]),
    uvs: points.flatMap(([u, v]) => [u / 16, v / 16]),
    indices: squares.flatMap((a) => [a, a + across, a + 1, a + 1, a + across, a + across + 1]),
  }
}

/** Four sides of a post of 0.6 × 3 m, and its top. */
const pillar: [number[], number[], number[]] = [
  [0, 1, 2, 3, 4, 5, 6, 7].flatMap((i) => [(i & 1) * 0.6 - 0.3, i & 4 ? 3 : 0, ((i >> 1) & 1) * 0.6 - 0.3]),
  Array<number>(16).fill(0),
  [0, 4, 1, 1, 4, 5, 1, 5, 3, 3, 5, 7, 3, 7, 2, 2, 7, 6, 2, 6, 0, 0, 6, 4, 4, 6, 5, 5, 6, 7],
]

/** A picture, so that there is one which a server does not fetch. */
function paintGrass(): Promise<Buffer> {
  const pixels = Uint8Array.from({ length: 3 * 64 * 64 }, (_, i) => [60, 110, 40][i % 3] + ((i * 7919) % 31))
  return sharp(pixels, { raw: { width: 64, height: 64, channels: 3 } })
    .png()
    .toBuffer()
}
