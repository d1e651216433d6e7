import { integerBelow } from './corrupt'
import type { Sampler, Wrap } from './draw'
import type { GltfJson } from './gltfFile'
import { requireOf } from './gltfMaterials'

const wraps: Readonly<Record<number, Wrap>> = { 33071: 'clamp', 33648: 'mirror', 10497: 'repeat' }
const nearest = 9728

/** Samplers of the textures that were baked, the plain ones left out. Where two name one image, the first holds. */
export function readSamplers(json: GltfJson): Sampler[] {
  const textures = Array.isArray(json.textures) ? json.textures : []
  const out = new Map<number, Sampler>()
  textures.forEach((texture, i) => {
    const image = requireOf(json, texture ?? undefined, `texture ${i}`)
    if (image >= 0 && !out.has(image))
      out.set(image, readSampler(json, texture.sampler, image, `texture ${i}: sampler`))
  })
  return [...out.values()].filter(({ wrapS, wrapT, magnify }) =>
    [wrapS !== 'repeat', wrapT !== 'repeat', magnify !== 'linear'].includes(true),
  )
}

function readSampler(json: GltfJson, index: unknown, texture: number, what: string): Sampler {
  const samplers = Array.isArray(json.samplers) ? json.samplers : []
  const spec = (index === undefined ? null : samplers[integerBelow(index, samplers.length, what)]) ?? {}
  return {
    texture,
    wrapS: wraps[Number(spec.wrapS)] ?? 'repeat',
    wrapT: wraps[Number(spec.wrapT)] ?? 'repeat',
    magnify: spec.magFilter === nearest ? 'nearest' : 'linear',
  }
}
