import type { SectionTable } from '../blobs/sectionBlob'

/** What a payload kind's parts say of its streaming; see `PayloadKind`. */
export interface KindTraits {
  readonly name: string
  readonly order?: number
  readonly radius?: number
}

/** The kinds of one world by the table's kind number. */
export interface Kinds {
  /** 1: sections of this kind are wanted. */
  readonly wanted: Uint8Array
  /** Lower loads first for equal need. */
  readonly order: Float64Array
  /** Metres: the largest enter radius in this world, Infinity for the baked one. */
  readonly radius: Float64Array
  /** Number of the kind `texture`, −1 where the table has none: its bytes are booked as textures. */
  readonly texture: number
}

/** What is walked on comes before what lives there, and that before what is only seen (B-1). */
const usualOrder: Readonly<Record<string, number>> = { collider: -2, entities: -1 }

/** Focuses name kinds by bits of 32. */
export const maskedKinds = 32
export const allKinds = 0xffff_ffff

/** The bit of a kind in the masks of focuses; kinds beyond the bits are wanted by every focus. */
export function kindBitOf(kind: number): number {
  return kind < maskedKinds ? (1 << kind) >>> 0 : allKinds
}

/** `allowed` are names, null for all. Parts of one kind agree on the smaller radius; the last order counts. */
export function createKinds(
  table: SectionTable,
  traits: readonly KindTraits[],
  allowed: readonly string[] | null,
): Kinds {
  const names = table.info.kinds
  const kinds: Kinds = {
    wanted: Uint8Array.from(names, (name) => (allowed === null || allowed.includes(name) ? 1 : 0)),
    order: Float64Array.from(names, (name) => usualOrder[name] ?? 0),
    radius: new Float64Array(names.length).fill(Infinity),
    texture: names.indexOf('texture'),
  }
  for (const { name, order, radius = Infinity } of traits) {
    const kind = names.indexOf(name)
    if (kind < 0) continue
    kinds.radius[kind] = Math.min(kinds.radius[kind], radius)
    if (order !== undefined) kinds.order[kind] = order
  }
  return kinds
}
