import { decodeMeshPayload } from '../../payloads/decodeMesh'
import { measureDraw } from '../../payloads/measure'
import type { Bytes } from '../../memory/meter'
import { encodeMesh, type ImageFile } from '../encodeMesh'
import type { Look } from '../looks'
import { drawsOf, looksOf, measureDraft, trianglesOf, type MeshDraft } from '../meshDraft'
import { verifyPayload } from '../plannedSection'

/** A level's payload, and what its section says of it. */
export interface EncodedLevel {
  readonly bytes: Uint8Array
  readonly size: Bytes
  readonly triangles: number
  readonly draws: number
  /** World metres, outward. */
  readonly box: Float64Array
  /** Metres. */
  readonly error: number
  /** Images that its looks sample, in the order of the payload's requires. */
  readonly images: readonly number[]
}

/** Writes a draft as a payload and measures it as a game will. `fileOf` answers the file of an image. */
export async function encodeLevel(
  draft: MeshDraft,
  looks: readonly Look[],
  fileOf: (image: number) => ImageFile,
  step: number,
  error: number,
): Promise<EncodedLevel> {
  const images = [...new Set(looksOf(draft).flatMap((look) => looks[look].images.map(({ image }) => image)))]
  const bytes = await encodeMesh(draft, looks, images.map(fileOf), (image) => images.indexOf(image), step)
  const promised = {
    name: draft.name,
    bounds: [0, 0, 0, 0, 0, 0],
    enterRadius: 0,
    kind: 'mesh',
    ...measureDraft(draft),
  } as const
  const size = await verifyPayload(bytes, promised, async (copy) => measureDraw((await decodeMeshPayload(copy)).value))
  return { bytes, size, triangles: trianglesOf(draft), draws: drawsOf(draft), box: draft.box, error, images }
}
