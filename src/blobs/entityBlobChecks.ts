import { fail } from '../errors'
import { hashSchema } from '../schema/component'
import { isReferenceType } from '../schema/fields'
import { formatStableId } from '../schema/stableId'
import type { EntityColumn, EntityRows, EntityTable } from './entityBlob'

const next = 'Bake the world again.'

/** What `openEntityBlob` checks beyond the byte layout: every number leads to something that is there, and names are there once. */
export function checkEntities(table: EntityTable): void {
  checkIds(table.ids)
  checkNames(
    table.components.map(({ name }) => name),
    'component',
  )
  for (const rows of table.components) checkRows(table, rows)
}

/** Sorted as 64-bit numbers, equal ids are neighbours. */
function checkIds(ids: Uint32Array): void {
  const sorted = new BigUint64Array(ids.buffer, ids.byteOffset, ids.length / 2).slice().sort()
  for (let i = 1; i < sorted.length; i++)
    if (sorted[i] === sorted[i - 1]) {
      const id = formatStableId([Number(sorted[i] & 0xffff_ffffn), Number(sorted[i] >> 32n)])
      fail('blob-corrupt', `two entities with the id ${id}`, 'ids of their own', next)
    }
}

function checkNames(names: readonly string[], what: string): void {
  const twice = names.find((name, i) => names.indexOf(name) !== i)
  if (twice !== undefined) fail('blob-corrupt', `two of ${what} "${twice}"`, `each ${what} once`, next)
}

function checkRows(table: EntityTable, { name, hash, entities, columns }: EntityRows): void {
  checkNames(
    columns.map((column) => column.name),
    `column of ${name}`,
  )
  const expected = hashSchema(
    name,
    columns.map((column) => [column.name, column.type]),
  )
  if (hash !== expected)
    fail('blob-corrupt', `component ${name} with hash ${hash}`, `${expected}, of its columns`, next)
  for (let i = 0; i < entities.length; i++)
    if (entities[i] >= table.count || (i > 0 && entities[i] <= entities[i - 1]))
      fail('blob-corrupt', `${name} of entity ${entities[i]}`, `rising numbers below ${table.count}`, next)
  for (const column of columns) checkColumn(table, name, column)
}

function checkColumn({ refs, strings }: EntityTable, component: string, { name, type, values }: EntityColumn): void {
  const limit = isReferenceType(type) ? refs.length / 2 + 1 : type === 'text' ? strings.length : Infinity
  if (limit === Infinity) return
  for (let i = 0; i < values.length; i++)
    if (values[i] >= limit) fail('blob-corrupt', `${component}.${name} of ${values[i]}`, `below ${limit}`, next)
}
