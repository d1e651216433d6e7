import { fail } from '../errors'
import { hashString64 } from '../math/hash'
import { fieldTypes, type ColumnOf, type FieldType } from './fields'
import { formatHash } from './stableId'

/** Columns by name, in declared order. */
export type Fields = Readonly<Record<string, FieldType>>

/**
 * What a component looks like, declared once and imported by bake and game alike. Made with `component(…)`.
 * A world remembers the hashes of what it was baked with; a game that declares a component otherwise is refused.
 */
export interface ComponentSchema<Name extends string = string, Columns extends Fields = Fields> {
  readonly name: Name
  readonly fields: Columns
  /** Columns that are remembered when the entity's section unloads, and saved. */
  readonly persist: readonly string[]
  /** Of name and columns, 16 hex digits; `persist` is not part of it. */
  readonly hash: string
}

/** A component's columns at run time, indexed by entity: `Store<typeof Door>['angle']` is a Float32Array. */
export type Store<Schema extends ComponentSchema> = {
  readonly [Column in keyof Schema['fields']]: ColumnOf<Schema['fields'][Column]>
}

/** The entity that a reference leads to, as the bake knows it. */
export interface RefTarget {
  /** Its stable id. */
  readonly id: readonly [low: number, high: number]
  /** Path of its node, for messages. */
  readonly path: string
}

type ValueOf<Type extends FieldType> = Type extends 'entityRef' | 'hardRef'
  ? RefTarget
  : Type extends 'text'
    ? string
    : number

/** What a bake gives one entity; columns left out are 0, '' or no reference. */
export type Values<Schema extends ComponentSchema> = {
  readonly [Column in keyof Schema['fields']]?: ValueOf<Schema['fields'][Column]>
}

/** Columns a component may have. */
export const columnLimit = 64

/** bitECS takes an object with one of these for a component with its values. */
const takenNames: readonly string[] = ['data', 'component']

const identifier = /^[A-Za-z_$][\w$]*$/

/**
 * Declares a component: `component('Door', { angle: f32, locked: u8, key: entityRef }, { persist: ['angle', 'locked'] })`.
 * Without columns it is a tag. @throws 'argument' for names that are no identifiers or taken, unknown types, more than 64 columns,
 * and persist columns that are not there.
 */
export function component<const Name extends string, const Columns extends Fields>(
  name: Name,
  fields: Columns,
  options: { readonly persist?: readonly (keyof Columns & string)[] } = {},
): ComponentSchema<Name, Columns> {
  checkName(name, fields)
  const persist = options.persist ?? []
  for (const column of persist)
    if (!Object.hasOwn(fields, column))
      fail(
        'argument',
        `component "${name}" that persists "${column}"`,
        `one of its columns: ${Object.keys(fields).join(', ') || 'none'}`,
        'Correct the name.',
      )
  return { name, fields: { ...fields }, persist: [...persist], hash: hashSchema(name, Object.entries(fields)) }
}

function checkName(name: string, fields: Fields): void {
  if (!identifier.test(name)) fail('argument', `a component named "${name}"`, 'an identifier', 'Name it, as in Door.')
  const columns = Object.entries(fields)
  if (columns.length > columnLimit)
    fail('argument', `component "${name}" of ${columns.length} columns`, `at most ${columnLimit}`, 'Split it in two.')
  for (const [column, type] of columns) checkColumn(name, column, type)
}

function checkColumn(name: string, column: string, type: FieldType): void {
  if (!identifier.test(column) || column === '__proto__')
    fail('argument', `column "${column}" of component "${name}"`, 'an identifier', 'Rename it.')
  if (takenNames.includes(column))
    fail('argument', `column "${column}" of component "${name}"`, `none of ${takenNames.join(', ')}`, 'Rename it.')
  if (!fieldTypes.includes(type))
    fail('argument', `column "${column}" of type "${String(type)}"`, `one of ${fieldTypes.join(', ')}`, 'Correct it.')
}

/** Hash of a name and its columns in declared order, 16 hex digits. */
export function hashSchema(name: string, columns: readonly (readonly [name: string, type: string])[]): string {
  return formatHash(hashString64(`${name}(${columns.map(([column, type]) => `${column}:${type}`).join(',')})`))
}
