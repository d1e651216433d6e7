import type { MetadataFields, MetadataValues } from '../blobs/metadataColumns'

/** Where a tile belongs, as far as somebody said. */
export interface TileWords {
  readonly floor: number | null
  readonly nodeId: string
  readonly tier: string
  readonly interior: boolean
  readonly prefetchRadius: number
}

/** Columns by which gates and games know where a tile and its LODs belong, in the manifest's own words. */
const tileFields = {
  floor_id: 'i8',
  quadtree_node_id: 'text',
  semantic_tier: 'text',
  interior: 'u8',
  has_floor: 'u8',
  prefetch_radius: 'f32',
} as const satisfies MetadataFields

type TileField = keyof typeof tileFields

/** `floor_id` cannot say that there is none, and 0 is the ground: the gate of interiors with a floor has to know. */
const isFloored = ({ interior, floor }: Pick<TileWords, 'interior' | 'floor'>) => interior && floor !== null

/** Whether a tile says something for a column. */
const says: Readonly<Record<TileField, (tile: TileWords) => boolean>> = {
  floor_id: ({ floor }) => floor !== null,
  quadtree_node_id: ({ nodeId }) => nodeId !== '',
  semantic_tier: ({ tier }) => tier !== '',
  interior: ({ interior }) => interior,
  has_floor: (tile) => isFloored(tile),
  prefetch_radius: ({ prefetchRadius }) => prefetchRadius > 0,
}

/** The columns for which some tile says something. */
export function usedTileFields(tiles: readonly TileWords[]): MetadataFields {
  const used = (Object.keys(tileFields) as TileField[]).filter((name) => tiles.some(says[name]))
  return Object.fromEntries(used.map((name) => [name, tileFields[name]]))
}

export function tileValues({ floor, nodeId, tier, interior, prefetchRadius }: TileWords): MetadataValues {
  return {
    floor_id: floor ?? 0,
    quadtree_node_id: nodeId,
    semantic_tier: tier,
    interior: interior ? 1 : 0,
    has_floor: isFloored({ interior, floor }) ? 1 : 0,
    prefetch_radius: prefetchRadius,
  }
}
