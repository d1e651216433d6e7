import type { MetadataValues } from './metadataColumns'
import { Lane } from './sectionBlob'

/** One section as people and bakers describe it, before it becomes a row. Relations name other records by index. */
export interface SectionRecord {
  readonly name: string
  /** 64-bit GUID; left out, the hash of the name. */
  readonly guid?: readonly [low: number, high: number]
  /** min xyz, max xyz, world metres. */
  readonly bounds: readonly [number, number, number, number, number, number]
  /** What distance is measured to, where it is not the bounds. */
  readonly rangeBox?: readonly [number, number, number, number, number, number]
  readonly enterRadius: number
  /** 0 or left out: the profile's ratio × enter. */
  readonly exitRadius?: number
  readonly refineDistance?: number
  /** Where it takes its place again; 0 or left out: by `settings.refineHysteresis`. */
  readonly coarsenDistance?: number
  readonly error?: number
  readonly costMs?: number
  readonly priority?: number
  /** Payload kind by name. */
  readonly kind: string
  readonly lane?: number
  readonly stage?: number
  readonly layer?: number
  readonly flags?: number
  /** Path of the payload relative to the world's root; '' or left out is structural. */
  readonly content?: string
  /** Byte offset inside `content` where that is a pack; left out, the payload is the whole file. */
  readonly contentOffset?: number
  readonly cpuBytes?: number
  readonly gpuBytes?: number
  readonly fileBytes?: number
  /** As drawn, over all instances, and in how many calls; left out where nobody knows. */
  readonly triangles?: number
  readonly draws?: number
  /** Index of the record this one refines. */
  readonly parent?: number
  /** Index of the record this root is attached to. */
  readonly attachedTo?: number
  readonly requires?: readonly number[]
  /** Values of the world's own columns, by name. */
  readonly metadata?: MetadataValues
}

/** An authored point that wants things near it. */
export interface FocusRecord {
  readonly name: string
  readonly position: readonly [number, number, number]
  readonly radiusScale?: number
}

/** The lane that fits what a record is: assets have their own. */
export function defaultLane(record: SectionRecord): number {
  return record.lane ?? (record.kind === 'texture' ? Lane.Asset : Lane.Base)
}
