import type { ImageFile } from './encodeMesh'
import type { ImageSlot, ImageUse, Look, Sampler } from './looks'

/** Materials, textures, samplers and images of a payload as glTF JSON. */
export interface MaterialsJson {
  readonly json: object
  /** Extensions that a reader must know. */
  readonly extensions: readonly string[]
  /** Extensions that a reader may ignore. */
  readonly optionalExtensions: readonly string[]
}

const webp = 'image/webp'

/** Each image names its place among the section's requires in `extras.terrane_require`. */
export function writeMaterials(
  looks: readonly Look[],
  images: readonly ImageFile[],
  imageOf: (image: number) => number,
): MaterialsJson {
  const samplers: string[] = []
  const textures: string[] = []
  const textureOf = ({ image, sampler }: ImageUse) => {
    const source = imageOf(image)
    const chosen = indexIn(samplers, JSON.stringify(samplerJson(sampler)))
    const from = images[source].mimeType === webp ? { extensions: { EXT_texture_webp: { source } } } : { source }
    return indexIn(textures, JSON.stringify({ sampler: chosen, ...from }))
  }
  const materials = looks.map((look) => materialJson(look, textureOf))
  const lists = {
    materials,
    textures: textures.map((text) => JSON.parse(text) as object),
    samplers: samplers.map((text) => JSON.parse(text) as object),
    images: images.map(({ uri, mimeType }, k) => ({ uri, mimeType, extras: { terrane_require: k } })),
  }
  return {
    json: Object.fromEntries(Object.entries(lists).filter(([, list]) => list.length > 0)),
    extensions: images.some(({ mimeType }) => mimeType === webp) ? ['EXT_texture_webp'] : [],
    optionalExtensions: looks.some(({ unlit }) => unlit) ? ['KHR_materials_unlit'] : [],
  }
}

function indexIn(list: string[], text: string): number {
  const at = list.indexOf(text)
  return at >= 0 ? at : list.push(text) - 1
}

function samplerJson({ wrapS, wrapT, magFilter, minFilter }: Sampler) {
  return { wrapS, wrapT, ...(magFilter ? { magFilter } : {}), ...(minFilter ? { minFilter } : {}) }
}

function materialJson(look: Look, textureOf: (use: ImageUse) => number): object {
  const info = (slot: ImageSlot) => {
    const use = look.images.find((image) => image.slot === slot)
    return use && { index: textureOf(use) }
  }
  const [baseColorTexture, metallicRoughnessTexture] = [info('baseColor'), info('metallicRoughness')]
  const [normalTexture, emissiveTexture] = [info('normal'), info('emissive')]
  return {
    name: look.name,
    pbrMetallicRoughness: {
      baseColorFactor: look.baseColor,
      metallicFactor: look.metallic,
      roughnessFactor: look.roughness,
      ...(baseColorTexture && { baseColorTexture }),
      ...(metallicRoughnessTexture && { metallicRoughnessTexture }),
    },
    ...(normalTexture && { normalTexture: { ...normalTexture, scale: look.normalScale } }),
    ...(emissiveTexture && { emissiveTexture }),
    emissiveFactor: look.emissive,
    alphaMode: look.alphaMode,
    ...(look.alphaMode === 'MASK' && { alphaCutoff: look.alphaCutoff }),
    doubleSided: look.doubleSided,
    ...(look.unlit && { extensions: { KHR_materials_unlit: {} } }),
  }
}
