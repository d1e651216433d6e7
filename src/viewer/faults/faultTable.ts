import type { Fault } from '../../authoring/validation/faults'
import { addElement } from '../../debug/elements'
import { createList, type ListRow } from '../../debug/list'
import type { OverlayContext } from '../../debug'
import { sectionId } from '../../index'
import { faultColumns, nextOrder, type FaultColumn } from './faultList'
import { sortFaultsBy, toggleFault, type FaultsState } from './faultsState'

/** Widths of the columns, in their order. */
const columns = '0.55fr 1fr 1.3fr 3fr 3fr'
const titles: Readonly<Record<FaultColumn, string>> = {
  severity: 'Severity',
  code: 'Code',
  section: 'Section',
  message: 'What',
  fix: 'Fix',
}
const colors = { error: '#ff625c', warning: '#ffbf47' }

/** The list of faults with heads to sort by; a click chooses a fault and tells it in full. `changed` runs after each. */
export function addFaultTable(body: Node, overlay: OverlayContext, state: FaultsState, changed: () => void) {
  const heads = addHeads(body, state, changed)
  const list = createList(body, overlay, {
    label: 'Faults',
    columns,
    count: () => state.faults.length,
    read: (first, count) => state.faults.slice(first, first + count).map((fault) => rowOfFault(fault, overlay, state)),
    choose(index) {
      state.told = state.faults[index]
      toggleFault(state, state.told)
      changed()
    },
    empty: 'No fault',
  })
  return () => {
    for (const [by, head] of heads) head.setAttribute('aria-sort', sortOf(state, by))
    list.update()
  }
}

function addHeads(body: Node, state: FaultsState, changed: () => void): Map<FaultColumn, HTMLElement> {
  const bar = addElement(body, 'div', 'sorts')
  bar.style.gridTemplateColumns = `${columns} max-content`
  const addHead = (by: FaultColumn) => {
    const head = addElement(bar, 'button', '', titles[by])
    head.type = 'button'
    head.addEventListener('click', () => {
      sortFaultsBy(state, nextOrder(state.order, by))
      changed()
    })
    return [by, head] as const
  }
  return new Map(faultColumns.map(addHead))
}

function sortOf({ order }: FaultsState, by: FaultColumn): string {
  if (order.by !== by) return 'none'
  return order.descending ? 'descending' : 'ascending'
}

function rowOfFault(fault: Fault, { world }: OverlayContext, { chosen, names }: FaultsState): ListRow {
  const [row] = names.get(fault.section) ?? []
  return {
    section: row === undefined ? null : sectionId(world.terrane, row),
    title: `${fault.message}. ${fault.fix}`,
    cells: faultColumns.map((column) => fault[column]),
    color: colors[fault.severity],
    chosen: chosen.has(fault),
  }
}
