import { fail } from '../../errors'
import type { ComponentSchema, RefTarget } from '../../schema/component'
import { isNumberType, isReferenceType, numberRanges, text, type FieldType } from '../../schema/fields'

/** What a column holds in a bake. */
export type BakedValue = number | string | RefTarget

/**
 * A value as its column holds it. Switches count as 0 and 1, as Blender exports them either way.
 * @throws TerraneError 'bake-input' for the wrong type, and for numbers that the type cannot hold.
 */
export function checkValue(type: FieldType, value: unknown, where: string): BakedValue {
  if (isNumberType(type)) {
    const { least, most, whole } = numberRanges[type]
    const number = typeof value === 'boolean' ? Number(value) : value
    const fits = typeof number === 'number' && number >= least && number <= most && (!whole || Number.isInteger(number))
    if (fits) return number
    return refuseValue(where, value, whole ? `a whole number from ${least} to ${most} (${type})` : `a number (${type})`)
  }
  if (type === text) return typeof value === 'string' ? value : refuseValue(where, value, 'a text')
  if (isReferenceType(type) && isTarget(value)) return { id: value.id, path: value.path }
  return refuseValue(where, value, 'what bake.ref(…) answers')
}

/** `where` names the node, and the column as `Door.angle`. */
export function refuseValue(where: string, value: unknown, wanted: string): never {
  return fail('bake-input', `${where} ${show(value)}`, wanted, 'Correct the value and bake again.')
}

function show(value: unknown): string {
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'a list' : 'an object'
  return typeof value === 'string' ? JSON.stringify(value) : typeof value === 'function' ? 'a function' : String(value)
}

function isTarget(value: unknown): value is RefTarget {
  const { id, path } = (value ?? {}) as Partial<RefTarget>
  return Array.isArray(id) && id.length === 2 && typeof path === 'string'
}

/** The type of a component's column. @throws TerraneError 'bake-input' for one that is not there. */
export function columnType({ name, fields }: ComponentSchema, column: string, where: string): FieldType {
  if (Object.hasOwn(fields, column)) return fields[column]
  return fail(
    'bake-input',
    `${where} with a value for ${name}.${column}`,
    `a column of ${name}: ${Object.keys(fields).join(', ') || 'none'}`,
    'Correct the column and bake again.',
  )
}
