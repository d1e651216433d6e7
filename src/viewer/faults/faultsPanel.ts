import { formatFault } from '../../authoring/validation/faults'
import type { OverlayContext, Panel } from '../../debug'
import { addElement, setText } from '../../debug/elements'
import { sectionId } from '../../index'
import { countFaults, describeOverrides, offendersOf } from './faultList'
import { chosenFaults, findFaults, lookAt, planFixes, writePlan, type FaultsState } from './faultsState'
import { addFaultTable } from './faultTable'
import { pickTextFile } from './textFile'

/** Every fault of the world that is shown, or of an authoring file that the visitor opens: sorted, marked, corrected. Finds them when it is first opened. */
export function createFaultsPanel(state: FaultsState): Panel {
  return {
    id: 'faults',
    title: 'Faults',
    key: 'g',
    place: 'bottom',
    create(body, overlay) {
      const head = addElement(body, 'div', 'head')
      const sum = addElement(head, 'span', 'quiet')
      const renewals: (() => void)[] = []
      const renew = () => {
        setText(sum, describeSum(state, overlay))
        for (const part of renewals) part()
      }
      const buttons = addButtons(head, overlay, state, renew)
      const table = addFaultTable(body, overlay, state, renew)
      renewals.push(buttons, table, addTold(body, state), addPlan(body, state, renew))
      return {
        update() {
          if (state.stale) findAfterFrame(state, overlay, renew)
          renew()
        },
      }
    },
  }
}

/** The panel is seen before the validator has its turn. */
function findAfterFrame(state: FaultsState, { world }: OverlayContext, renew: () => void): void {
  state.stale = false
  state.status = 'Looking for faults …'
  requestAnimationFrame(() => setTimeout(() => void attempt(state, findFaults(state, world.terrane.table), renew)))
}

async function openPicked(state: FaultsState): Promise<void> {
  const file = await pickTextFile()
  if (file) lookAt(state, file)
}

/** What the browser or the disk refuses is said on the panel. */
async function attempt(state: FaultsState, work: Promise<void>, renew: () => void): Promise<void> {
  try {
    await work
  } catch (error) {
    state.status = (error as Error).message
  }
  renew()
}

function describeSum({ file, faults, chosen, status }: FaultsState, { host }: OverlayContext): string {
  if (status !== '') return status
  const what = file ? file.name : (host.title ?? 'The world')
  return `${what}: ${countFaults(faults)}${chosen.size > 0 ? `, ${chosen.size} chosen` : ''}`
}

function addButton(parent: Node, text: string, act: () => void): HTMLButtonElement {
  const button = addElement(parent, 'button', 'small', text)
  button.type = 'button'
  button.addEventListener('click', act)
  return button
}

function addButtons(body: Node, overlay: OverlayContext, state: FaultsState, renew: () => void): () => void {
  const bar = addElement(body, 'div', 'buttons')
  const select = addButton(bar, 'Select offenders', () => markOffenders(state, overlay))
  const fix = addButton(bar, 'Fix common issues', () => void attempt(state, planFixes(state), renew))
  addButton(bar, 'Open an authoring file', () => void attempt(state, openPicked(state), renew))
  const back = addButton(bar, 'Back to the world', () => lookAt(state, null))
  return () => {
    select.disabled = state.faults.length === 0
    fix.hidden = back.hidden = state.file === null
    fix.disabled = !state.faults.some(({ edit }) => edit)
  }
}

/** The map and the picture mark the sections of the chosen faults; of all where none is chosen. */
function markOffenders(state: FaultsState, overlay: OverlayContext): void {
  const { terrane } = overlay.world
  const rows = offendersOf(chosenFaults(state), state.names)
  overlay.mark(rows.map((row) => sectionId(terrane, row)))
  state.status = rows.length === 0 ? 'The world that is shown has none of these sections.' : ''
}

function addTold(body: Node, state: FaultsState): () => void {
  const text = addElement(body, 'p', 'sentence')
  return () => {
    text.hidden = state.told === null
    setText(text, state.told ? formatFault(state.told) : '')
  }
}

/** The picture is to be seen above it; it can be drawn larger. */
const planHeight = '60px'

/** What would change, and the button that does it; for a baked world what to write by hand. */
function addPlan(body: Node, state: FaultsState, renew: () => void): () => void {
  const block = addElement(body, 'div', 'block')
  const title = addElement(block, 'div', 'under quiet')
  const text = addElement(block, 'textarea', 'report')
  text.readOnly = true
  text.style.height = planHeight
  text.setAttribute('aria-label', 'What to change')
  const bar = addElement(block, 'div', 'buttons')
  const write = addButton(bar, '', () => void attempt(state, writePlan(state), renew))
  const leave = addButton(bar, 'Leave it', () => {
    state.plan = null
    renew()
  })
  return () => {
    const { title: said, lines } = describePlan(state)
    block.hidden = said === ''
    setText(title, said)
    if (text.value !== lines) text.value = lines
    text.hidden = lines === ''
    write.hidden = leave.hidden = !state.plan
    setText(write, `${state.file?.handle ? 'Write' : 'Download'} ${state.file?.name ?? ''}`)
    write.disabled = state.plan?.fixes.length === 0
  }
}

function describePlan({ file, faults, plan }: FaultsState): { readonly title: string; readonly lines: string } {
  if (plan) return { title: 'Would change, and nothing else:', lines: plan.lines.join('\n') }
  const lines = file ? '' : describeOverrides(faults)
  const title = 'Baked from a glTF: write these into the .overrides.json beside it, by node, and bake again:'
  return lines === '' ? { title: '', lines } : { title, lines }
}
