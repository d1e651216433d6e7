import { fail } from '../errors'
import type { SectionRecord } from '../blobs/sectionRecord'
import type { Bytes } from '../memory/meter'
import { decodeMeshPayload } from '../payloads/decodeMesh'
import { decodeTexturePayload } from '../payloads/decodeTexture'
import { measureDraw } from '../payloads/measure'

/**
 * Decodes a payload with the code that will decode it in a game, and answers its true size.
 * @throws TerraneError 'bake-input' for an image that cannot be decoded, 'invariant' for more bytes than the plan promised.
 */
export async function verifyPayload(bytes: Uint8Array, { name, kind, ...promised }: SectionRecord): Promise<Bytes> {
  const copy = bytes.slice().buffer
  const { value } = await (kind === 'texture' ? decodeTexturePayload(copy) : decodeMeshPayload(copy)).catch(
    (error: Error) =>
      fail(
        'bake-input',
        `"${name}" does not decode (${error.message})`,
        'a readable image or mesh',
        'Export it again.',
      ),
  )
  const size = measureDraw(value)
  if (size.cpuBytes <= (promised.cpuBytes ?? 0) && size.gpuBytes <= (promised.gpuBytes ?? 0)) return size
  return fail(
    'invariant',
    `"${name}" of ${size.cpuBytes} + ${size.gpuBytes} bytes`,
    `at most the planned ${promised.cpuBytes} + ${promised.gpuBytes}`,
    'Please report it with the input file.',
  )
}
