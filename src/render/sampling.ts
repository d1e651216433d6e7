import type REGL from 'regl'
import type { Row } from '../presenter'
import type { TextureResident, TextureSampler } from './residents'

/** Does with a texture what regl cannot do after it was made; regl is then told to look again. Outside regl's scopes. */
export function withTexture(regl: REGL.Regl, texture: REGL.Texture2D, work: (gl: WebGLRenderingContext) => void): void {
  const gl = regl._gl
  const { texture: handle } = (texture as unknown as { _texture: { texture: WebGLTexture } })._texture
  gl.activeTexture(gl.TEXTURE0)
  gl.bindTexture(gl.TEXTURE_2D, handle)
  work(gl)
  regl._refresh()
}

/**
 * Gives textures the sampling that a mesh wants. In WebGL 1 it belongs to the texture: where two meshes differ about one, the
 * last one bound has its way. The bake keeps images apart that are sampled differently.
 */
export function applySamplers(
  regl: REGL.Regl,
  samplers: readonly TextureSampler[],
  textures: ReadonlyMap<Row, TextureResident>,
): void {
  for (const sampler of samplers) {
    const resident = textures.get(sampler.row)
    if (!resident || isSame(resident, sampler)) continue
    withTexture(regl, resident.texture, (gl) => setSampling(gl, sampler, anisotropyOf(regl)))
    resident.sampler = sampler
  }
}

function isSame({ sampler }: TextureResident, { wrapS, wrapT, magnify }: TextureSampler): boolean {
  return sampler?.wrapS === wrapS && sampler.wrapT === wrapT && sampler.magnify === magnify
}

/** 16× as H-6 asks, where the device can. */
const wantedAnisotropy = 16

/** 1 where the device has none. */
export function anisotropyOf(regl: REGL.Regl): number {
  return Math.min(wantedAnisotropy, regl.limits.maxAnisotropic || 1)
}

const TEXTURE_MAX_ANISOTROPY_EXT = 0x84fe

/** Texels are sharp only without anisotropy: where it is on, drivers blend them all the same. */
function setSampling(gl: WebGLRenderingContext, { wrapS, wrapT, magnify }: TextureSampler, anisotropy: number): void {
  const wraps = { repeat: gl.REPEAT, clamp: gl.CLAMP_TO_EDGE, mirror: gl.MIRRORED_REPEAT }
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_S, wraps[wrapS])
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_T, wraps[wrapT])
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, magnify === 'nearest' ? gl.NEAREST : gl.LINEAR)
  if (anisotropy > 1)
    gl.texParameterf(gl.TEXTURE_2D, TEXTURE_MAX_ANISOTROPY_EXT, magnify === 'nearest' ? 1 : anisotropy)
}
