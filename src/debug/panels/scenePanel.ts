import { stateNames } from '../../components/state'
import { toggles, type ColorBy, type Toggle } from '../choice'
import { addElement, setText } from '../elements'
import type { OverlayContext, Panel } from '../panel'
import { levelColors, levelNames, toCss } from '../sectionColor'
import { stateCss } from '../stateColors'

const words: Readonly<Record<Toggle, string>> = {
  bounds: 'Bounds (B)',
  rings: 'Rings (R)',
  labels: 'Names (N)',
  failures: 'Failures (J)',
  paint: 'Paint (Y)',
}

/** What is drawn into the picture, and what its colours mean. */
export const scenePanel: Panel = {
  id: 'scene',
  title: 'Scene',
  key: 'l',
  place: 'left',
  create(body, { choice }: OverlayContext) {
    const buttons = addElement(body, 'div', 'buttons')
    const switches = toggles.map((name) => {
      const button = addElement(buttons, 'button', '', words[name])
      button.type = 'button'
      button.addEventListener('click', () => {
        choice[name] = !choice[name]
        update()
      })
      return { name, button }
    })
    const head = addElement(body, 'div', 'line block')
    addElement(head, 'span', '', 'Colours (C)')
    const segments = addElement(head, 'div', 'segments')
    const colorings = (['state', 'level'] as const).map((by) => {
      const button = addElement(segments, 'button', '', by === 'state' ? 'State' : 'Level')
      button.type = 'button'
      button.addEventListener('click', () => {
        choice.colorBy = by
        update()
      })
      return { by, button }
    })
    const legend = addElement(body, 'div', 'legend')
    const update = () => {
      for (const { name, button } of switches) button.setAttribute('aria-pressed', String(choice[name]))
      for (const { by, button } of colorings) button.setAttribute('aria-pressed', String(choice.colorBy === by))
      fillLegend(legend, choice.colorBy)
    }
    return { update }
  },
}

function fillLegend(legend: HTMLElement, by: ColorBy): void {
  const entries =
    by === 'state'
      ? stateNames.map((name, state) => [name, stateCss[state]]).slice(1)
      : levelNames.map((name, level) => [name, toCss(levelColors[level])])
  while (legend.children.length > entries.length) legend.lastElementChild?.remove()
  entries.forEach(([name, color], i) => {
    const entry = (legend.children[i] as HTMLElement | undefined) ?? addEntry(legend)
    ;(entry.firstElementChild as HTMLElement).style.background = color
    setText(entry.lastElementChild as HTMLElement, name)
  })
}

function addEntry(legend: HTMLElement): HTMLElement {
  const entry = addElement(legend, 'span')
  addElement(entry, 'i', 'dot')
  addElement(entry, 'span', 'quiet')
  return entry
}
