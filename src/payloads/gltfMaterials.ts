import { hasOwnImages, isOwnImage } from './ownImages'
import { integerBelow, numberOr, numbersOr } from './corrupt'
import type { Material } from './draw'
import type { GltfJson, GltfMaterial, GltfTexture, GltfTextureInfo } from './gltfFile'

/** Materials in the file's order, and glTF's default one behind them for primitives that name none. */
export function readMaterials(json: GltfJson): Material[] {
  const specs = Array.isArray(json.materials) ? (json.materials as (GltfMaterial | null)[]) : []
  return [...specs, {}].map((spec, i) => readMaterial(json, spec ?? {}, `material ${i}`))
}

/** Number of the set of texture coordinates that a material's textures use. */
export function texCoordOf(json: GltfJson, material: number): number {
  const info = json.materials?.[material]?.pbrMetallicRoughness?.baseColorTexture
  return integerBelow(info?.texCoord ?? 0, 8, `material ${material}: texCoord`)
}

function readMaterial(json: GltfJson, spec: GltfMaterial, what: string): Material {
  const pbr = spec.pbrMetallicRoughness ?? {}
  const color = numbersOr(pbr.baseColorFactor, [1, 1, 1, 1], `${what}: baseColorFactor`)
  const emissive = numbersOr(spec.emissiveFactor, [0, 0, 0], `${what}: emissiveFactor`)
  return {
    baseColor: [color[0], color[1], color[2], color[3]],
    baseColorTexture: requiredImage(json, pbr.baseColorTexture, what),
    metallic: numberOr(pbr.metallicFactor, 1, `${what}: metallicFactor`),
    roughness: numberOr(pbr.roughnessFactor, 1, `${what}: roughnessFactor`),
    metallicRoughnessTexture: requiredImage(json, pbr.metallicRoughnessTexture, what),
    normalTexture: requiredImage(json, spec.normalTexture, what),
    normalScale: numberOr(spec.normalTexture?.scale, 1, `${what}: normal scale`),
    emissive: [emissive[0], emissive[1], emissive[2]],
    emissiveTexture: requiredImage(json, spec.emissiveTexture, what),
    alphaMode: spec.alphaMode === 'MASK' ? 'mask' : spec.alphaMode === 'BLEND' ? 'blend' : 'opaque',
    alphaCutoff: numberOr(spec.alphaCutoff, 0.5, `${what}: alphaCutoff`),
    doubleSided: spec.doubleSided === true,
  }
}

/** Position in the section's `requires` of the image behind a texture; −1 where there is none, or it was not baked. */
function requiredImage(json: GltfJson, info: GltfTextureInfo | undefined, what: string): number {
  if (!info) return -1
  const textures = Array.isArray(json.textures) ? json.textures : []
  return requireOf(json, textures[integerBelow(info.index, textures.length, `${what}: texture`)], what)
}

/** As `requiredImage`, of a texture itself. */
export function requireOf(json: GltfJson, texture: GltfTexture | undefined, what: string): number {
  const alternatives = [...Object.values(texture?.extensions ?? {}), texture].map((each) => each?.source)
  const numbers = alternatives.filter((source) => source !== undefined).map((source) => numberOf(json, source, what))
  return numbers.find((number) => number >= 0) ?? -1
}

function numberOf(json: GltfJson, source: unknown, what: string): number {
  const images = Array.isArray(json.images) ? json.images : []
  const at = integerBelow(source, images.length, `${what}: image`)
  const require = images[at]?.extras?.terrane_require
  if (require !== undefined) return integerBelow(require, 2 ** 31, `${what}: terrane_require`)
  return hasOwnImages(json) && isOwnImage(images[at]) ? at : -1
}
