import type { SectionId } from '../sectionId'

/** Numbers, as typed arrays hold them. */
export const f32 = 'f32' as const
export const f64 = 'f64' as const
export const i8 = 'i8' as const
export const u8 = 'u8' as const
export const i16 = 'i16' as const
export const u16 = 'u16' as const
export const i32 = 'i32' as const
export const u32 = 'u32' as const
/** A soft reference to another entity: `resolve` answers the live one, or 0. */
export const entityRef = 'entityRef' as const
/** A reference to an entity whose section is loaded before this one and stays as long. */
export const hardRef = 'hardRef' as const
/** A string. */
export const text = 'text' as const
/** A section that the entity's own section requires. The engine's; a game refers to entities. */
export const sectionRef = 'sectionRef' as const

declare const entityRefBrand: unique symbol

/** Names an entity of one world for as long as the world lives, whether it is there or not; columns hold 0 for none. See `resolve`. */
export type EntityRef = number & { readonly [entityRefBrand]: true }

/** Array of a column by field type. */
export interface FieldArrays {
  f32: Float32Array
  f64: Float64Array
  i8: Int8Array
  u8: Uint8Array
  i16: Int16Array
  u16: Uint16Array
  i32: Int32Array
  u32: Uint32Array
  entityRef: Uint32Array & { [eid: number]: EntityRef | 0 }
  hardRef: Uint32Array & { [eid: number]: EntityRef | 0 }
  text: string[]
  sectionRef: Float64Array & { [eid: number]: SectionId | 0 }
}

/** What a column holds. */
export type FieldType = keyof FieldArrays

/** The array of a column at run time, indexed by entity. */
export type ColumnOf<Type extends FieldType> = FieldArrays[Type]

/** Field types that are plain numbers. */
export type NumberType = Exclude<FieldType, 'entityRef' | 'hardRef' | 'text' | 'sectionRef'>

/** Bounds of what a number column holds without loss of range; `whole`: integers only. */
export interface NumberRange {
  readonly least: number
  readonly most: number
  readonly whole: boolean
}

const integers = (bits: number, signed: boolean): NumberRange => {
  const values = 2 ** bits
  return { least: signed ? -values / 2 : 0, most: (signed ? values / 2 : values) - 1, whole: true }
}

export const numberRanges: Readonly<Record<NumberType, NumberRange>> = {
  f32: { least: -3.4028234663852886e38, most: 3.4028234663852886e38, whole: false },
  f64: { least: -Number.MAX_VALUE, most: Number.MAX_VALUE, whole: false },
  i8: integers(8, true),
  u8: integers(8, false),
  i16: integers(16, true),
  u16: integers(16, false),
  i32: integers(32, true),
  u32: integers(32, false),
}

/** Every field type. */
export const fieldTypes: readonly FieldType[] = [
  ...(Object.keys(numberRanges) as NumberType[]),
  entityRef,
  hardRef,
  text,
  sectionRef,
]

export function isNumberType(type: FieldType): type is NumberType {
  return Object.hasOwn(numberRanges, type)
}

/** Both kinds of reference to an entity. */
export function isReferenceType(type: FieldType): type is 'entityRef' | 'hardRef' {
  return type === entityRef || type === hardRef
}
