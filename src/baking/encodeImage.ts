import type Sharp from 'sharp'
import { fail } from '../errors'
import type { ImageSource } from './bakeScene'
import type { BakeSettings } from './options'
import { needPackage, wantPackage } from './packages'

/** An image as it is stored. */
export interface EncodedImage {
  readonly bytes: Uint8Array
  readonly mimeType: string
}

/** What shrinks and encodes images; null where the optional package is not installed. */
export type ImageTool = typeof Sharp | null

/** Images stay as they are without it; what asks for other ones needs it. @throws TerraneError 'bake-input' that says what to install. */
export async function loadImageTool({ textureBase }: Pick<BakeSettings, 'textureBase'>): Promise<ImageTool> {
  const load = () => import('sharp')
  if (textureBase === 0) return (await wantPackage(load))?.default ?? null
  return (await needPackage('sharp', 'blurred versions of images (--texture-base)', load)).default
}

/**
 * Size of an image once baked. With the tool, both sides become powers of two (the nearest one, in proportion), at most `largest`: WebGL 1
 * repeats and mip-maps nothing else. Without it, images stay as they are.
 */
export function bakedSize(image: ImageSource, largest: number, tool: ImageTool): { width: number; height: number } {
  if (!tool) return { width: image.width, height: image.height }
  const limit = 2 ** Math.floor(Math.log2(largest))
  const side = (texels: number) => Math.min(limit, 2 ** Math.round(Math.log2(texels)))
  return { width: side(image.width), height: side(image.height) }
}

/** Colours: quality 90 of 100 is where WebP of game atlases stops showing. Effort 4 of 6 is its default. */
const lossy = { quality: 90, smartSubsample: true, effort: 4 }
const lossless = { lossless: true, effort: 4 }

/**
 * The smallest of: WebP without loss, WebP with little loss (colours only), and the input's own bytes where the size stays.
 * The same image gives the same bytes.
 */
export async function encodeImage(image: ImageSource, largest: number, tool: ImageTool): Promise<EncodedImage> {
  const original = { bytes: image.bytes, mimeType: image.mimeType }
  if (!tool) return original
  const { width, height } = bakedSize(image, largest, tool)
  const resized = () => tool(image.bytes).resize(width, height, { fit: 'fill' })
  const attempts = [lossless, ...(image.linear ? [] : [lossy])].map((options) => resized().webp(options).toBuffer())
  const buffers = await Promise.all(attempts).catch((error: Error) => refuseImage(image.name, error))
  const webps = buffers.map((bytes) => ({ bytes: new Uint8Array(bytes), mimeType: 'image/webp' }))
  const asIs = width === image.width && height === image.height ? [original] : []
  return [...webps, ...asIs].reduce((best, next) => (next.bytes.byteLength < best.bytes.byteLength ? next : best))
}

/** @throws TerraneError 'bake-input', always. */
export function refuseImage(name: string, error: Error): never {
  const why = error.message.split('\n')[0]
  return fail('bake-input', `image "${name}" cannot be read (${why})`, 'a whole PNG, JPEG or WebP', 'Export it again.')
}

export const imageEnding = (mimeType: string) =>
  ({ 'image/webp': 'webp', 'image/png': 'png', 'image/jpeg': 'jpg' })[mimeType] ?? 'bin'
