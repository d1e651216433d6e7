import type { Engine } from '../engine'
import type { EntityWorld } from '../entities/entityWorld'
import { handleOf } from '../entities/handles'
import { sectionGuid, type SectionTable } from '../blobs/sectionBlob'
import { isReferenceType, type FieldType } from '../schema/fields'
import { formatStableId, parseStableId, type IdHalves, type StableId } from '../schema/stableId'
import { rowOf, sectionId, type SectionId } from '../sectionId'
import type { SavedValue } from './save'

/** Where values are translated: references and sections are numbers in one world only. */
export interface Site {
  readonly engine: Engine
  readonly entities: EntityWorld
}

/** A column's value as a save holds it. What a game wrote into a reference by mistake leads nowhere. */
export function saveValue({ engine, entities }: Site, type: FieldType, value: number | string): SavedValue {
  if (isReferenceType(type)) return saveReference(entities, value as number)
  return type === 'sectionRef' ? saveSection(engine, value as number) : value
}

export function saveReference({ handles }: EntityWorld, handle: number): string {
  return handle >= 1 && handle <= handles.count ? formatStableId([handles.low[handle], handles.high[handle]]) : ''
}

function saveSection(engine: Engine, section: number): string {
  try {
    return section === 0 ? '' : sectionGuid(engine.table, rowOf(engine, section as SectionId))
  } catch {
    return ''
  }
}

/** Finds rows by GUID in the table of the world that a save is opened in. */
export interface GuidIndex {
  readonly table: SectionTable
  /** Rows in GUID order. */
  readonly rows: Uint32Array
}

export function createGuidIndex(table: SectionTable): GuidIndex {
  const rows = new Uint32Array(table.count)
  for (let row = 0; row < table.count; row++) rows[table.rank[row]] = row
  return { table, rows }
}

/** −1 for a section that the world does not have. */
export function findGuid({ table, rows }: GuidIndex, guid: string): number {
  const [low, high] = parseStableId(guid as StableId)
  let [first, end] = [0, rows.length]
  while (first < end) {
    const middle = (first + end) >>> 1
    if (compareGuid(table, rows[middle], [low, high]) < 0) first = middle + 1
    else end = middle
  }
  return first < rows.length && compareGuid(table, rows[first], [low, high]) === 0 ? rows[first] : -1
}

function compareGuid({ guid }: SectionTable, row: number, [low, high]: IdHalves): number {
  return guid[2 * row + 1] - high || guid[2 * row] - low
}

/** A saved value as this world's columns hold it; null for a section that it does not have. */
export function openValue(
  { engine, entities }: Site,
  guids: GuidIndex,
  type: FieldType,
  value: SavedValue,
): number | string | null {
  if (isReferenceType(type)) return value === '' ? 0 : handleOf(entities.handles, ...parseStableId(value as StableId))
  if (type !== 'sectionRef') return value
  const row = value === '' ? 0 : findGuid(guids, value as string)
  return value === '' ? 0 : row < 0 ? null : sectionId(engine, row)
}
