import {
  ClampToEdgeWrapping,
  LinearFilter,
  MirroredRepeatWrapping,
  NearestFilter,
  RepeatWrapping,
  type Texture,
} from 'three'
import type { Sampler, Wrap } from '../payloads/draw'
import type { ThreeState } from './threeState'

const wraps = { repeat: RepeatWrapping, clamp: ClampToEdgeWrapping, mirror: MirroredRepeatWrapping } as const

/**
 * Gives a texture the sampling that a mesh wants. It belongs to the texture: where two meshes differ about one, the last one has its way. The bake keeps images apart
 * that are sampled differently.
 */
export function applySampler(state: ThreeState, texture: Texture, { wrapS, wrapT, magnify }: Sampler): void {
  const magFilter = magnify === 'nearest' ? NearestFilter : LinearFilter
  if (texture.wrapS === wraps[wrapS] && texture.wrapT === wraps[wrapT] && texture.magFilter === magFilter) return
  texture.wrapS = wraps[wrapS]
  texture.wrapT = wraps[wrapT]
  texture.magFilter = magFilter
  setOnGpu(state, texture, wrapS, wrapT, magnify)
}

/** three.js sets these when it uploads an image, and this one is uploaded. Texels are sharp only without anisotropy. */
function setOnGpu(
  { renderer }: ThreeState,
  texture: Texture,
  wrapS: Wrap,
  wrapT: Wrap,
  magnify: Sampler['magnify'],
): void {
  const gl = renderer.getContext() as WebGL2RenderingContext
  const { __webglTexture } = renderer.properties.get(texture) as { __webglTexture?: WebGLTexture }
  if (!__webglTexture) return
  const names = { repeat: gl.REPEAT, clamp: gl.CLAMP_TO_EDGE, mirror: gl.MIRRORED_REPEAT }
  renderer.state.bindTexture(gl.TEXTURE_2D, __webglTexture)
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_S, names[wrapS])
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_T, names[wrapT])
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, magnify === 'nearest' ? gl.NEAREST : gl.LINEAR)
  const anisotropic = renderer.extensions.get('EXT_texture_filter_anisotropic') as EXT_texture_filter_anisotropic | null
  if (anisotropic)
    gl.texParameterf(
      gl.TEXTURE_2D,
      anisotropic.TEXTURE_MAX_ANISOTROPY_EXT,
      magnify === 'nearest' ? 1 : texture.anisotropy,
    )
  renderer.state.unbindTexture()
}
