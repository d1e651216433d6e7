import type REGL from 'regl'
import { checkTexture } from '../payloads/checkDraw'
import type { TexturePayload } from '../payloads/draw'
import { refuseUnmade } from './graphicsMemory'
import type { TextureResident } from './residents'
import type { Pixels } from './resample'
import { powerOfTwoWithin, resample } from './resample'
import { anisotropyOf, withTexture } from './sampling'
import type { UploadStep } from './upload'
import { forSlices, sliceBytes } from './upload'

/** A texture on its way to the GPU: run `steps` in order, then `resident` is set. */
export interface TextureUpload {
  readonly payload: TexturePayload
  readonly steps: UploadStep[]
  /** Exists from the first step on. */
  resident: TextureResident | null
}

/** Throws 'payload-corrupt' for an image without texels or a raw one of the wrong length. */
export function beginTextureUpload(regl: REGL.Regl, payload: TexturePayload): TextureUpload {
  checkTexture(payload)
  const width = powerOfTwoWithin(payload.width, regl.limits.maxTextureSize)
  const height = powerOfTwoWithin(payload.height, regl.limits.maxTextureSize)
  const bytes = width * height * 4
  const upload: TextureUpload = { payload, steps: [], resident: null }
  const keep = (texture: REGL.Texture2D) => {
    upload.resident = { texture, sampler: null, gpuBytes: Math.ceil((bytes * 4) / 3) }
    refuseUnmade(regl, texture)
  }
  if (payload.pixels instanceof Uint8Array && bytes > sliceBytes) planSlices(regl, upload, width, height, keep)
  else upload.steps.push({ bytes, run: () => keep(createWhole(regl, payload, resample(payload, width, height))) })
  return upload
}

/** Repeating and smooth, until a mesh that uses the texture says otherwise. */
function samplingOf(regl: REGL.Regl): REGL.Texture2DOptions {
  const anisotropic = anisotropyOf(regl)
  return { wrap: 'repeat', mag: 'linear', ...(anisotropic > 1 ? { anisotropic } : {}) }
}

function createWhole(regl: REGL.Regl, payload: TexturePayload, pixels: Pixels): REGL.Texture2D {
  const sampler: REGL.Texture2DOptions = { ...samplingOf(regl), min: 'linear mipmap linear', mipmap: 'nice' }
  if (!(pixels instanceof Uint8Array)) return regl.texture({ ...sampler, data: pixels as unknown as HTMLCanvasElement })
  const width = powerOfTwoWithin(payload.width, regl.limits.maxTextureSize)
  return regl.texture({ ...sampler, data: pixels, width, height: pixels.length / 4 / width, format: 'rgba' })
}

/** Large raw images: room, then rows, then the mip chain. */
function planSlices(
  regl: REGL.Regl,
  upload: TextureUpload,
  width: number,
  height: number,
  keep: (texture: REGL.Texture2D) => void,
): void {
  let texture: REGL.Texture2D
  let pixels: Uint8Array
  const make = () => {
    pixels = resample(upload.payload, width, height) as Uint8Array
    texture = regl.texture({ ...samplingOf(regl), width, height, min: 'linear', format: 'rgba' })
    keep(texture)
  }
  upload.steps.push({ bytes: 0, run: make })
  const rowBytes = width * 4
  forSlices(rowBytes * height, rowBytes, (start, end) => {
    const rows = { width, height: (end - start) / rowBytes }
    const run = () => void texture.subimage({ ...rows, data: pixels.subarray(start, end) }, 0, start / rowBytes)
    upload.steps.push({ bytes: end - start, run })
  })
  upload.steps.push({ bytes: 0, run: () => finishMipmaps(regl, texture) })
}

/** regl makes mipmaps only from whole images; after slices they are made past it. */
function finishMipmaps(regl: REGL.Regl, texture: REGL.Texture2D): void {
  withTexture(regl, texture, (gl) => {
    gl.generateMipmap(gl.TEXTURE_2D)
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.LINEAR_MIPMAP_LINEAR)
  })
}
