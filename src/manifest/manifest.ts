import type { MetadataFields, MetadataValues } from '../blobs/metadataColumns'
import type { BakedSchema, SectionMeta } from '../blobs/sectionBlob'
import type { FocusRecord } from '../blobs/sectionRecord'

/**
 * A tile manifest as it was meant (spec T-1): every default filled in, levels sorted, what could not be used left out. Lengths in metres.
 * docs/formats.md is its page.
 */
export interface Manifest {
  readonly version: 3 | 4
  readonly mode: PartitioningMode
  /** 0 where the manifest does not say. */
  readonly tileSize: number
  readonly tiles: readonly ManifestTile[]
  readonly bucket: ManifestBucket | null
  /** Union box of the exterior shells, min xyz, max xyz; null: interior tiles have no gate. */
  readonly interiorZone: Box | null
  /** What radii are measured to: the tile's centre (T-6), or its bounds where the bake wrote the manifest. */
  readonly rangeBox: 'center' | 'bounds'
  readonly own: OwnFields
}

export const partitioningModes = ['uniform_grid', 'quadtree_floor', 'kdtree_floor'] as const
export type PartitioningMode = (typeof partitioningModes)[number]

export const semanticTiers = ['ExteriorShell', 'StructuralInterior', 'RoomContents', 'FineProps'] as const

export type Point = readonly [number, number, number]
export type Box = readonly [number, number, number, number, number, number]

/** A payload, and what the bake knows of it beyond T-1. */
export interface ManifestFile {
  /** Relative to the manifest, with forward slashes. */
  readonly path: string
  /** Stored bytes, 0 where the manifest does not say. */
  readonly fileBytes: number
  readonly own: OwnSectionFields
}

/** What makes two entries the same section: the id that the bake gave, the payload where there is none. Equal payloads of a bake are one file. */
export const identityOf = ({ path, own }: ManifestFile) => own.sectionId ?? `${path} ${own.byteOffset ?? ''}`

export interface ManifestTile extends ManifestFile {
  readonly id: string
  readonly bounds: Box
  readonly center: Point
  readonly streamingRadius: number
  /** 0: neither the tile nor the scene says; the profile's ratio × the streaming radius. */
  readonly unloadRadius: number
  /** 0: neither says; halfway between the two others (T-7). */
  readonly prefetchRadius: number
  readonly priority: number
  /** By rising switch distance. */
  readonly lods: readonly ManifestLevel[]
  readonly hlods: readonly ManifestLevel[]
  /** null where the manifest does not say. */
  readonly floor: number | null
  /** '' where the manifest does not say. */
  readonly nodeId: string
  readonly tier: string
  readonly interior: boolean
}

export interface ManifestLevel extends ManifestFile {
  readonly switchDistance: number
  /** null: those of what it stands for. */
  readonly bounds: Box | null
  /** null: the tile's. */
  readonly priority: number | null
}

/** What all tiles share: loads at once and stays. */
export interface ManifestBucket extends ManifestFile {
  readonly id: string
  /** null: the whole scene. */
  readonly bounds: Box | null
}

/** What only Terrane writes, of a section: a foreign manifest has none of it. Names in JSON are these in snake_case. */
export interface OwnSectionFields {
  readonly sectionId?: string
  readonly kind?: string
  readonly byteOffset?: number
  readonly cpuBytes?: number
  readonly gpuBytes?: number
  readonly triangles?: number
  readonly draws?: number
  /** In the section blob; `requires` and `attachedTo` name sections by it. */
  readonly row?: number
  readonly requires?: readonly number[]
  readonly attachedTo?: number
  readonly stage?: number
  readonly lane?: number
  readonly layer?: number
  readonly flags?: number
  readonly error?: number
  readonly costMs?: number
  readonly metadata?: MetadataValues
  /** Of a level: where it hands over and takes its place again, where that is not what switch distances and radii say. */
  readonly refineDistance?: number
  readonly coarsenDistance?: number
  /** Outer range of a level that nothing coarser replaces. */
  readonly enterRadius?: number
  readonly exitRadius?: number
}

/** What only Terrane writes, of the whole scene. */
export interface OwnFields {
  readonly sharedAssets: readonly ManifestFile[]
  readonly otherSections: readonly ManifestSection[]
  readonly focuses: readonly FocusRecord[]
  readonly layers?: readonly string[]
  readonly layerModes?: readonly ('on' | 'hidden' | 'off')[]
  readonly layerOverlaps?: SectionMeta['layerOverlaps']
  readonly focusSettings?: SectionMeta['focusSettings']
  readonly profiles?: SectionMeta['profiles']
  readonly components?: readonly BakedSchema[]
  readonly metadata?: MetadataFields
}

/** A place that is not drawn: a collider, entities. */
export interface ManifestSection extends ManifestFile {
  readonly bounds: Box
  readonly streamingRadius: number
  readonly unloadRadius: number
  readonly priority: number
}
