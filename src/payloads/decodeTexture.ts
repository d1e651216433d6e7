import { corrupt } from './corrupt'
import type { TexturePayload } from './draw'
import { readImageHeader, type ImageHeader } from './imageHeader'
import type { DecodeFunction } from './kind'

/** Pixels a side: more than any WebGL 1 device promises; a header that says more is refused before it is decoded. */
const largestSide = 16_384

/**
 * Decodes an image file. Colours stay as stored (no colour management, no premultiplied alpha).
 * Where the platform has no image decoder (Node), only the size is known and `pixels` is empty: enough for a null presenter.
 * @throws TerraneError 'payload-corrupt'.
 */
export async function decodeTexturePayload(
  bytes: ArrayBuffer,
): Promise<{ value: TexturePayload; transfer: Transferable[] }> {
  const header = readImageHeader(bytes)
  if (Math.max(header.width, header.height) > largestSide)
    corrupt(`an image of ${header.width} × ${header.height}`, `at most ${largestSide} a side`)
  const value: TexturePayload = {
    kind: 'texture',
    ...(await decodePixels(bytes, header)),
  }
  return { value, transfer: value.pixels instanceof Uint8Array ? [] : [value.pixels] }
}

const decode: DecodeFunction<TexturePayload> = (bytes) => decodeTexturePayload(bytes)
export default decode

async function decodePixels(bytes: ArrayBuffer, header: ImageHeader): Promise<Pick<TexturePayload, Sized>> {
  const { type, width, height } = header
  if (typeof createImageBitmap !== 'function') return { width, height, pixels: new Uint8Array() }
  try {
    const blob = new Blob([bytes], { type })
    const pixels = await createImageBitmap(blob, { colorSpaceConversion: 'none', premultiplyAlpha: 'none' })
    return { width: pixels.width, height: pixels.height, pixels }
  } catch (error) {
    return corrupt(
      `a ${type} of ${width} × ${height} that does not decode (${(error as Error).message})`,
      'a whole image',
    )
  }
}

type Sized = 'width' | 'height' | 'pixels'
