import { fail } from '../errors'
import type { MeshPayload, TexturePayload } from './draw'

/** Throws 'payload-corrupt' where numbers of the payload point nowhere: better one section's Error than a torn picture. */
export function checkMesh(payload: MeshPayload): void {
  for (const [at, draw] of payload.draws.entries()) {
    const whole = draw.matrices.length >= 16 && draw.matrices.length % 16 === 0
    if (payload.primitives[draw.primitive] && payload.materials[draw.material] && whole && draw.box.length === 6)
      continue
    const got = `draw ${at} has primitive ${draw.primitive}, material ${draw.material}, ${draw.matrices.length} matrix floats`
    fail('payload-corrupt', got, 'indices within the payload and whole matrices', 'Bake the world again.')
  }
}

/** Throws 'payload-corrupt' for an image without texels or a raw one of the wrong length. */
export function checkTexture(payload: TexturePayload): void {
  const { width, height, pixels } = payload
  const texels = width * height
  if (texels > 0 && (!(pixels instanceof Uint8Array) || pixels.length === texels * 4)) return
  const got = `an image of ${width} × ${height} with ${pixels instanceof Uint8Array ? pixels.length : 'bitmap'} bytes`
  fail('payload-corrupt', got, '4 bytes a texel and at least one texel', 'Bake the world again.')
}
