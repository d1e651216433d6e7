import { Lane, SectionFlag } from '../blobs/sectionBlob'
import type { SectionRecord } from '../blobs/sectionRecord'
import { decodeTexturePayload } from '../payloads/decodeTexture'
import { measureDraw } from '../payloads/measure'
import type { BakeScene, ImageSource } from './bakeScene'
import { bakedSize, encodeImage, imageEnding, type ImageTool } from './encodeImage'
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
): PlannedSection[] {
  return scene.images.map((image) => planTexture(image, name(`texture/${image.name}`), settings, tool))
}

function planTexture(image: ImageSource, name: string, settings: BakeSettings, tool: ImageTool): PlannedSection {
  const { width, height } = bakedSize(image, settings.textureSize, tool)
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
      const encoded = await encodeImage(image, settings.textureSize, tool)
      const size = await verifyPayload(encoded.bytes, record, async (copy) =>
        measureDraw((await decodeTexturePayload(copy)).value),
      )
      return { ...encoded, ending: imageEnding(encoded.mimeType), size }
    },
  }
}
