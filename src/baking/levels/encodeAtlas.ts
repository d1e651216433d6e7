import { imageEnding } from '../encodeImage'
import { contentHash } from '../hash'
import { needPackage } from '../packages'
import type { AtlasPicture } from './atlas'
import type { EncodedAtlas } from './hlod'

/** Some loss: an HLOD's texels are as large as pixels, or smaller. */
const webp = { quality: 85, smartSubsample: true, effort: 4 }

/** An atlas' pictures as files: its colours, then what glows. @throws TerraneError 'bake-input' without `sharp`. */
export async function encodeAtlas({ side, colour, glow }: AtlasPicture): Promise<EncodedAtlas[]> {
  const tool = await needPackage('sharp', 'atlases of HLODs', async () => (await import('sharp')).default)
  const opaque = colour.every((value, i) => i % 4 !== 3 || value === 255)
  const encode = async (texels: Uint8Array, flat: boolean) => {
    const image = tool(texels, { raw: { width: side, height: side, channels: 4 } })
    const bytes = new Uint8Array(await (flat ? image.removeAlpha() : image).webp(webp).toBuffer())
    const mimeType = 'image/webp'
    return { bytes, file: `${contentHash(bytes)}.${imageEnding(mimeType)}`, mimeType, side }
  }
  return [await encode(colour, opaque), ...(glow ? [await encode(glow, true)] : [])]
}
