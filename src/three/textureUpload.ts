import { DataTexture, LinearFilter, LinearMipmapLinearFilter, RepeatWrapping, Texture, type WebGLRenderer } from 'three'
import { checkTexture } from '../payloads/checkDraw'
import type { TexturePayload } from '../payloads/draw'
import type { UploadStep } from './adopting'
import type { ThreeTexture } from './threeState'

/** A texture on its way to the GPU: one step, for three.js uploads an image whole. */
export interface TextureUpload {
  readonly payload: TexturePayload
  readonly steps: UploadStep[]
  resident: ThreeTexture | null
}

/** 16× as H-6 asks, where the device can. */
const wantedAnisotropy = 16

/** @throws 'payload-corrupt' for an image without texels or a raw one of the wrong length. */
export function beginTextureUpload(renderer: WebGLRenderer, payload: TexturePayload): TextureUpload {
  checkTexture(payload)
  const bytes = payload.width * payload.height * 4
  const upload: TextureUpload = { payload, steps: [], resident: null }
  const run = () => {
    const texture = textureOf(payload, Math.min(wantedAnisotropy, renderer.capabilities.getMaxAnisotropy()))
    renderer.initTexture(texture)
    texture.source.data = null // uploaded; the payload's bitmap can be closed
    upload.resident = { texture, gpuBytes: Math.ceil((bytes * 4) / 3) }
  }
  upload.steps.push({ bytes, run })
  return upload
}

/** Repeating and smooth, until a mesh that uses the texture says otherwise. */
function textureOf({ width, height, pixels }: TexturePayload, anisotropy: number): Texture {
  const texture = pixels instanceof Uint8Array ? new DataTexture(pixels, width, height) : new Texture(pixels)
  texture.wrapS = texture.wrapT = RepeatWrapping
  texture.magFilter = LinearFilter
  texture.minFilter = LinearMipmapLinearFilter
  texture.generateMipmaps = true
  texture.flipY = false
  texture.anisotropy = anisotropy
  texture.needsUpdate = true
  return texture
}
