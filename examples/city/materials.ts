import sharp from 'sharp'
import { facadePictures, shopfront } from './facadePictures'
import {
  asphalt,
  carriageway,
  crosswalk,
  grass,
  gravel,
  palettePicture,
  paving,
  roofTiles,
  shade,
  water,
} from './groundPictures'
import { facadeTints, linearFactors, type FacadeName } from './palette'
import type { Pixels } from './pixels'

/** Streets' widths between kerbs, metres. */
export const streetWidth = 10
export const avenueWidth = 18

const pictures = {
  ...facadePictures,
  shopfront,
  asphalt,
  street: () => carriageway(streetWidth, [0], []),
  avenue: () => carriageway(avenueWidth, [-3.6, 3.6], [-0.2, 0.2]),
  crosswalk,
  paving,
  grass,
  gravel,
  roofTiles,
  water,
  palette: palettePicture,
  shade,
} as const satisfies Record<string, () => Pixels>

type PictureName = keyof typeof pictures

interface MaterialSpec {
  readonly picture: PictureName
  readonly tint?: number
  readonly roughness: number
  readonly blend?: boolean
}

/** Every material of the city by name; facades add one a tint, as `brick 1`. */
const specs: Record<string, MaterialSpec> = {
  palette: { picture: 'palette', roughness: 0.85 },
  shade: { picture: 'shade', roughness: 1, blend: true },
  shopfront: { picture: 'shopfront', roughness: 0.7 },
  asphalt: { picture: 'asphalt', roughness: 0.95 },
  street: { picture: 'street', roughness: 0.95 },
  avenue: { picture: 'avenue', roughness: 0.95 },
  crosswalk: { picture: 'crosswalk', roughness: 0.95 },
  paving: { picture: 'paving', roughness: 0.9 },
  grass: { picture: 'grass', roughness: 1 },
  gravel: { picture: 'gravel', roughness: 1 },
  water: { picture: 'water', roughness: 0.2 },
  'tiles red': { picture: 'roofTiles', tint: 0xc06a48, roughness: 0.9 },
  'tiles brown': { picture: 'roofTiles', tint: 0x9a5a44, roughness: 0.9 },
  slate: { picture: 'roofTiles', tint: 0x6d7782, roughness: 0.7 },
}

for (const [facade, tints] of Object.entries(facadeTints))
  tints.forEach((tint, i) => {
    specs[facadeMaterial(facade as FacadeName, i)] = {
      picture: facade as FacadeName,
      tint,
      roughness: facade === 'glass' ? 0.25 : 0.85,
    }
  })

/** Name of a facade's material; `tint` wraps around. */
export function facadeMaterial(facade: FacadeName, tint: number): string {
  return `${facade} ${tint % facadeTints[facade].length}`
}

async function encode(pixels: Pixels, alpha: boolean): Promise<Uint8Array> {
  const raw = sharp(pixels.data, { raw: { width: pixels.size, height: pixels.size, channels: 4 } })
  if (alpha) return raw.png({ compressionLevel: 9 }).toBuffer()
  return raw.removeAlpha().jpeg({ quality: 88, chromaSubsampling: '4:4:4' }).toBuffer()
}

interface Image {
  readonly name: string
  readonly mimeType: string
  readonly bytes: Uint8Array
  readonly bufferView: number
}

/**
 * The glTF materials and images that the drafts use; `firstView` is the buffer view of the first image.
 * Opaque pictures are JPEG, the shadow is PNG.
 */
export async function describeMaterials(used: ReadonlySet<string>, firstView: number) {
  const names = [...used].sort()
  const wanted = [...new Set(names.map((name) => specs[name].picture))].sort()
  const images = await Promise.all(
    wanted.map(async (name, i): Promise<Image> => {
      const alpha = name === 'shade'
      const bytes = await encode(pictures[name](), alpha)
      return { name, mimeType: alpha ? 'image/png' : 'image/jpeg', bytes, bufferView: firstView + i }
    }),
  )
  const materials = names.map((name) => {
    const { picture, tint, roughness, blend } = specs[name]
    return {
      name,
      pbrMetallicRoughness: {
        baseColorTexture: { index: wanted.indexOf(picture) },
        baseColorFactor: tint === undefined ? undefined : linearFactors(tint),
        metallicFactor: 0,
        roughnessFactor: roughness,
      },
      alphaMode: blend ? 'BLEND' : undefined,
    }
  })
  return { materials, images, indexOf: (name: string): number => names.indexOf(name) }
}
