import type { SemanticTier } from '../authoring/tiers'
import type { SectionRecord } from '../blobs/sectionRecord'
import { fail } from '../errors'
import type { Bytes } from '../memory/meter'
import type { IdHalves } from '../schema/stableId'
import type { ImageFile } from './encodeMesh'

/** One section of a plan, whatever its kind. Planners of a kind (`planMeshes`, …) make them; the plan stores what they encode. */
export interface PlannedSection {
  /** Everything but what encoding decides: `content`, `fileBytes`. Sizes are upper bounds. `requires` are indices into the plan's sections. */
  readonly record: SectionRecord
  /** As drawn; 0 for what is not. */
  readonly triangles: number
  readonly draws: number
  /** Stable ids of the entities in its payload. */
  readonly entities?: readonly IdHalves[]
  /** Of what is drawn where it stands, in full. */
  readonly tile?: TileFacts
  /** Of a coarser picture of that. */
  readonly level?: LevelFacts
  /** What all tiles of an imported manifest share. */
  readonly bucket?: boolean
  /** Makes the payload; the same bytes at any time and in any order. */
  encode(context: EncodeContext): Promise<EncodedPayload>
}

/** Records for `buildSectionBlob`, with content paths of the caller's choice. */
export function recordsOf(
  sections: readonly PlannedSection[],
  contentOf: (section: number) => string,
): SectionRecord[] {
  return sections.map(({ record, triangles, draws }, i) => ({ ...record, triangles, draws, content: contentOf(i) }))
}

/** What a tile is beside its columns, as the manifest has it (spec T-1). */
export interface TileFacts {
  /** Leaf of a quadtree or kd-tree. */
  readonly nodeId?: string
  /** With a node id; 0 is the ground. */
  readonly floor?: number
  readonly tier?: SemanticTier
  readonly interior: boolean
}

/** What a coarser picture is: a level of one tile's detail, or the merged picture of a node. Its switch distance is `record.refineDistance`. */
export type LevelFacts =
  | {
      readonly kind: 'lod'
      /** 1 is the finest; a level that saved too little is not there. */
      readonly level: number
      /** Name of the tile. */
      readonly tile: string
    }
  | {
      readonly kind: 'hlod'
      readonly nodeId: string
      /** Side of its picture, texels. */
      readonly atlas: number
      /** Metres of the surface in one texel. */
      readonly texel: number
    }

/** What an encoder may ask of the others. */
export interface EncodeContext {
  /** The file that an image of the scene became; encodes it first where that has not happened. */
  imageFile(image: number): Promise<ImageFile>
}

export interface EncodedPayload {
  readonly bytes: Uint8Array
  readonly mimeType: string
  /** Of the file's name, without the dot. */
  readonly ending: string
  /** Decoded size as the runtime measures it. */
  readonly size: Bytes
}

/**
 * Decodes a payload with the code that will decode it in a game, and answers its true size.
 * @throws TerraneError 'bake-input' for what cannot be decoded, 'invariant' for more bytes than the plan promised.
 */
export async function verifyPayload(
  bytes: Uint8Array,
  { name, ...promised }: SectionRecord,
  measure: (copy: ArrayBuffer) => Bytes | Promise<Bytes>,
): Promise<Bytes> {
  const size = await Promise.resolve(bytes.slice().buffer)
    .then(measure)
    .catch((error: Error) =>
      fail('bake-input', `"${name}" does not decode (${error.message})`, 'a readable payload', 'Export it again.'),
    )
  if (size.cpuBytes <= (promised.cpuBytes ?? 0) && size.gpuBytes <= (promised.gpuBytes ?? 0)) return size
  return fail(
    'invariant',
    `"${name}" of ${size.cpuBytes} + ${size.gpuBytes} bytes`,
    `at most the planned ${promised.cpuBytes} + ${promised.gpuBytes}`,
    'Please report it with the input file.',
  )
}
