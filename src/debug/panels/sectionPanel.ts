import { sectionContent, sectionName, type SectionTable } from '../../blobs/sectionBlob'
import { State, type stateNames } from '../../components/state'
import { explain } from '../../explain/explain'
import { rangeOf } from '../../explain/whyUnwanted'
import { describeSection } from '../../inspection'
import { describeStages } from '../../lateness/listLate'
import { findLive } from '../../live/rowTable'
import { pin, pinCount, unpin } from '../../pins'
import { rowOf, sectionId, type SectionId } from '../../sectionId'
import { addElement, setText } from '../elements'
import { formatBytes, formatMetres, tailOf } from '../format'
import type { OverlayContext, Panel, PanelBody } from '../panel'
import { sectionsAcross } from '../pickSection'
import { goToScene } from '../sceneCamera'
import { levelNames, levelOf } from '../sectionColor'
import { stateCss } from '../stateColors'

/** Why the selected section is or is not there, in a sentence, and all that is known of it. */
export const sectionPanel: Panel = {
  id: 'section',
  title: 'Section',
  place: 'right',
  create(body, overlay) {
    const nothing = addElement(
      body,
      'p',
      'quiet',
      'Click in the picture or on the map, or press X for what lies ahead.',
    )
    const known = addElement(body, 'div')
    const parts = [
      addTitle(known),
      addFacts(known),
      addStages(known),
      addButtons(known, overlay),
      addNeighbours(known, overlay),
    ]
    return {
      update() {
        const { selected } = overlay
        nothing.hidden = selected !== null
        known.hidden = selected === null
        if (selected !== null) for (const part of parts) part(overlay, selected)
      },
    } satisfies PanelBody
  },
}

type Part = (overlay: OverlayContext, section: SectionId) => void

function addTitle(body: Node): Part {
  const title = addElement(body, 'div', 'title')
  const chip = addElement(title, 'span', 'chip')
  const name = addElement(title, 'b')
  const sentence = addElement(body, 'p', 'sentence')
  return ({ world }, section) => {
    const { state, name: full } = describeSection(world, section)
    setText(name, full)
    setText(chip, state)
    chip.style.background = stateCss[State[state as (typeof stateNames)[number]]]
    setText(sentence, explain(world, section))
  }
}

/** Names and values, one line each; lines that do not apply are left out. */
function addFacts(body: Node): Part {
  const block = addElement(body, 'div', 'block')
  const lines = new Map<string, HTMLElement>()
  return (overlay, section) => {
    for (const [label, value] of readFacts(overlay, section)) {
      let line = lines.get(label)
      if (!line) {
        line = addElement(block, 'div', 'line')
        addElement(line, 'span', '', label)
        addElement(line, 'span')
        lines.set(label, line)
      }
      line.hidden = value === ''
      setText(line.lastElementChild as HTMLElement, value)
    }
  }
}

function readFacts({ world }: OverlayContext, section: SectionId): (readonly [label: string, value: string])[] {
  const { terrane } = world
  const { table } = terrane
  const row = rowOf(terrane, section)
  const { reason, failures, lastError, desired, shown, ...status } = describeSection(world, section)
  const { distance, enter, exit } = rangeOf(terrane, row, findLive(terrane.rows, row))
  const ranged = table.parent[row] < 0 && enter > 0
  const pins = pinCount(world, section)
  const required = table.requireStart[row + 1] - table.requireStart[row]
  return [
    ['Wanted', desired ? `${reason}${shown ? ', shown' : ', not shown'}` : 'no'],
    ['Meshes', status.partsTotal > 0 ? `${status.partsDone} of ${status.partsTotal}, ${status.visual}` : ''],
    ['Distance', formatMetres(distance)],
    ['Enter · exit', ranged ? `${formatMetres(enter)} · ${formatMetres(exit)}` : ''],
    ['Finer within', table.refineDistance[row] > 0 ? formatMetres(table.refineDistance[row]) : ''],
    ['Memory', `${formatBytes(table.cpuBytes[row])} CPU · ${formatBytes(table.gpuBytes[row])} GPU`],
    ['Payload', `${formatBytes(table.fileBytes[row])} · ${table.info.kinds[table.kind[row]]}`],
    ['Level', table.childCount[row] > 0 || table.parent[row] >= 0 ? levelNames[levelOf(table, row)] : ''],
    ['Priority', table.priority[row] !== 0 ? String(table.priority[row]) : ''],
    ['Layers', nameLayers(table, row)],
    ['Pins', pins > 0 ? String(pins) : ''],
    ['Failures', failures > 0 ? String(failures) : ''],
    ['Last error', lastError],
    ['Requires', required > 0 ? String(required) : ''],
    ['Content', tailOf(sectionContent(table, row), 34)],
  ]
}

/** When its load came how far, in seconds since it was wanted. */
function addStages(body: Node): Part {
  const text = addElement(body, 'p', 'quiet block stages')
  return ({ world }, section) => {
    const stages = Object.entries(describeStages(world, section))
    text.hidden = stages.length < 2
    if (text.hidden) return
    const [, wanted] = stages[0]
    const { tickHz } = world.terrane.settings
    const later = stages.slice(1).map(([name, tick]) => `${name} ${((tick - wanted) / tickHz).toFixed(2)}`)
    setText(text, `Seconds after it was ${stages[0][0]}: ${later.join(', ')}`)
  }
}

/** The base layer goes without saying. */
function nameLayers({ layer, info }: SectionTable, row: number): string {
  return layer[row] === 1 ? '' : info.layers.filter((_, bit) => layer[row] & (1 << bit)).join(', ')
}

function addButtons(body: Node, overlay: OverlayContext): Part {
  const buttons = addElement(addElement(body, 'div', 'block'), 'div', 'buttons')
  const add = (text: string, act: (section: SectionId) => void) => {
    const button = addElement(buttons, 'button', '', text)
    button.type = 'button'
    button.addEventListener('click', () => overlay.selected !== null && act(overlay.selected))
    return button
  }
  const { world, host } = overlay
  const go = add('Go there', (section) => goTo(overlay, section))
  const hold = add('Pin', (section) => pin(world, section))
  const release = add('Unpin', (section) => unpin(world, section))
  add('Let go (Esc)', () => overlay.select(null))
  return (_, section) => {
    go.hidden = !host.goTo
    hold.hidden = host.readOnly === true
    release.hidden = hold.hidden || pinCount(world, section) === 0
  }
}

function goTo(overlay: OverlayContext, section: SectionId): void {
  const { world } = overlay
  const { bounds } = world.terrane.table
  const at = 6 * rowOf(world.terrane, section)
  goToScene(overlay, (bounds[at] + bounds[at + 3]) / 2, bounds[at + 4], (bounds[at + 2] + bounds[at + 5]) / 2)
}

const mostNeighbours = 8

/** Its coarser and finer sections, and others of the same place: one click leads on. */
function addNeighbours(body: Node, overlay: OverlayContext): Part {
  const block = addElement(body, 'div', 'block')
  addElement(block, 'div', 'quiet under', 'Also here')
  const buttons = addElement(block, 'div', 'buttons')
  let before: SectionId | null = null
  return ({ world }, section) => {
    if (section === before) return
    before = section
    const near = listNeighbours(overlay, section)
    block.hidden = near.length === 0
    buttons.replaceChildren()
    for (const row of near) {
      const button = addElement(buttons, 'button', 'small', tailOf(sectionName(world.terrane.table, row), 34))
      button.type = 'button'
      button.addEventListener('click', () => overlay.select(sectionId(world.terrane, row)))
    }
  }
}

function listNeighbours({ world }: OverlayContext, section: SectionId): number[] {
  const { terrane } = world
  const { parent, firstChild, childCount } = terrane.table
  const row = rowOf(terrane, section)
  const rows = new Set<number>()
  if (parent[row] >= 0) rows.add(parent[row])
  for (let i = 0; i < childCount[row]; i++) rows.add(firstChild[row] + i)
  for (const other of sectionsAcross(world, section)) rows.add(rowOf(terrane, other))
  rows.delete(row)
  return [...rows].slice(0, mostNeighbours)
}
