import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import type { TerraneError } from '../../src/errors'
import { decodeTexturePayload } from '../../src/payloads/decodeTexture'
import { measureDraw } from '../../src/payloads/measure'

const picture = sharp({ create: { width: 37, height: 21, channels: 3, background: '#804020' } })
const transparent = sharp({
  create: { width: 300, height: 2, channels: 4, background: { r: 1, g: 2, b: 3, alpha: 0.5 } },
})
const own = (bytes: Buffer) => new Uint8Array(bytes).buffer

const files: Record<string, [() => Promise<Buffer>, number, number]> = {
  PNG: [() => picture.clone().png().toBuffer(), 37, 21],
  'a PNG with alpha': [() => transparent.clone().png().toBuffer(), 300, 2],
  JPEG: [() => picture.clone().jpeg().toBuffer(), 37, 21],
  'a progressive JPEG with metadata': [
    () =>
      picture
        .clone()
        .withMetadata({ exif: { IFD0: { Copyright: 'x'.repeat(500) } } })
        .jpeg({ progressive: true })
        .toBuffer(),
    37,
    21,
  ],
  'lossy WebP': [() => picture.clone().webp().toBuffer(), 37, 21],
  'lossless WebP': [() => picture.clone().webp({ lossless: true }).toBuffer(), 37, 21],
  'WebP with alpha': [() => transparent.clone().webp().toBuffer(), 300, 2],
}

describe('decodeTexture where nothing decodes images', () => {
  for (const [name, [make, width, height]] of Object.entries(files))
    it(`knows the size of ${name}`, async () => {
      const { value } = await decodeTexturePayload(own(await make()))
      expect([value.width, value.height]).toEqual([width, height])
      expect(measureDraw(value).gpuBytes).toBe(Math.ceil((width * height * 16) / 3))
    })

  it('refuses what is no image, and images cut short in their header', async () => {
    const png = own(await picture.clone().png().toBuffer())
    const jpeg = own(await picture.clone().jpeg().toBuffer())
    const webp = own(await picture.clone().webp().toBuffer())
    const html = new TextEncoder().encode('<!doctype html><title>404</title>').buffer
    for (const bytes of [new ArrayBuffer(0), html, png.slice(0, 20), jpeg.slice(0, 30), webp.slice(0, 20)])
      await expect(decodeTexturePayload(bytes)).rejects.toThrow(
        /no PNG, JPEG or WebP, or is cut short.*\[payload-corrupt\]/,
      )
  })

  it('refuses sizes that no device takes, before anything is decoded', async () => {
    const png = own(await picture.clone().png().toBuffer())
    new DataView(png).setUint32(16, 1_000_000)
    await expect(decodeTexturePayload(png)).rejects.toThrow(/1000000 × 21; expected at most 16384 a side/)
    new DataView(png).setUint32(16, 0)
    await expect(decodeTexturePayload(png)).rejects.toThrow(/0 × 21; expected at least one pixel/)
  })

  it('answers or refuses noise, and comes to an end', async () => {
    const jpeg = new Uint8Array(own(await files['a progressive JPEG with metadata'][0]()))
    for (let seed = 1; seed < 500; seed++) {
      const bytes = jpeg.slice(0, 20 + ((seed * 7919) % jpeg.length))
      bytes[(seed * 104729) % Math.min(bytes.length, 700)] ^= seed & 255
      const error = await decodeTexturePayload(bytes.buffer).then(
        () => null,
        (reason: unknown) => reason as TerraneError,
      )
      if (error) expect(error.code).toBe('payload-corrupt')
    }
  })
})
