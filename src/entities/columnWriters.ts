import type { FieldType } from '../schema/fields'
import type { Column } from './stores'

/** Writes values of baked rows: row i goes to the entity `eids[entities[i]]`, and nowhere where that is 0. */
type Writer<Values, Target> = (values: Values, target: Target, entities: Uint32Array, eids: Uint32Array) => void

/**
 * One loop for each type of array. They read alike, but a loop that has seen more than four types of array is slow everywhere: 16 columns of
 * 2,000 rows take 0.17 ms this way and 2.5 ms through one function (V8, two shared cores).
 */
const writeFloat64: Writer<Float64Array, Float64Array> = (values, target, entities, eids) => {
  for (let i = 0; i < entities.length; i++) {
    const eid = eids[entities[i]]
    if (eid !== 0) target[eid] = values[i]
  }
}
const writeFloat32: Writer<Float32Array, Float32Array> = (values, target, entities, eids) => {
  for (let i = 0; i < entities.length; i++) {
    const eid = eids[entities[i]]
    if (eid !== 0) target[eid] = values[i]
  }
}
const writeUint32: Writer<Uint32Array, Uint32Array> = (values, target, entities, eids) => {
  for (let i = 0; i < entities.length; i++) {
    const eid = eids[entities[i]]
    if (eid !== 0) target[eid] = values[i]
  }
}
const writeInt32: Writer<Int32Array, Int32Array> = (values, target, entities, eids) => {
  for (let i = 0; i < entities.length; i++) {
    const eid = eids[entities[i]]
    if (eid !== 0) target[eid] = values[i]
  }
}
const writeUint16: Writer<Uint16Array, Uint16Array> = (values, target, entities, eids) => {
  for (let i = 0; i < entities.length; i++) {
    const eid = eids[entities[i]]
    if (eid !== 0) target[eid] = values[i]
  }
}
const writeInt16: Writer<Int16Array, Int16Array> = (values, target, entities, eids) => {
  for (let i = 0; i < entities.length; i++) {
    const eid = eids[entities[i]]
    if (eid !== 0) target[eid] = values[i]
  }
}
const writeUint8: Writer<Uint8Array, Uint8Array> = (values, target, entities, eids) => {
  for (let i = 0; i < entities.length; i++) {
    const eid = eids[entities[i]]
    if (eid !== 0) target[eid] = values[i]
  }
}
const writeInt8: Writer<Int8Array, Int8Array> = (values, target, entities, eids) => {
  for (let i = 0; i < entities.length; i++) {
    const eid = eids[entities[i]]
    if (eid !== 0) target[eid] = values[i]
  }
}
const writeTexts: Writer<readonly string[], string[]> = (values, target, entities, eids) => {
  for (let i = 0; i < entities.length; i++) {
    const eid = eids[entities[i]]
    if (eid !== 0) target[eid] = values[i]
  }
}

export type ColumnWriter = Writer<ArrayLike<number | string>, Column>

/** By the type of array that a column is. */
export const columnWriters = {
  f64: writeFloat64,
  f32: writeFloat32,
  u32: writeUint32,
  i32: writeInt32,
  u16: writeUint16,
  i16: writeInt16,
  u8: writeUint8,
  i8: writeInt8,
  text: writeTexts,
  entityRef: writeUint32,
  hardRef: writeUint32,
  sectionRef: writeFloat64,
} satisfies Readonly<Record<FieldType, unknown>> as unknown as Readonly<Record<FieldType, ColumnWriter>>
