import type { Allowance } from './corrupt'
import { decodeTexturePayload } from './decodeTexture'
import type { TexturePayload } from './draw'
import type { Glb } from './glb'
import { createBufferViews } from './gltfBuffers'
import type { GltfImage, GltfJson } from './gltfFile'

/** What every browser decodes; others (KTX 2) leave their materials with the plain colour. */
const known = new Set<unknown>([undefined, 'image/png', 'image/jpeg', 'image/webp'])

/** An image inside the file, that can be drawn. */
export function isOwnImage(image: GltfImage | null | undefined): boolean {
  return image?.bufferView !== undefined && known.has(image.mimeType)
}

/** Whether materials count the images of the file: it has some, and the bake made sections of none. */
export function hasOwnImages({ images }: GltfJson): boolean {
  if (!Array.isArray(images)) return false
  return images.some(isOwnImage) && !images.some((image) => image?.extras?.terrane_require !== undefined)
}

/** Holds the number of an image that no material counts. */
const blank: TexturePayload = { kind: 'texture', width: 1, height: 1, pixels: new Uint8Array([255, 255, 255, 255]) }

/** Decodes the images inside a file, by their numbers there; none where the bake wrote it. @throws TerraneError 'payload-corrupt'. */
export async function decodeOwnImages(glb: Glb, allowance: Allowance): Promise<TexturePayload[]> {
  const { images } = glb.json
  if (!images || !hasOwnImages(glb.json)) return []
  const bufferView = createBufferViews(glb, allowance)
  return Promise.all(
    images.map(async (image, i) => {
      if (!isOwnImage(image)) return blank
      const bytes = bufferView(image.bufferView, `image ${i}`).bytes.slice()
      return (await decodeTexturePayload(bytes.buffer)).value
    }),
  )
}
