import { addElement, addShadowHost, setText } from './elements'
import { overlayStyle } from './overlayStyle'
import type { OverlayContext, Panel, PanelBody } from './panel'

/** The bar with a button for every panel, and the places where they lie. */
export interface Frame {
  readonly host: HTMLElement
  readonly root: ShadowRoot
  /** Covers the parent; lets the pointer through. */
  readonly element: HTMLElement
  readonly bar: HTMLElement
  readonly columns: Readonly<Record<Panel['place'], HTMLElement>>
  readonly panels: PanelRecord[]
}

/** A panel on the page. */
export interface PanelRecord {
  readonly panel: Panel
  readonly element: HTMLElement
  readonly body: HTMLElement
  readonly button: HTMLButtonElement
  readonly note: HTMLElement
  /** Null before it is opened for the first time. */
  made: PanelBody | null
}

export function createFrame(parent: HTMLElement): Frame {
  const { host, root } = addShadowHost(parent, 'overlay', overlayStyle)
  const element = addElement(root, 'div', 'frame')
  const places = addElement(element, 'div', 'places')
  const bar = addElement(places, 'nav', 'toolbar glass')
  bar.setAttribute('aria-label', 'Panels')
  const columns = {
    left: addElement(places, 'div', 'column left'),
    right: addElement(places, 'div', 'column right'),
    bottom: addElement(places, 'div', 'column bottom'),
  }
  keepKeysWithPicture(element)
  return { host, root, element, bar, columns, panels: [] }
}

/** A button that was clicked does not keep the keyboard: whoever flies goes on flying. Tab reaches everything all the same. */
function keepKeysWithPicture(element: HTMLElement): void {
  element.addEventListener('pointerdown', (event) => {
    if ((event.target as Element).closest('button')) event.preventDefault()
  })
  element.addEventListener('mousedown', (event) => {
    if (!(event.target as Element).closest('input, select, textarea, .list')) event.preventDefault()
  })
}

export function addPanel(frame: Frame, panel: Panel, toggle: () => void): PanelRecord {
  const button = addElement(frame.bar, 'button', 'tab', panel.title)
  button.type = 'button'
  button.title = panel.key ? `${panel.title} (${panel.key.toUpperCase()})` : panel.title
  button.setAttribute('aria-pressed', 'false')
  button.addEventListener('click', toggle)
  const note = addElement(button, 'span', 'note')
  const element = addElement(frame.columns[panel.place], 'section', 'panel glass')
  element.dataset.panel = panel.id
  element.setAttribute('aria-label', panel.title)
  element.hidden = true
  const head = addElement(element, 'header')
  addElement(head, 'h2', '', panel.title)
  const close = addElement(head, 'button', 'close', '×')
  close.type = 'button'
  close.setAttribute('aria-label', `Close ${panel.title}`)
  close.addEventListener('click', toggle)
  const body = addElement(element, 'div', 'body')
  const record: PanelRecord = { panel, element, body, button, note, made: null }
  frame.panels.push(record)
  return record
}

/** Below this width, points of the page, there is room for one panel at a time; the style sheet says the same. */
const narrowPoints = 600

export function isNarrow({ element }: Frame): boolean {
  return element.clientWidth > 0 && element.clientWidth < narrowPoints
}

export function findPanel(frame: Frame, id: string): PanelRecord | undefined {
  return frame.panels.find(({ panel }) => panel.id === id)
}

export function setPanelOpen(record: PanelRecord, open: boolean, overlay: OverlayContext): void {
  if (record.element.hidden === !open) return
  record.element.hidden = !open
  record.button.setAttribute('aria-pressed', String(open))
  if (!open) return
  record.made ??= record.panel.create(record.body, overlay)
  record.made.update()
  record.element.scrollIntoView({ block: 'nearest' })
}

/** Renews what is open, and the words on the buttons. */
export function updatePanels(frame: Frame, overlay: OverlayContext): void {
  for (const { panel, element, note, made } of frame.panels) {
    if (panel.note) setText(note, panel.note(overlay))
    if (!element.hidden) made?.update()
  }
}
