import type { BakeScene } from '../bakeScene'
import type { ImageTool } from '../encodeImage'
import type { ImageFile } from '../encodeMesh'
import { looksOf, type MeshDraft } from '../meshDraft'
import type { BakeSettings } from '../options'
import { needPackage } from '../packages'
import type { Group } from '../partition'
import { tileRadius } from '../planMeshes'
import type { EncodedLevel } from './encodeLevel'
import { farShare, type EncodedAtlas } from './hlod'
import { errorAt, lodDistance } from './levelRules'
import type { LevelNode } from './levelTree'
import type { JobRunner } from './runJobs'
import { readTexels, type TexelSource } from './texels'
import type { FarMesh } from './tileLevels'

/** What levels are built from. */
export interface LevelInput {
  readonly scene: BakeScene
  readonly settings: BakeSettings
  readonly groups: readonly Group[]
  /** By group. */
  readonly drafts: readonly MeshDraft[]
  readonly step: number
  readonly runner: JobRunner
  readonly tool: ImageTool
  /** The file that an image of the scene becomes. */
  imageFile(image: number): Promise<ImageFile>
}

/** A level that was built: all but its bytes, which are read again when they are written. */
export interface BuiltLevel extends Omit<EncodedLevel, 'bytes'> {
  read(): Promise<Uint8Array>
}

export interface BuiltAtlas extends Omit<EncodedAtlas, 'bytes'> {
  read(): Promise<Uint8Array>
}

export interface BuiltHlod {
  readonly level: BuiltLevel
  readonly atlases: readonly BuiltAtlas[]
  /** Metres that a texel shows. */
  readonly texel: number
}

export interface BuiltLevels {
  /** By group; the finest first, null for one that saved too little. */
  readonly lods: readonly (readonly (BuiltLevel | null)[])[]
  readonly hlods: ReadonlyMap<LevelNode, BuiltHlod>
}

interface Building extends LevelInput {
  readonly lods: (readonly (BuiltLevel | null)[])[]
  readonly hlods: Map<LevelNode, BuiltHlod>
  readonly texels: Map<number, Promise<TexelSource>>
  readonly total: number
  done: number
}

/**
 * Builds all levels: LODs tile by tile, HLODs from the leaves up. The coarsest that can be done goes first, so that no more of the world is in memory than the
 * branches that are being worked on.
 */
export async function buildLevels(input: LevelInput, trees: readonly LevelNode[]): Promise<BuiltLevels> {
  const total = input.groups.length + trees.reduce((sum, tree) => sum + countNodes(tree), 0)
  const building: Building = { ...input, lods: [], hlods: new Map(), texels: new Map(), total, done: 0 }
  const below = new Set<number>()
  for (const tree of trees) forTiles(tree, (group) => below.add(group))
  const alone = [...input.groups.keys()].filter((group) => !below.has(group))
  await Promise.all([
    ...trees.map((tree) => buildNode(building, tree, 1)),
    ...alone.map((group) => buildTile(building, group, null)),
  ])
  return building
}

const countNodes = (node: LevelNode): number => node.nodes.reduce((sum, below) => sum + countNodes(below), 1)

function forTiles(node: LevelNode, visit: (group: number) => void): void {
  node.tiles.forEach(visit)
  for (const below of node.nodes) forTiles(below, visit)
}

/** `above`: the node over the tile; null for a tile that is a tree of its own. */
async function buildTile(building: Building, group: number, above: LevelNode | null): Promise<FarMesh | null> {
  const { settings, drafts, groups, scene, runner, step } = building
  const draft = drafts[group]
  const reach = above?.distance ?? tileRadius(groups[group].settings, settings)
  const distances = Array.from({ length: settings.lods }, (_, i) => lodDistance(i + 1, settings.lods, reach))
  const pinned = groups[group].settings.alwaysLoaded === true
  if ((distances.length === 0 || pinned) && !above) {
    building.lods[group] = []
    progress(building)
    return null
  }
  const files = await filesOf(building, looksOf(draft))
  const { result, read } = await runner.run('tile', 0, () => ({
    draft,
    looks: scene.looks,
    files,
    step,
    cell: settings.cell,
    lodErrors: distances.map((distance) => errorAt(distance, settings.errorPixels)),
    farError: above && farShare * errorAt(above.distance, settings.errorPixels),
  }))
  building.lods[group] = result.lods.map(
    (lod, i) => lod && { ...withoutBytes(lod), read: async () => ((await read()).lods[i] as EncodedLevel).bytes },
  )
  progress(building)
  return result.far
}

/** `urgency`: depth in the tree; what is deeper frees more. */
async function buildNode(building: Building, node: LevelNode, depth: number): Promise<FarMesh> {
  const { settings, scene, runner, step, hlods } = building
  const built = await Promise.all([
    ...node.tiles.map((group) => buildTile(building, group, node)),
    ...node.nodes.map((below) => buildNode(building, below, depth + 1)),
  ])
  const children = built.filter((far) => far !== null)
  const sources = await sourcesOf(building, children)
  const error = errorAt(node.distance, settings.errorPixels)
  const { result, read } = await runner.run('hlod', depth, () => ({
    name: node.id,
    children: children.splice(0),
    looks: scene.looks,
    sources,
    step,
    cell: settings.cell,
    error,
    triangles: settings.hlodTriangles,
    atlas: settings.atlasSize,
    texel: error,
  }))
  hlods.set(node, {
    texel: result.texel,
    level: { ...withoutBytes(result.level), read: async () => (await read()).level.bytes },
    atlases: result.atlases.map((atlas, i) => ({
      ...withoutBytes(atlas),
      read: async () => (await read()).atlases[i].bytes,
    })),
  })
  progress(building)
  return result.far
}

function withoutBytes<Encoded extends { readonly bytes: Uint8Array }>({ bytes: _bytes, ...rest }: Encoded) {
  return rest
}

function progress(building: Building): void {
  building.done++
  building.settings.onProgress({ stage: 'levels', done: building.done, total: building.total })
}

/** Files of the images that looks sample. */
async function filesOf({ scene, imageFile }: Building, looks: readonly number[]): Promise<Record<number, ImageFile>> {
  const images = imagesOf(scene, looks)
  return Object.fromEntries(await Promise.all(images.map(async (image) => [image, await imageFile(image)] as const)))
}

/** Images that looks of meshes show in colour, light or metal, as numbers. @throws TerraneError 'bake-input' without `sharp`. */
async function sourcesOf({ scene, texels, tool }: Building, meshes: readonly FarMesh[]) {
  const looks = [...new Set(meshes.flatMap(({ mesh }) => [...new Set(mesh.looks)]))]
  const images = imagesOf(scene, looks, (slot) => slot !== 'normal')
  const sharp = tool ?? (await needPackage('sharp', 'atlases of HLODs', async () => (await import('sharp')).default))
  const read = (image: number) => {
    const known = texels.get(image) ?? readTexels(scene.images[image], sharp)
    texels.set(image, known)
    return known
  }
  return Object.fromEntries(await Promise.all(images.map(async (image) => [image, await read(image)] as const)))
}

function imagesOf({ looks }: BakeScene, some: readonly number[], wanted: (slot: string) => boolean = () => true) {
  const uses = some.flatMap((look) => looks[look].images.filter(({ slot }) => wanted(slot)))
  return [...new Set(uses.map(({ image }) => image))].sort((a, b) => a - b)
}
