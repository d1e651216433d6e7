import { hasComponent } from 'bitecs'
import { sectionName } from '../../../src/blobs/sectionBlob'
import {
  Figure,
  Mover,
  Parent,
  rowOf,
  stableIdOf,
  storeOf,
  Transform,
  type ComponentSchema,
  type EntityRef,
  type SectionId,
  type TerraneWorld,
} from '../../../src/index'
import { isReferenceType } from '../../../src/schema/fields'
import { fuzzComponents } from './bakes'

/** All columns of an entity by component: references as stable ids, sections by name, '' for none. */
export type Plain = Readonly<Record<string, Readonly<Record<string, number | string>>>>

export const allSchemas: readonly ComponentSchema[] = [Transform, Figure, Mover, Parent, ...fuzzComponents]
export const schemaOf = new Map(allSchemas.map((schema) => [schema.name, schema]))

export function readPlain(world: TerraneWorld, eid: number): Plain {
  const plain: Record<string, Record<string, number | string>> = {}
  for (const schema of allSchemas) {
    const store = storeOf(world, schema) as unknown as Record<string, ArrayLike<number | string>>
    if (!hasComponent(world, eid, store)) continue
    const columns: Record<string, number | string> = (plain[schema.name] = {})
    for (const [column, type] of Object.entries(schema.fields)) {
      const value = store[column][eid]
      if (type === 'sectionRef')
        columns[column] = value === 0 ? '' : sectionName(world.terrane.table, rowOf(world.terrane, value as SectionId))
      else if (isReferenceType(type)) columns[column] = value === 0 ? '' : stableIdOf(world, value as EntityRef)
      else columns[column] = value
    }
  }
  return plain
}

/** Is it remembered whether an entity has it? Of a tag, that is all there is. */
export const isRemembered = ({ persist, fields }: ComponentSchema) =>
  persist.length > 0 || Object.keys(fields).length === 0

const isSame = (a: unknown, b: unknown) => a === b || Object.is(a, b)

export function isSamePlain(a: Plain, b: Plain): boolean {
  const names = Object.keys(a)
  return names.length === Object.keys(b).length && names.every((name) => name in b && isSameColumns(a[name], b[name]))
}

function isSameColumns(a: Plain[string], b: Plain[string]): boolean {
  const names = Object.keys(a)
  return names.length === Object.keys(b).length && names.every((name) => name in b && isSame(a[name], b[name]))
}

/** What a world remembers beside the bake: persisted columns that differ, and all columns of what was gained. */
export interface Changes {
  readonly components: Plain
  readonly gained: readonly string[]
  readonly lost: readonly string[]
}

export const noChanges: Changes = { components: {}, gained: [], lost: [] }

export function changesOf(baked: Plain, now: Plain): Changes {
  const components: Record<string, Plain[string]> = {}
  const [gained, lost]: string[][] = [[], []]
  for (const schema of allSchemas) {
    const { name, persist } = schema
    if (!isRemembered(schema)) continue
    if (name in now && !(name in baked)) {
      gained.push(name)
      components[name] = now[name]
    }
    if (name in baked && !(name in now)) lost.push(name)
    if (!(name in baked && name in now)) continue
    const differing = persist.filter((column) => !isSame(baked[name][column], now[name][column]))
    if (differing.length > 0)
      components[name] = Object.fromEntries(differing.map((column) => [column, now[name][column]]))
  }
  return { components, gained: gained.sort(), lost: lost.sort() }
}

/** A baked entity with changes laid over it. */
export function layOver(baked: Plain, { components, gained, lost }: Changes): Plain {
  const laid: Record<string, Plain[string]> = {}
  for (const [name, columns] of Object.entries(baked))
    if (!lost.includes(name)) laid[name] = { ...columns, ...components[name] }
  for (const name of gained) laid[name] = components[name]
  return laid
}

/** Without what is said of one component. */
export function withoutChanges({ components, gained, lost }: Changes, name: string): Changes {
  const { [name]: _, ...others } = components
  return { components: others, gained, lost }
}
