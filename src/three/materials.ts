import { Color, DoubleSide, FrontSide, MeshStandardMaterial, type Texture } from 'three'
import type { Draw, Material, MeshPayload, Sampler } from '../payloads/draw'
import type { Row } from '../presenter'
import type { Blanks } from './blanks'
import type { FadeUniform } from './fading'
import { applySampler } from './sampling'
import type { ThreeState } from './threeState'

type Slot = 'map' | 'normalMap' | 'metalnessMap' | 'roughnessMap' | 'emissiveMap'

/** A place where the image of a texture row is drawn. */
export interface TextureUse {
  readonly material: MeshStandardMaterial
  readonly slot: Slot
  readonly row: Row
  /** How the mesh wants it sampled; left out, it repeats, and blends between texels. */
  readonly sampler: Sampler | undefined
}

/** A material, and the texture rows it is drawn with. */
export interface BoundMaterial {
  readonly material: MeshStandardMaterial
  readonly uses: readonly TextureUse[]
}

/** The blank that stands in for an image. */
const blankOf: Readonly<Record<Slot, keyof Blanks>> = {
  map: 'white',
  normalMap: 'flat',
  metalnessMap: 'white',
  roughnessMap: 'white',
  emissiveMap: 'black',
}

/**
 * glTF metallic-roughness as `MeshStandardMaterial`. Colour images are uploaded as they are, since only a mesh knows that they are colours, and three.js decodes
 * them where they are read.
 */
export function materialOf(
  payload: MeshPayload,
  draw: Draw,
  requires: readonly Row[],
  fade: FadeUniform,
): BoundMaterial {
  const source = payload.materials[draw.material]
  const primitive = payload.primitives[draw.primitive]
  const [red, green, blue, alpha] = source.baseColor
  const material = new MeshStandardMaterial({
    color: new Color(red, green, blue),
    opacity: alpha,
    metalness: source.metallic,
    roughness: source.roughness,
    emissive: new Color(...source.emissive),
    flatShading: primitive.normals === null,
    side: source.doubleSided ? DoubleSide : FrontSide,
    alphaTest: source.alphaMode === 'mask' ? source.alphaCutoff : 0,
    transparent: source.alphaMode === 'blend',
    depthWrite: source.alphaMode !== 'blend',
  })
  // Without tangents three.js derives them, and counts v the other way round.
  material.normalScale.set(source.normalScale, -source.normalScale)
  Object.assign((material.defines ??= {}), { DECODE_VIDEO_TEXTURE: '', DECODE_VIDEO_TEXTURE_EMISSIVE: '' })
  material.onBeforeCompile = (shader) => {
    shader.uniforms.terraneShare = fade
    shader.fragmentShader = shader.fragmentShader.replace('#include <clipping_planes_fragment>', fadingFragment)
    shader.fragmentShader = `uniform float terraneShare;\n${shader.fragmentShader}`
  }
  return { material, uses: primitive.uvs === null ? [] : usesOf(payload, source, material, requires) }
}

/** As the presenter of `terrane/render` cuts out what fades: what comes takes the pixels below its share, what goes keeps the others. */
const fadingFragment = `
  float terraneNoise = fract(52.9829189 * fract(dot(gl_FragCoord.xy, vec2(0.06711056, 0.00583715))));
  if (terraneShare < 0.0 ? terraneNoise < 1.0 + terraneShare : terraneNoise >= terraneShare) discard;
  #include <clipping_planes_fragment>`

function usesOf(
  { samplers }: MeshPayload,
  source: Material,
  material: MeshStandardMaterial,
  requires: readonly Row[],
): TextureUse[] {
  const glows = source.emissive.some((light) => light > 0)
  const slots: readonly (readonly [Slot, number])[] = [
    ['map', source.baseColorTexture],
    ['normalMap', source.normalTexture],
    ['metalnessMap', source.metallicRoughnessTexture],
    ['roughnessMap', source.metallicRoughnessTexture],
    ['emissiveMap', glows ? source.emissiveTexture : -1],
  ]
  return slots
    .filter(([, at]) => at >= 0 && requires[at] !== undefined)
    .map(([slot, at]) => ({
      material,
      slot,
      row: requires[at],
      sampler: samplers.find(({ texture }) => texture === at),
    }))
}

/** Draws with the images that are there, now and whenever one comes or goes. */
export function bindMaterial(state: ThreeState, { uses }: BoundMaterial): void {
  for (const use of uses) {
    const others = state.uses.get(use.row)
    if (others) others.add(use)
    else state.uses.set(use.row, new Set([use]))
    setImage(state, use, imageOf(state, use.row))
  }
}

export function releaseMaterial(state: ThreeState, { material, uses }: BoundMaterial): void {
  for (const use of uses) {
    const all = state.uses.get(use.row)
    all?.delete(use)
    if (all?.size === 0) state.uses.delete(use.row)
  }
  material.dispose()
}

/** A texture came or went: what uses it, or the one that it sharpens, is drawn with what is there now. */
export function rebindTexture(state: ThreeState, row: Row): void {
  const base = state.sharpens.get(row) ?? row
  if (!state.textures.has(row)) state.sharpens.delete(row)
  const image = imageOf(state, base)
  for (const use of state.uses.get(base) ?? []) setImage(state, use, image)
}

/** The sharper version of a texture where there is one. */
function imageOf({ textures, sharpens }: ThreeState, row: Row): Texture | undefined {
  for (const [sharp, of] of sharpens) if (of === row && textures.has(sharp)) return textures.get(sharp)?.texture
  return textures.get(row)?.texture
}

function setImage(state: ThreeState, { material, slot, sampler }: TextureUse, image: Texture | undefined): void {
  material[slot] = image ?? state.blanks[blankOf[slot]]
  if (image && sampler) applySampler(state, image, sampler)
}
