import { Lane, SectionFlag } from '../blobs/sectionBlob'
import type { SectionRecord } from '../blobs/sectionRecord'
import { decodeTexturePayload } from '../payloads/decodeTexture'
import { measureDraw } from '../payloads/measure'
import type { BakeScene, ImageSource } from './bakeScene'
import { deserialize, serialize } from 'node:v8'
import { bakedSize, encodeImage, imageEnding, type EncodedImage, type ImageTool } from './encodeImage'
import { draftKey, makeOnce, type DraftStore } from './levels/drafts'
import type { BakeSettings } from './options'
import { verifyPayload, type PlannedSection } from './plannedSection'
import type { NameGiver } from './sectionNames'

const nowhere = [0, 0, 0, 0, 0, 0] as const

/** The scene's images, each a placeless section that meshes require; section i of a plan is image i. */
export function planTextures(
  scene: BakeScene,
  settings: BakeSettings,
  tool: ImageTool,
  name: NameGiver,
  drafts: DraftStore,
): PlannedSection[] {
  return scene.images.map((image) => {
    const sharpens = hasSharper(image, settings, tool)
    const largest = sharpens ? settings.textureBase : settings.textureSize
    const texture = planTexture(image, name(`texture/${image.name}`), largest, tool, drafts)
    return sharpens ? withRecord(texture, { refineDistance: settings.textureDistance }) : texture
  })
}

/** Sharper versions of the images that are large, each a child of its image's section and requiring it. */
export function planSharper(
  scene: BakeScene,
  settings: BakeSettings,
  tool: ImageTool,
  name: NameGiver,
  drafts: DraftStore,
): PlannedSection[] {
  return scene.images.flatMap((image, i) => {
    if (!hasSharper(image, settings, tool)) return []
    const texture = planTexture(image, name(`texture/${image.name}/sharp`), settings.textureSize, tool, drafts)
    return [withRecord(texture, { parent: i, requires: [i], stage: 1 })]
  })
}

function hasSharper(image: ImageSource, { textureBase, textureSize }: BakeSettings, tool: ImageTool): boolean {
  if (!tool || textureBase === 0) return false
  const { width, height } = bakedSize(image, textureSize, tool)
  return width * height > textureBase * textureBase
}

function withRecord(section: PlannedSection, parts: Partial<SectionRecord>): PlannedSection {
  return { ...section, record: { ...section.record, ...parts } }
}

function planTexture(
  image: ImageSource,
  name: string,
  largest: number,
  tool: ImageTool,
  drafts: DraftStore,
): PlannedSection {
  const { width, height } = bakedSize(image, largest, tool)
  const record: SectionRecord = {
    name,
    bounds: nowhere,
    enterRadius: 0,
    kind: 'texture',
    lane: Lane.Asset,
    stage: 0,
    flags: SectionFlag.Placeless,
    cpuBytes: 0,
    gpuBytes: Math.ceil((width * height * 16) / 3),
  }
  return {
    record,
    triangles: 0,
    draws: 0,
    async encode() {
      const encoded = await encodeDrafted(image, largest, tool, drafts)
      const size = await verifyPayload(encoded.bytes, record, async (copy) =>
        measureDraw((await decodeTexturePayload(copy)).value),
      )
      return { ...encoded, ending: imageEnding(encoded.mimeType), size }
    },
  }
}

/** Encoding is what takes long: done once for one image, whoever asks and whichever bake it was. */
async function encodeDrafted(image: ImageSource, largest: number, tool: ImageTool, drafts: DraftStore) {
  if (!tool) return encodeImage(image, largest, tool)
  const encode = async () => serialize(await encodeImage(image, largest, tool))
  return deserialize(await makeOnce(drafts, draftKey(['image', image, largest]), encode)) as EncodedImage
}
