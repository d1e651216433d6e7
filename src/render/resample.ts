import type { TexturePayload } from '../payloads/draw'

/** An image as WebGL takes it. */
export type Pixels = ImageBitmap | OffscreenCanvas | Uint8Array

/** The largest power of two that is not above `length`, nor above `limit`. */
export function powerOfTwoWithin(length: number, limit: number): number {
  return Math.min(limit, 2 ** Math.floor(Math.log2(Math.max(1, length))))
}

/**
 * The image at `width` × `height`. WebGL 1 repeats and mipmaps only powers of two, so the bake writes those, and this is for
 * what comes from elsewhere: it costs milliseconds. Sizes go down, never up, so the bytes stay below what was promised.
 */
export function resample(payload: TexturePayload, width: number, height: number): Pixels {
  const { pixels } = payload
  if (width === payload.width && height === payload.height) return pixels
  if (pixels instanceof Uint8Array) return averageDown(pixels, payload.width, payload.height, width, height)
  const canvas = new OffscreenCanvas(width, height)
  const context = canvas.getContext('2d')
  if (!context) return pixels
  context.imageSmoothingQuality = 'high'
  context.drawImage(pixels, 0, 0, width, height)
  return canvas
}

/** Each new texel is the mean of the old texels it covers, at least one. Straight RGBA, 4 bytes a texel. */
function averageDown(
  from: Uint8Array,
  fromWidth: number,
  fromHeight: number,
  width: number,
  height: number,
): Uint8Array {
  const out = new Uint8Array(width * height * 4)
  for (let y = 0; y < height; y++) {
    const top = Math.floor((y * fromHeight) / height)
    const bottom = Math.max(top + 1, Math.floor(((y + 1) * fromHeight) / height))
    for (let x = 0; x < width; x++) {
      const left = Math.floor((x * fromWidth) / width)
      const right = Math.max(left + 1, Math.floor(((x + 1) * fromWidth) / width))
      for (let channel = 0; channel < 4; channel++)
        out[(y * width + x) * 4 + channel] = meanOf(from, fromWidth, left, right, top, bottom, channel)
    }
  }
  return out
}

function meanOf(
  from: Uint8Array,
  stride: number,
  left: number,
  right: number,
  top: number,
  bottom: number,
  channel: number,
): number {
  let sum = 0
  for (let y = top; y < bottom; y++) for (let x = left; x < right; x++) sum += from[(y * stride + x) * 4 + channel]
  return Math.round(sum / ((right - left) * (bottom - top)))
}
