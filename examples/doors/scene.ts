/** The town as a .glb: every lot with its ground, houses with their doors, keys in gardens, one ghost. */
import { Document, NodeIO, type Mesh, type Node } from '@gltf-transform/core'
import {
  door,
  ghost,
  hinge,
  house,
  key,
  lamp,
  lantern,
  materials,
  pedestal,
  tree,
  type Material,
  type Model,
} from './models'
import { surface, type Shape } from './shapes'
import { centreOf, colours, heightOf, layTown, lotSize, scramble, type Lock, type Lot, type Town } from './town'

/** A cell for each lot. */
export const bake = { cell: lotSize, enterRadius: 112 }

export default function makeScene(): Promise<Uint8Array> {
  return new NodeIO().writeBinary(buildTown(layTown()))
}

/** What a scene is built with. */
interface Site {
  readonly document: Document
  readonly root: Node
  readonly meshes: Map<string, Mesh>
}

export function buildTown(town: Town): Document {
  const document = new Document()
  document.createBuffer()
  const root = document.createNode('Town')
  document.createScene().addChild(root)
  const site: Site = { document, root, meshes: new Map() }
  const locks = new Map(town.locks.map((lock) => [lock.house, lock]))
  for (const lot of town.lots) {
    addGround(site, lot)
    if (lot.use === 'house') addHouse(site, lot, locks.get(lot))
    else addGarden(site, lot)
  }
  for (const lock of town.locks) addKey(site, lock)
  addCompany(site, town)
  return document
}

const moving = { terrane_role: 'dynamic' }

const label = ({ column, row }: Lot) => `${column} ${row}`
const keyName = ({ house }: Lock) => `Key ${label(house)}`

/** Houses stand on level ground. */
function addGround(site: Site, lot: Lot): void {
  const { x, z } = centreOf(lot)
  const [x0, z0] = [x - lotSize / 2, z - lotSize / 2]
  const rim = 2
  const isRim = (at: number) => at === 0 || at === lotSize
  const level = (atX: number, atZ: number) =>
    lot.use === 'house' && !isRim(atX) && !isRim(atZ) ? heightOf(x, z) : heightOf(x0 + atX, z0 + atZ)
  const lines = lot.use === 'house' ? [0, rim, lotSize - rim, lotSize] : [0, rim, 5, 8, 11, lotSize - rim, lotSize]
  const model = { [lot.use === 'garden' ? 'grass' : 'paving']: [surface(lines, level)] }
  addNode(site, `Ground ${label(lot)}-col`, model, [x0, 0, z0])
}

function addHouse(site: Site, lot: Lot, lock: Lock | undefined): void {
  const { x, z } = centreOf(lot)
  const wall = `wall ${lot.wall}` as Material
  const node = addNode(site, `House ${label(lot)}-col`, house(wall, lot.height), [x, heightOf(x, z), z], lot.facing)
  const leaf = door(lock ? colours[lock.colour] : 'boards')
  node.addChild(makeNode(site, 'Door', leaf, hinge, 0, { ...moving, terrane_collider: false, ...keyOf(lock) }))
}

const keyOf = (lock: Lock | undefined) => lock && { key: `Town/${keyName(lock)}` }

function addGarden(site: Site, lot: Lot): void {
  const { x, z } = centreOf(lot)
  const standAt = (name: string, model: Model, dx: number, dz: number) =>
    addNode(site, `${name} ${label(lot)}`, model, [x + dx, heightOf(x + dx, z + dz), z + dz])
  standAt('Lantern', lantern, -7, -7)
  if (lot.use === 'square') return
  for (let i = 0; i < 4; i++) {
    const dice = scramble(lot.column * 4 + i, lot.row)
    standAt(`Tree ${i}`, tree, (i & 1 ? 5 : -5) + (dice % 3) - 1, (i & 2 ? 5 : -5) + ((dice >>> 4) % 3) - 1)
  }
}

function addKey(site: Site, lock: Lock): void {
  const { x, z } = centreOf(lock.garden)
  const y = heightOf(x, z)
  addNode(site, `Pedestal ${label(lock.garden)}`, pedestal, [x, y, z])
  const extras = { ...moving, terrane_Key_colour: lock.colour }
  addNode(site, keyName(lock), key(colours[lock.colour]), [x, y + 0.8, z], 0, extras)
}

/** The ghost waits two lots from the start. */
function addCompany(site: Site, { start: { x, z } }: Town): void {
  const far = 2 * lotSize
  const extras = { ...moving, terrane_Chaser_speed: 2.5, terrane_mover: 'transfer' }
  addNode(site, 'Ghost', ghost, [x + far, heightOf(x + far, z + far), z + far], 0, extras)
  addNode(site, 'Lamp', lamp, [x - 3, heightOf(x - 3, z), z], 0, { ...moving, terrane_Lamp: true })
}

type Place = readonly [x: number, y: number, z: number]

function addNode(site: Site, name: string, model: Model, at: Place, quarter = 0, extras = {}): Node {
  const node = makeNode(site, name, model, at, quarter, extras)
  site.root.addChild(node)
  return node
}

/** `quarter` turns it to the left, from above, by so many right angles. */
function makeNode(site: Site, name: string, model: Model, [x, y, z]: Place, quarter: number, extras: object): Node {
  const turn = (quarter * Math.PI) / 4
  const node = site.document.createNode(name).setMesh(meshOf(site, model)).setTranslation([x, y, z])
  return node.setRotation([0, Math.sin(turn), 0, Math.cos(turn)]).setExtras({ ...extras })
}

/** Things that look the same are one mesh. */
function meshOf(site: Site, model: Model): Mesh {
  const text = JSON.stringify(model)
  const known = site.meshes.get(text)
  if (known) return known
  const mesh = site.document.createMesh()
  for (const [material, shapes] of Object.entries(model))
    mesh.addPrimitive(makePrimitive(site, material as Material, shapes))
  site.meshes.set(text, mesh)
  return mesh
}

function makePrimitive({ document }: Site, name: Material, shapes: readonly Shape[]) {
  const [buffer] = document.getRoot().listBuffers()
  const accessor = (type: 'VEC3' | 'SCALAR', array: Float32Array | Uint16Array) =>
    document.createAccessor().setType(type).setArray(array).setBuffer(buffer)
  const starts = shapes.map((_, i) => shapes.slice(0, i).reduce((sum, { points }) => sum + points.length, 0))
  const triangles = shapes.flatMap((shape, i) => shape.triangles.map((point) => starts[i] + point))
  return document
    .createPrimitive()
    .setAttribute('POSITION', accessor('VEC3', Float32Array.from(shapes.flatMap(({ points }) => points.flat()))))
    .setIndices(accessor('SCALAR', Uint16Array.from(triangles)))
    .setMaterial(materialOf(document, name))
}

function materialOf(document: Document, name: Material) {
  const known = document
    .getRoot()
    .listMaterials()
    .find((material) => material.getName() === name)
  if (known) return known
  const [r, g, b, glow] = materials[name]
  const made = document
    .createMaterial(name)
    .setBaseColorFactor([r, g, b, 1])
    .setRoughnessFactor(0.9)
    .setMetallicFactor(0)
  return made.setEmissiveFactor([r * glow, g * glow, b * glow])
}
