import { imageEnding } from '../encodeImage'
import { contentHash } from '../hash'
import { needPackage } from '../packages'
import type { AtlasPicture } from './atlas'
import type { EncodedAtlas } from './hlod'

/** Some loss: an HLOD's texels are two pixels large at most. */
const lossy = { quality: 88, smartSubsample: true, effort: 4 }
const lossless = { lossless: true, effort: 4 }
/** Without loss where that is not more than this many times as large: loss tints swatches, and a swatch may be all of a ground. */
const losslessWorth = 4

/** An atlas' pictures as files: its colours, then what glows. @throws TerraneError 'bake-input' without `sharp`. */
export async function encodeAtlas({ side, colour, glow }: AtlasPicture): Promise<EncodedAtlas[]> {
  const tool = await needPackage('sharp', 'atlases of HLODs', async () => (await import('sharp')).default)
  const opaque = colour.every((value, i) => i % 4 !== 3 || value === 255)
  const encode = async (texels: Uint8Array, flat: boolean) => {
    const attempt = (options: typeof lossy | typeof lossless) => {
      const image = tool(texels, { raw: { width: side, height: side, channels: 4 } })
      return (flat ? image.removeAlpha() : image).webp(options).toBuffer()
    }
    const [small, exact] = [await attempt(lossy), await attempt(lossless)]
    const bytes = new Uint8Array(exact.byteLength <= losslessWorth * small.byteLength ? exact : small)
    const mimeType = 'image/webp'
    return { bytes, file: `${contentHash(bytes)}.${imageEnding(mimeType)}`, mimeType, side }
  }
  return [await encode(colour, opaque), ...(glow ? [await encode(glow, true)] : [])]
}
