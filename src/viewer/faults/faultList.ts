import type { Fault } from '../../authoring/validation/faults'
import { sectionName, type SectionTable } from '../../blobs/sectionBlob'

/** What a list of faults is sorted by. */
export const faultColumns = ['severity', 'code', 'section', 'message', 'fix'] as const
export type FaultColumn = (typeof faultColumns)[number]

export interface FaultOrder {
  readonly by: FaultColumn
  readonly descending: boolean
}

/** The order after a click on a column's head: the column that is sorted by already is turned round. */
export function nextOrder(order: FaultOrder, by: FaultColumn): FaultOrder {
  return { by, descending: order.by === by && !order.descending }
}

/** Sorted; what is alike keeps its order. 'error' comes before 'warning'. */
export function orderFaults(faults: readonly Fault[], { by, descending }: FaultOrder): Fault[] {
  const sign = descending ? -1 : 1
  return [...faults].sort((a, b) => sign * compareText(a[by], b[by]))
}

/** Numbers in names count as such: cell_2 comes before cell_10. */
const compareText = new Intl.Collator('en', { numeric: true }).compare

/** Rows of a world's sections by name; a name that several have means them all. */
export type RowsByName = ReadonlyMap<string, readonly number[]>

export function indexNames(table: SectionTable): RowsByName {
  const rows = new Map<string, number[]>()
  for (let row = 0; row < table.count; row++) {
    const name = sectionName(table, row)
    const known = rows.get(name)
    if (known) known.push(row)
    else if (name !== '') rows.set(name, [row])
  }
  return rows
}

/** Rows of the sections that have a part in the faults, each once, in the order of the table. Names that the world does not have are left out. */
export function offendersOf(faults: readonly Fault[], names: RowsByName): number[] {
  const rows = new Set(
    faults.flatMap(({ section, others }) => [section, ...others].flatMap((name) => names.get(name) ?? [])),
  )
  return [...rows].sort((a, b) => a - b)
}

/** 'no fault', '1 error, 2 warnings'. */
export function countFaults(faults: readonly Fault[]): string {
  const errors = faults.filter(({ severity }) => severity === 'error').length
  const counted = (count: number, noun: string) => (count === 0 ? [] : [`${count} ${noun}${count === 1 ? '' : 's'}`])
  return [...counted(errors, 'error'), ...counted(faults.length - errors, 'warning')].join(', ') || 'no fault'
}

/** Settings that an overrides file beside a glTF takes for a node. */
const overridable: ReadonlySet<string> = new Set(['enterRadius', 'exitRadius', 'priority'])

/**
 * What to write into the overrides file of a world that was baked from a glTF: a line a section, with the settings that correct it. Which nodes went
 * into a section the baked table does not know, so the keys are for a person to fill in. '' where overrides correct nothing.
 */
export function describeOverrides(faults: readonly Fault[]): string {
  const settings = new Map<string, Record<string, unknown>>()
  for (const { section, edit } of faults)
    if (edit && overridable.has(edit.field))
      settings.set(section, { ...settings.get(section), [edit.field]: edit.after ?? null })
  return [...settings].map(([section, values]) => `nodes of ${section}: ${JSON.stringify(values)}`).join('\n')
}
