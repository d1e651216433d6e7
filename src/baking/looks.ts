import type { Material, Texture, TextureInfo } from '@gltf-transform/core'
import type { Transform } from '@gltf-transform/extensions'
import type { UvUse } from './triangles'

/** Where a material uses an image. */
export type ImageSlot = 'baseColor' | 'metallicRoughness' | 'normal' | 'emissive'

/** glTF's numbers for wrapping and filtering. */
export interface Sampler {
  readonly wrapS: number
  readonly wrapT: number
  readonly magFilter: number | null
  readonly minFilter: number | null
}

/** One image as a material samples it. */
export interface ImageUse {
  readonly slot: ImageSlot
  /** Index into the scene's images. */
  readonly image: number
  readonly sampler: Sampler
}

/**
 * Finds the scene's image for a texture; −1 where it cannot be carried. Numbers (normals, roughness) are linear, colours are not.
 * One that is sampled in two ways is two images, as renderers keep sampling with the image.
 */
export type FindImage = (texture: Texture, linear: boolean, sampler: Sampler) => number

/** A material as the payloads carry it. Two with the same `key` look the same and are merged. */
export interface Look {
  readonly key: string
  readonly name: string
  readonly baseColor: readonly number[]
  readonly metallic: number
  readonly roughness: number
  readonly normalScale: number
  readonly emissive: readonly number[]
  readonly alphaMode: string
  readonly alphaCutoff: number
  readonly doubleSided: boolean
  readonly unlit: boolean
  readonly images: readonly ImageUse[]
  readonly uvUse: UvUse | null
  /** What of the material the payloads do not carry, in words. */
  readonly notCarried: readonly string[]
}

/** The look of a material; null is glTF's default material. */
export function readLook(material: Material | null, findImage: FindImage): Look {
  if (!material) return withKey(plainLook)
  const slots = slotsOf(material).map((used) => ({
    ...used,
    image: used.texture ? findImage(used.texture, isLinear(used.slot), samplerOf(used.info)) : -1,
  }))
  const carried = slots.filter(({ image }) => image >= 0)
  const uses = carried.map(({ info }) => uvUseOf(info))
  const lost = slots.filter(({ texture, image }) => texture && image < 0)
  return withKey({
    name: material.getName(),
    baseColor: material.getBaseColorFactor(),
    metallic: material.getMetallicFactor(),
    roughness: material.getRoughnessFactor(),
    normalScale: material.getNormalScale(),
    emissive: material.getEmissiveFactor(),
    alphaMode: material.getAlphaMode(),
    alphaCutoff: material.getAlphaCutoff(),
    doubleSided: material.getDoubleSided(),
    unlit: material.getExtension('KHR_materials_unlit') !== null,
    images: carried.map(({ slot, image, info }) => ({ slot, image, sampler: samplerOf(info) })),
    uvUse: uses[0] ?? null,
    notCarried: [...lost.map(({ slot }) => `${slot} image (unreadable here)`), ...listNotCarried(material, uses)],
  })
}

const isLinear = (slot: ImageSlot) => slot === 'normal' || slot === 'metallicRoughness'

const plainLook: Omit<Look, 'key'> = {
  name: '',
  baseColor: [1, 1, 1, 1],
  metallic: 1,
  roughness: 1,
  normalScale: 1,
  emissive: [0, 0, 0],
  alphaMode: 'OPAQUE',
  alphaCutoff: 0.5,
  doubleSided: false,
  unlit: false,
  images: [],
  uvUse: null,
  notCarried: [],
}

/** Everything but the name and the notes: materials that Blender copied as `.001` are one look. */
function withKey(look: Omit<Look, 'key'>): Look {
  const { name: _name, notCarried: _notes, ...seen } = look
  return { ...look, key: JSON.stringify(seen) }
}

function slotsOf(material: Material): { slot: ImageSlot; texture: Texture | null; info: TextureInfo | null }[] {
  return [
    { slot: 'baseColor', texture: material.getBaseColorTexture(), info: material.getBaseColorTextureInfo() },
    { slot: 'normal', texture: material.getNormalTexture(), info: material.getNormalTextureInfo() },
    {
      slot: 'metallicRoughness',
      texture: material.getMetallicRoughnessTexture(),
      info: material.getMetallicRoughnessTextureInfo(),
    },
    { slot: 'emissive', texture: material.getEmissiveTexture(), info: material.getEmissiveTextureInfo() },
  ]
}

function samplerOf(info: TextureInfo | null): Sampler {
  return {
    wrapS: info?.getWrapS() ?? 10497,
    wrapT: info?.getWrapT() ?? 10497,
    magFilter: info?.getMagFilter() ?? null,
    minFilter: info?.getMinFilter() ?? null,
  }
}

function uvUseOf(info: TextureInfo | null): UvUse {
  const transform = info?.getExtension<Transform>('KHR_texture_transform') ?? null
  const set = transform?.getTexCoord() ?? info?.getTexCoord() ?? 0
  if (!transform) return { set, matrix: [1, 0, 0, 1, 0, 0] }
  const [x, y] = transform.getOffset()
  const [scaleX, scaleY] = transform.getScale()
  const [sin, cos] = [Math.sin(transform.getRotation()), Math.cos(transform.getRotation())]
  return { set, matrix: [cos * scaleX, -sin * scaleX, sin * scaleY, cos * scaleY, x, y] }
}

/** Extensions that are read, or baked into vertices. */
const carriedExtensions = ['KHR_materials_unlit']

function listNotCarried(material: Material, uses: readonly UvUse[]): string[] {
  const notes = material
    .listExtensions()
    .map((extension) => extension.extensionName)
    .filter((name) => !carriedExtensions.includes(name))
  if (material.getOcclusionTexture()) notes.push('occlusion image')
  if (new Set(uses.map((use) => JSON.stringify(use))).size > 1)
    notes.push('different uvs for its images (the first is used)')
  return notes
}
