import type { Draft, Surface } from './draft'
import { packGlb, type Chunk } from './glb'
import type { Layout } from './layout'
import { describeMaterials } from './materials'
import type { CityScene, Group, Item } from './scene'

interface GltfNode {
  name: string
  mesh?: number
  camera?: number
  children?: number[]
  translation?: readonly number[]
  rotation?: readonly number[]
  scale?: readonly number[]
  extras?: Readonly<Record<string, unknown>>
  extensions?: Record<string, unknown>
}

interface Accessor {
  bufferView: number
  byteOffset: number
  componentType: number
  count: number
  type: string
  min?: number[]
  max?: number[]
}

const float = 5126
const unsignedShort = 5123
/** Buffer views in file order: three of vertices, one of indices, then the images. */
const [positionView, normalView, uvView, indexView, firstImageView] = [0, 1, 2, 3, 4]

const isCollider = (name: string): boolean => name.endsWith('-colonly')

/**
 * Writes the scene as a .glb: one group node a subject, one mesh node an item. Written here rather than through a document
 * model: 25,000 accessors in a graph of objects take seconds.
 */
export async function writeDocument(scene: CityScene, layout: Layout): Promise<Uint8Array> {
  const shown = new Set(scene.items.map((item) => item.model))
  const drafts = [...scene.models].filter(([name]) => shown.has(name))
  const used = new Set(drafts.flatMap(([name, draft]) => (isCollider(name) ? [] : [...draft.keys()])))
  const look = await describeMaterials(used, firstImageView)
  const geometry = writeGeometry(drafts, look.indexOf)
  const meshOf = new Map(drafts.map(([name], i) => [name, i]))
  const nodes = writeNodes(scene, meshOf, layout)
  const json = {
    asset: { version: '2.0', generator: 'Terrane sample city' },
    scene: 0,
    scenes: [{ name: 'City', nodes: [0] }],
    nodes,
    meshes: geometry.meshes,
    accessors: geometry.accessors,
    materials: look.materials,
    textures: look.images.map((_, i) => ({ source: i, sampler: 0 })),
    images: look.images.map(({ name, mimeType, bufferView }) => ({ name, mimeType, bufferView })),
    samplers: [{ magFilter: 9729, minFilter: 9987, wrapS: 10497, wrapT: 10497 }],
    ...staging,
  }
  const images = look.images.map<Chunk>(({ bytes }) => ({ parts: [bytes] }))
  return packGlb(json, [...geometry.chunks, ...images])
}

function writeGeometry(drafts: readonly (readonly [string, Draft])[], materialOf: (name: string) => number) {
  const accessors: Accessor[] = []
  const chunks: Chunk[] = [
    { parts: [], stride: 12, target: 34962 },
    { parts: [], stride: 12, target: 34962 },
    { parts: [], stride: 8, target: 34962 },
    { parts: [], target: 34963 },
  ]
  const offsets = [0, 0, 0, 0]
  const add = (view: number, array: Float32Array | Uint16Array, width: number, range = {}): number => {
    const componentType = array instanceof Float32Array ? float : unsignedShort
    const type = ['SCALAR', '', 'VEC2', 'VEC3'][width === 1 ? 0 : width]
    accessors.push({
      bufferView: view,
      byteOffset: offsets[view],
      componentType,
      count: array.length / width,
      type,
      ...range,
    })
    chunks[view].parts.push(array)
    offsets[view] += array.byteLength
    return accessors.length - 1
  }
  const primitive = (surface: Surface, material: number | undefined) => ({
    attributes: {
      POSITION: add(positionView, new Float32Array(surface.positions), 3, rangeOf(surface.positions)),
      NORMAL: add(normalView, new Float32Array(surface.normals), 3),
      TEXCOORD_0: add(uvView, new Float32Array(surface.uvs), 2),
    },
    indices: add(indexView, new Uint16Array(surface.indices), 1),
    material,
  })
  const meshes = drafts.map(([name, draft]) => ({
    name,
    primitives: [...draft]
      .filter(([, surface]) => surface.indices.length > 0)
      .map(([material, surface]) => primitive(surface, isCollider(name) ? undefined : materialOf(material))),
  }))
  return { accessors, chunks, meshes }
}

/** Least and greatest position, as the file's 32-bit floats say it. */
function rangeOf(positions: readonly number[]): { min: number[]; max: number[] } {
  const min = [Infinity, Infinity, Infinity]
  const max = [-Infinity, -Infinity, -Infinity]
  positions.forEach((value, i) => {
    const stored = Math.fround(value)
    min[i % 3] = Math.min(min[i % 3], stored)
    max[i % 3] = Math.max(max[i % 3], stored)
  })
  return { min, max }
}

function writeNodes(scene: CityScene, meshOf: ReadonlyMap<string, number>, layout: Layout): GltfNode[] {
  const root: GltfNode = { name: 'City', children: [] }
  const nodes: GltfNode[] = [root]
  const addTo = (parent: GltfNode, node: GltfNode): GltfNode => {
    parent.children?.push(nodes.push(node) - 1)
    return node
  }
  const groups = new Map<Group, GltfNode>()
  for (const item of scene.items) {
    let group = groups.get(item.group)
    if (!group) groups.set(item.group, (group = addTo(root, { name: item.group, children: [] })))
    addTo(group, nodeOf(item, meshOf.get(item.model)))
  }
  for (const node of stagingNodes(layout)) addTo(root, node)
  return nodes
}

function nodeOf(item: Item, mesh: number | undefined): GltfNode {
  const node: GltfNode = { name: item.name, mesh, translation: item.at }
  if (item.turn !== 0) node.rotation = [0, Math.sin(item.turn / 2), 0, Math.cos(item.turn / 2)]
  if (item.scale !== 1) node.scale = [item.scale, item.scale, item.scale]
  if (item.extras) node.extras = item.extras
  return node
}

/** What a scene has besides meshes: a camera, the sun and two lanterns; they show what a bake does not carry. */
const staging = {
  cameras: [{ name: 'Overview', type: 'perspective', perspective: { yfov: 0.9, znear: 0.5, zfar: 3000 } }],
  extensionsUsed: ['KHR_lights_punctual'],
  extensions: {
    KHR_lights_punctual: {
      lights: [
        { name: 'Sun', type: 'directional', intensity: 4, color: [1, 0.95, 0.86] },
        { name: 'Lantern', type: 'point', intensity: 40, range: 20 },
      ],
    },
  },
}

const lightOf = (light: number) => ({ KHR_lights_punctual: { light } })

/** Where a visitor starts (on the pavement's edge, looking up the avenue), and the nodes of `staging`. */
function stagingNodes(layout: Layout): GltfNode[] {
  const south = Math.round(layout.edge * 0.52)
  const lantern = (x: number): GltfNode => ({ name: `Lantern ${x}`, translation: [x, 5, -150], extensions: lightOf(1) })
  return [
    { name: 'Grand Avenue', translation: [4.2, 2.4, south], extras: { terrane_focus: true } },
    { name: 'Overview', camera: 0, translation: [0, 180, layout.half], rotation: [-0.2, 0, 0, Math.sqrt(0.96)] },
    { name: 'Sun', rotation: [-0.6, 0, 0, 0.8], extensions: lightOf(0) },
    lantern(-14),
    lantern(14),
  ]
}
