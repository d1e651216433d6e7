import type { ImageSource } from '../bakeScene'
import { refuseImage, type ImageTool } from '../encodeImage'
import type { Sampler } from '../looks'

/** An image as numbers, with its mip chain: what atlases are painted from. */
export interface TexelSource {
  /** The finest first, each half of the one before, down to 1 × 1. */
  readonly levels: readonly TexelLevel[]
}

interface TexelLevel {
  readonly width: number
  readonly height: number
  /** RGBA, 0 … 255. */
  readonly texels: Uint8Array
}

/** Longest side that is read: HLODs are seen from where finer texels are smaller than a pixel. */
const longestSide = 256

/** Reads an image, both sides a power of two. @throws TerraneError 'bake-input'. */
export async function readTexels(image: ImageSource, tool: NonNullable<ImageTool>): Promise<TexelSource> {
  const side = (texels: number) => Math.min(longestSide, 2 ** Math.round(Math.log2(texels)))
  const [width, height] = [side(image.width), side(image.height)]
  const { data } = await tool(image.bytes)
    .resize(width, height, { fit: 'fill' })
    .toColourspace('srgb')
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
    .catch((error: Error) => refuseImage(image.name, error))
  const levels: TexelLevel[] = [{ width, height, texels: new Uint8Array(data) }]
  while (levels[0].width >> (levels.length - 1) > 1 || levels[0].height >> (levels.length - 1) > 1)
    levels.push(halve(levels[levels.length - 1]))
  return { levels }
}

/** The mean of 2 × 2 texels, as graphics hardware makes its mip chains. */
function halve({ width, height, texels }: TexelLevel): TexelLevel {
  const half = { width: Math.max(1, width >> 1), height: Math.max(1, height >> 1) }
  const out = new Uint8Array(4 * half.width * half.height)
  const stepX = width > 1 ? 4 : 0
  const stepY = height > 1 ? 4 * width : 0
  for (let y = 0; y < half.height; y++)
    for (let x = 0; x < half.width; x++)
      for (let channel = 0; channel < 4; channel++) {
        const at = 2 * (y * (height > 1 ? 1 : 0) * width + x * (width > 1 ? 1 : 0)) * 4 + channel
        const sum = texels[at] + texels[at + stepX] + texels[at + stepY] + texels[at + stepX + stepY]
        out[4 * (y * half.width + x) + channel] = Math.round(sum / 4)
      }
  return { ...half, texels: out }
}

/** Samples along one side of a footprint, at most. */
const mostSamples = 8

/** Adds to `out` the mean colour (RGBA, 0 … 255) around a point of a texture over a footprint, in units of the texture. */
export function sampleArea(
  out: Float64Array,
  source: TexelSource,
  sampler: Sampler,
  u: number,
  v: number,
  sizeU: number,
  sizeV: number,
): void {
  const [finest] = source.levels
  const [across, down] = [sizeU * finest.width, sizeV * finest.height]
  const wanted = Math.floor(Math.log2(Math.max(1, Math.min(across, down), Math.max(across, down) / mostSamples)))
  const level = source.levels[Math.min(wanted, source.levels.length - 1)]
  const count = (texels: number) => Math.max(1, Math.min(mostSamples, Math.round(texels / 2 ** wanted)))
  const [columns, rows] = [count(across), count(down)]
  out.fill(0)
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++)
      addSample(
        out,
        level,
        sampler,
        u + ((column + 0.5) / columns - 0.5) * sizeU,
        v + ((row + 0.5) / rows - 0.5) * sizeV,
        1 / (rows * columns),
      )
}

/** Bilinear. */
function addSample(
  out: Float64Array,
  { width, height, texels }: TexelLevel,
  { wrapS, wrapT }: Sampler,
  u: number,
  v: number,
  weight: number,
): void {
  const [x, y] = [u * width - 0.5, v * height - 0.5]
  const [left, top] = [Math.floor(x), Math.floor(y)]
  for (let corner = 0; corner < 4; corner++) {
    const [dx, dy] = [corner & 1, corner >> 1]
    const share = weight * (dx ? x - left : 1 - x + left) * (dy ? y - top : 1 - y + top)
    const at = 4 * (wrap(top + dy, height, wrapT) * width + wrap(left + dx, width, wrapS))
    for (let channel = 0; channel < 4; channel++) out[channel] += share * texels[at + channel]
  }
}

const [clamp, mirror] = [33071, 33648]

function wrap(at: number, size: number, mode: number): number {
  if (mode === clamp) return Math.max(0, Math.min(size - 1, at))
  const period = mode === mirror ? 2 * size : size
  const inside = at - period * Math.floor(at / period)
  return inside < size ? inside : period - 1 - inside
}

/** The mean colour of a whole image. */
export const meanOf = ({ levels }: TexelSource) => levels[levels.length - 1].texels
