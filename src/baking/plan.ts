import type { FocusRecord, SectionRecord } from '../blobs/sectionRecord'
import { fail } from '../errors'
import type { Bytes } from '../memory/meter'
import type { BakeScene, ImageSource, SceneReport } from './bakeScene'
import type { CutSum } from './cutAtCells'
import { encodeImage, imageEnding, loadImageTool, type ImageTool } from './encodeImage'
import { encodeMesh, type ImageFile } from './encodeMesh'
import { contentHash } from './hash'
import { latticeStep } from './lattice'
import { draftMesh } from './meshDraft'
import { bakeSettings, type BakeOptions, type BakeSettings } from './options'
import { partitionGrid } from './partition'
import { listLayers, meshSection, textureSection, uniqueNames, type PlannedSection } from './planSections'
import { readGltf } from './readGltf'
import { readScene } from './readScene'
import { verifyPayload } from './verifyPayload'

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
  /** Images first, then meshes; indices are those of `encode` and of `requires`. */
  readonly sections: readonly PlannedSection[]
  readonly focuses: readonly FocusRecord[]
  /** Names of data layers, by bit. */
  readonly layers: readonly string[]
  readonly report: SceneReport
  readonly cuts: CutSum
  /** Records for `buildSectionBlob` with content paths of the caller's choice: a world can be served before it is encoded. */
  records(contentOf: (section: number) => string): SectionRecord[]
  /** Encodes one payload, the first time it is asked for, and keeps it; any order, the same bytes. */
  encode(section: number): Promise<BakedPayload>
  /** Drops a payload that `encode` keeps; asked for again, it is encoded again. */
  forget(section: number): void
}

/**
 * Reads an input and decides all sections: bounds, sizes, relations, focuses.
 * @throws TerraneError 'argument' for options, 'bake-input' for the file.
 */
export async function planBake(input: string, options: BakeOptions = {}): Promise<BakePlan> {
  const settings = bakeSettings(input, options)
  settings.onProgress({ stage: 'read', done: 0, total: 1 })
  const scene = readScene(await readGltf(input), settings.rolePatterns)
  settings.onProgress({ stage: 'read', done: 1, total: 1 })
  settings.onProgress({ stage: 'plan', done: 0, total: 1 })
  const plan = planScene(scene, settings, await loadImageTool())
  settings.onProgress({ stage: 'plan', done: 1, total: 1 })
  return plan
}

/** The plan of a scene that has been read. */
export function planScene(scene: BakeScene, settings: BakeSettings, tool: ImageTool): BakePlan {
  const { groups, cuts } = partitionGrid(scene, settings.cell)
  if (groups.length === 0)
    fail(
      'bake-input',
      `"${settings.name}": nothing to draw`,
      'at least one static mesh with a triangle',
      'Look at the table of roles.',
    )
  const step = latticeStep(settings.cell)
  const layers = listLayers(groups)
  const names = uniqueNames([...scene.images.map(({ name }) => `texture/${name}`), ...groups.map(({ name }) => name)])
  const textures = scene.images.map((image, i) => textureSection(image, names[i], settings, tool))
  const drafts = groups.map((group, i) => draftMesh(scene, { ...group, name: names[textures.length + i] }, step))
  const meshes = drafts.map((draft, i) => meshSection(scene, draft, groups[i], settings, layers))
  const sections = [...textures, ...meshes]
  const plan: BakePlan = {
    settings,
    sections,
    focuses: scene.focuses,
    layers,
    report: scene.report,
    cuts,
    records: (contentOf) => sections.map(({ record }, i) => ({ ...record, content: contentOf(i) })),
    encode: (section) => remembered(kept, section, () => encode(section)),
    forget: (section) => kept.delete(section),
  }
  const kept = new Map<number, Promise<BakedPayload>>()
  const imageFiles = new Map<number, Promise<ImageFile>>()
  const imageFile = (image: number) =>
    remembered(imageFiles, image, async () => {
      const { file, mimeType } = await plan.encode(image)
      return { uri: file, mimeType }
    })
  const encode = async (section: number) => {
    const image = scene.images[section]
    const made = image ? encodeTexture(image, settings, tool) : encodeSection(section)
    const payload = await asPayload(await made, sections[section].record)
    if (image) imageFiles.set(section, Promise.resolve({ uri: payload.file, mimeType: payload.mimeType }))
    return payload
  }
  const encodeSection = async (section: number): Promise<EncodedPayload> => {
    const requires = sections[section].record.requires ?? []
    const files = await Promise.all(requires.map(imageFile))
    const draft = drafts[section - textures.length]
    const bytes = await encodeMesh(draft, scene.looks, files, (image) => requires.indexOf(image), step)
    return { bytes, mimeType: 'model/gltf-binary', ending: 'glb' }
  }
  return plan
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

interface EncodedPayload {
  readonly bytes: Uint8Array
  readonly mimeType: string
  readonly ending: string
}

async function encodeTexture(
  image: ImageSource,
  { textureSize }: BakeSettings,
  tool: ImageTool,
): Promise<EncodedPayload> {
  const encoded = await encodeImage(image, textureSize, tool)
  return { ...encoded, ending: imageEnding(encoded.mimeType) }
}

async function asPayload({ bytes, mimeType, ending }: EncodedPayload, record: SectionRecord): Promise<BakedPayload> {
  const hash = contentHash(bytes)
  return { bytes, hash, file: `${hash}.${ending}`, mimeType, size: await verifyPayload(bytes, record) }
}
