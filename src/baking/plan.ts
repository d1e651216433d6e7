import type { AboutWorld } from '../blobs/sectionBlobBuild'
import type { SectionRecord } from '../blobs/sectionRecord'
import { fail } from '../errors'
import type { Bytes } from '../memory/meter'
import type { BakeScene, SceneReport } from './bakeScene'
import type { CutSum } from './cutAtCells'
import { listSchemas } from './entityTables'
import { listSkewed } from './entityTransform'
import { loadImageTool, type ImageTool } from './encodeImage'
import type { ImageFile } from './encodeMesh'
import { groupColliders } from './groupColliders'
import { groupEntities } from './groupEntities'
import { contentHash } from './hash'
import { isManifestPath, planManifest } from './importManifest'
import { latticeStep } from './lattice'
import { loadConfig } from './configFile'
import { bakeSettings, type BakeOptions, type BakeSettings } from './options'
import { partitionScene } from './partition'
import { addMetadata, mapMetadata } from './placeMetadata'
import { planColliders } from './planColliders'
import { planEntities } from './planEntities'
import { planFigures } from './planFigures'
import { memoryDrafts, type DraftStore } from './levels/drafts'
import { planLevels, type LevelPlanInput } from './levels/planLevels'
import { createJobRunner } from './levels/runJobs'
import { draftGroups, planMeshes } from './planMeshes'
import { planOwnPayloads } from './planOwnPayloads'
import { recordsOf, type EncodedPayload, type PlannedSection } from './plannedSection'
import { planSharper, planTextures } from './planTextures'
import { readInput } from './readInput'
import { addTileColumns } from './tileColumns'
import { createNameGiver, listLayers } from './sectionNames'
import { listSkewedBoxes } from './solidShapes'

/** One payload, encoded. */
export interface BakedPayload {
  readonly bytes: Uint8Array
  /** First 16 hex digits of SHA-256. */
  readonly hash: string
  /** File name: the hash and an ending. */
  readonly file: string
  readonly mimeType: string
  /** Decoded size as the runtime measures it; never above the plan's. */
  readonly size: Bytes
}

/** A bake that has decided everything and encoded nothing yet. */
export interface BakePlan {
  readonly settings: BakeSettings
  /** Images first, then kind by kind; indices are those of `encode` and of `requires`. */
  readonly sections: readonly PlannedSection[]
  readonly about: AboutWorld
  readonly report: SceneReport
  readonly cuts: CutSum
  /** LODs that would have saved too little, and are not there. */
  readonly leftOutLods: number
  /** Records for `buildSectionBlob` with content paths of the caller's choice: a world can be served before it is encoded. */
  records(contentOf: (section: number) => string): SectionRecord[]
  /** Encodes one payload, the first time it is asked for, and keeps it; any order, the same bytes. */
  encode(section: number): Promise<BakedPayload>
  /** Drops a payload that `encode` keeps; asked for again, it is encoded again. */
  forget(section: number): void
}

/**
 * Reads an input and decides all sections: bounds, sizes, relations, focuses. Levels of detail are built on the way, as nobody knows their sizes before; they wait
 * in `drafts`.
 * @throws TerraneError 'argument' for options, 'bake-input' for the file and the config.
 */
export async function planBake(
  input: string,
  options: BakeOptions = {},
  drafts: DraftStore = memoryDrafts(),
): Promise<BakePlan> {
  const config = await loadConfig(input, options.config)
  const { isAuthoring } = await import('./authored/readAuthored')
  if (await isAuthoring(input)) return (await import('./authored/planAuthored')).planAuthored(input, options, config)
  const settings = bakeSettings(input, options, config)
  if (isManifestPath(input)) return planManifest(input, settings)
  const tool = await loadImageTool(settings)
  settings.onProgress({ stage: 'read', done: 0, total: 1 })
  const scene = await readInput(input, settings)
  settings.onProgress({ stage: 'read', done: 1, total: 1 })
  settings.onProgress({ stage: 'plan', done: 0, total: 1 })
  const plan = await planScene(scene, settings, tool, drafts)
  settings.onProgress({ stage: 'plan', done: 1, total: 1 })
  return plan
}

/** The plan of a scene that has been read: sections kind by kind, those that others require first. */
export async function planScene(
  scene: BakeScene,
  settings: BakeSettings,
  tool: ImageTool,
  store: DraftStore = memoryDrafts(),
): Promise<BakePlan> {
  const metadata = mapMetadata(scene.metadata, settings.cell)
  const { groups: bare, nodes, cuts } = partitionScene(scene, settings.partition, settings)
  const groups = addMetadata(bare, metadata)
  const entityGroups = addMetadata(groupEntities(scene, settings.cell), metadata)
  const colliderGroups = addMetadata(groupColliders(scene, settings.cell), metadata)
  if (groups.length + entityGroups.length + colliderGroups.length + scene.ownPayloads.length === 0)
    fail(
      'bake-input',
      `"${settings.name}": nothing to draw`,
      'at least one static mesh with a triangle',
      'Look at the table of roles.',
    )
  const step = latticeStep(settings.cell)
  const places = [...groups, ...entityGroups, ...colliderGroups, ...scene.ownPayloads]
  const layers = listLayers(places.map((place) => place.settings))
  const name = createNameGiver()
  const textures = planTextures(scene, settings, tool, name, store)
  const drafts = draftGroups(scene, groups, step, name)
  const tiles = planMeshes(scene, groups, drafts, settings, layers, step)
  const imageFiles = createImageFiles(textures)
  const first = textures.length + tiles.length
  const levels = await makeLevels({
    ...{ scene, settings, groups, drafts, step, tool, imageFile: imageFiles.file },
    ...{ nodes, layers, name, first, store },
  })
  const meshes = tiles.map((tile, i) => withParent(tile, levels.parents[i]))
  const figures = planFigures(scene, step, name, first + levels.sections.length)
  const still = [...textures, ...meshes, ...levels.sections]
  const drawn = [...still, ...[...new Set(figures)].map(({ section }) => section)]
  const entities = planEntities(scene, entityGroups, figures, settings, layers, name, drawn.length)
  const colliders = planColliders(colliderGroups, settings, layers, name)
  const own = planOwnPayloads(scene, settings, layers, name)
  const layerModes = layers.map((layer) => settings.config.layers[layer] ?? 'on')
  const about: AboutWorld = {
    focuses: scene.focuses,
    layers,
    layerModes,
    // What lies there twice is there twice in the file: cells reach into one another, and a node with a radius lies across cells.
    layerOverlaps: layers.map(() => 'allow' as const),
    components: listSchemas(scene),
    metadata: settings.config.metadata,
    ...(settings.partition !== 'grid' && { hierarchical: true }),
  }
  const told = addTileColumns(
    [...drawn, ...entities, ...colliders, ...own, ...planSharper(scene, settings, tool, name, store)],
    about,
  )
  return assemblePlan(scene, settings, told.sections, told.about, cuts, levels.leftOut, imageFiles)
}

function withParent(tile: PlannedSection, parent: number | undefined): PlannedSection {
  return parent === undefined ? tile : { ...tile, record: { ...tile.record, parent } }
}

async function makeLevels(input: Omit<LevelPlanInput, 'runner'> & { readonly store: DraftStore }) {
  const { settings, groups, store } = input
  if (settings.lods === 0 && !settings.hlod) return { sections: [], parents: groups.map(() => undefined), leftOut: 0 }
  const runner = createJobRunner(settings.jobs, store, settings.workers)
  return planLevels({ ...input, runner }).finally(() => runner.dispose())
}

/** A plan over sections; remembers what has been encoded, and every image's file for good. */
function assemblePlan(
  scene: BakeScene,
  settings: BakeSettings,
  sections: readonly PlannedSection[],
  about: AboutWorld,
  cuts: CutSum,
  leftOutLods: number,
  imageFiles: ImageFiles,
): BakePlan {
  const kept = new Map<number, Promise<BakedPayload>>()
  const encode = (section: number) =>
    remembered(kept, section, async () => {
      const payload = nameFile(await sections[section].encode({ imageFile: imageFiles.file }))
      if (section < scene.images.length) imageFiles.note(section, payload)
      return payload
    })
  return {
    settings,
    sections,
    about,
    report: {
      ...scene.report,
      notCarried: [...scene.report.notCarried, ...listSkewed(scene), ...listSkewedBoxes(scene)],
    },
    cuts,
    leftOutLods,
    records: (contentOf) => recordsOf(sections, contentOf).map((record) => ({ ...record, ...rangeInTree(record) })),
    encode,
    forget: (section) => void kept.delete(section),
  }
}

/** Only the root of a tree has an outer range. */
const rangeInTree = ({ parent }: SectionRecord) => (parent === undefined ? {} : { enterRadius: 0, exitRadius: 0 })

/** What each image became; an image that nobody has encoded yet is, the first time it is asked for. */
interface ImageFiles {
  file(image: number): Promise<ImageFile>
  note(image: number, payload: BakedPayload): void
}

function createImageFiles(textures: readonly PlannedSection[]): ImageFiles {
  const files = new Map<number, Promise<ImageFile>>()
  const fileOf = ({ file, mimeType }: BakedPayload): ImageFile => ({ uri: file, mimeType })
  const file = (image: number): Promise<ImageFile> =>
    remembered(files, image, async () => fileOf(nameFile(await textures[image].encode({ imageFile: file }))))
  return { file, note: (image, payload) => void files.set(image, Promise.resolve(fileOf(payload))) }
}

/** A payload by its content. */
export function nameFile({ bytes, mimeType, ending, size }: EncodedPayload): BakedPayload {
  const hash = contentHash(bytes)
  return { bytes, hash, file: `${hash}.${ending}`, mimeType, size }
}

/** What is in the map, or what `make` gives, kept there. A failure is not kept. */
function remembered<Value>(map: Map<number, Promise<Value>>, key: number, make: () => Promise<Value>): Promise<Value> {
  const known = map.get(key)
  if (known) return known
  const value = make()
  map.set(key, value)
  value.catch(() => map.delete(key))
  return value
}
