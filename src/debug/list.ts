import type { SectionId } from '../sectionId'
import { addElement, setText } from './elements'
import type { OverlayContext } from './panel'

/** One section in a list, or what is said of one. */
export interface ListRow {
  /** Null: it is of no section. */
  readonly section: SectionId | null
  /** In full, where the cells are short. */
  readonly title?: string
  /** One a column. */
  readonly cells: readonly string[]
  /** Style colour of the dot before the first cell; none if left out. */
  readonly color?: string
  /** A button at the end of the row. */
  readonly action?: string
  /** Stands out, as the selected section does. */
  readonly chosen?: boolean
}

/** Where a list gets its rows. */
export interface ListSource {
  /** What it lists, for screen readers. */
  readonly label: string
  /** A CSS grid template of the cells. */
  readonly columns: string
  count(): number
  /** `count` rows from `first` on; only those that are seen are asked for. */
  read(first: number, count: number): readonly ListRow[]
  /** What the button at the end of a row does. */
  act?(section: SectionId): void
  /** What a click on a row does, or Enter; left out, its section is selected. */
  choose?(index: number): void
  /** Said where there is nothing. */
  readonly empty: string
}

export interface List {
  update(): void
}

/** Height of a row, points; the style sheet says the same. */
const rowHeight = 22
const mostVisible = 9

interface Slot {
  readonly element: HTMLElement
  readonly dot: HTMLElement
  readonly cells: readonly HTMLElement[]
  readonly action: HTMLButtonElement
  section: SectionId | null
  index: number
}

/** A scrolling list of sections, of any length, that has elements only for the rows that are seen. With the keyboard: arrows move, Enter selects. */
export function createList(parent: Node, overlay: OverlayContext, source: ListSource): List {
  const box = addElement(parent, 'div', 'list')
  box.tabIndex = 0
  box.setAttribute('role', 'listbox')
  box.setAttribute('aria-label', source.label)
  const space = addElement(box, 'div', 'space')
  const nothing = addElement(box, 'p', 'empty', source.empty)
  const slots = Array.from({ length: mostVisible + 1 }, () => createSlot(space, overlay, source))
  const state = { active: -1 }
  const update = () => {
    const count = source.count()
    nothing.hidden = count > 0
    box.style.height = `${Math.max(1, Math.min(mostVisible, count)) * rowHeight}px`
    space.style.height = `${count * rowHeight}px`
    const first = Math.max(0, Math.min(Math.floor(box.scrollTop / rowHeight), count - 1))
    const rows = count > 0 ? source.read(first, slots.length) : []
    slots.forEach((slot, i) => fillSlot(slot, rows[i], first + i, { selected: overlay.selected, active: state.active }))
  }
  box.addEventListener('scroll', update, { passive: true })
  box.addEventListener('pointerleave', () => (overlay.hovered = null))
  box.addEventListener('keydown', (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step) {
      event.preventDefault()
      state.active = Math.max(0, Math.min(source.count() - 1, state.active + step))
      scrollTo(box, state.active)
      update()
    } else if (event.key === 'Enter' && state.active >= 0) {
      const [row] = source.read(state.active, 1)
      if (row) chooseRow(overlay, source, row.section, state.active)
    }
  })
  return { update }
}

function chooseRow(overlay: OverlayContext, source: ListSource, section: SectionId | null, index: number): void {
  if (source.choose) source.choose(index)
  else if (section !== null) overlay.select(section)
}

function scrollTo(box: HTMLElement, index: number): void {
  const top = index * rowHeight
  if (top < box.scrollTop) box.scrollTop = top
  else if (top + rowHeight > box.scrollTop + box.clientHeight) box.scrollTop = top + rowHeight - box.clientHeight
}

function createSlot(space: Node, overlay: OverlayContext, source: ListSource): Slot {
  const { columns, act } = source
  const element = addElement(space, 'div', 'row')
  element.setAttribute('role', 'option')
  element.style.gridTemplateColumns = `${columns} max-content`
  const cells = columns.split(' ').map((size) => addElement(element, 'span', size.endsWith('fr') ? 'name' : ''))
  const dot = addElement(element, 'i', 'dot')
  cells[0].before(dot)
  const action = addElement(element, 'button', 'small')
  action.type = 'button'
  const slot: Slot = { element, dot, cells, action, section: null, index: 0 }
  element.addEventListener('click', () => chooseRow(overlay, source, slot.section, slot.index))
  element.addEventListener('pointerenter', () => (overlay.hovered = slot.section))
  action.addEventListener('click', (event) => {
    event.stopPropagation()
    if (slot.section !== null) act?.(slot.section)
  })
  return slot
}

/** What stands out in a list. */
interface Marks {
  readonly selected: SectionId | null
  /** Where the keyboard is. */
  readonly active: number
}

function fillSlot(slot: Slot, row: ListRow | undefined, index: number, { selected, active }: Marks): void {
  slot.section = row?.section ?? null
  slot.index = index
  slot.element.hidden = !row
  if (!row) return
  slot.element.style.transform = `translateY(${index * rowHeight}px)`
  slot.element.classList.toggle('marked', row.chosen ?? (row.section !== null && row.section === selected))
  slot.element.classList.toggle('active', index === active)
  if (slot.element.title !== (row.title ?? '')) slot.element.title = row.title ?? ''
  slot.dot.hidden = !row.color
  slot.dot.style.background = row.color ?? ''
  slot.cells.forEach((cell, i) => setText(cell, row.cells[i] ?? ''))
  slot.action.hidden = !row.action
  setText(slot.action, row.action ?? '')
}
