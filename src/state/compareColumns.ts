import type { BakedColumn } from '../entities/entitySection'
import type { Column } from '../entities/stores'
import type { FieldType } from '../schema/fields'

/** Calls `differs` for every baked row whose live entity has another value; entities of 0 are passed by. NaN equals NaN. */
type Compare<Values, Target> = (
  values: Values,
  target: Target,
  entities: Uint32Array,
  eids: Uint32Array,
  differs: (row: number) => void,
) => void

type AnyCompare = Compare<ArrayLike<number | string>, Column>

/**
 * Transforms are most of what there is to compare, and a loop that has seen more than four types of array is slow everywhere; so their two types have loops
 * of their own, as in columnWriters.ts.
 */
const compareFloat64: Compare<Float64Array, Float64Array> = (values, target, entities, eids, differs) => {
  for (let row = 0; row < entities.length; row++) {
    const eid = eids[entities[row]]
    if (eid !== 0 && values[row] !== target[eid] && !(isNaN(values[row]) && isNaN(target[eid]))) differs(row)
  }
}

const compareFloat32: Compare<Float32Array, Float32Array> = (values, target, entities, eids, differs) => {
  for (let row = 0; row < entities.length; row++) {
    const eid = eids[entities[row]]
    if (eid !== 0 && values[row] !== target[eid] && !(isNaN(values[row]) && isNaN(target[eid]))) differs(row)
  }
}

const compareOthers: AnyCompare = (values, target, entities, eids, differs) => {
  for (let row = 0; row < entities.length; row++) {
    const eid = eids[entities[row]]
    if (eid !== 0 && values[row] !== target[eid]) differs(row)
  }
}

const floats: Partial<Record<FieldType, AnyCompare>> = {
  f64: compareFloat64 as unknown as AnyCompare,
  f32: compareFloat32 as unknown as AnyCompare,
}

/** Finds the rows of a baked column that the game changed. */
export function compareColumn(
  { type, values, target }: BakedColumn,
  entities: Uint32Array,
  eids: Uint32Array,
  differs: (row: number) => void,
): void {
  const compare = floats[type] ?? compareOthers
  compare(values, target, entities, eids, differs)
}
