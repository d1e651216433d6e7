import { sectionName } from '../../blobs/sectionBlob'
import { State } from '../../components/state'
import { clearCooldowns, listCooldowns, type CooldownEntry } from '../../cooldowns'
import type { Engine } from '../../engine'
import { sectionId } from '../../sectionId'
import { addElement, setText } from '../elements'
import { tailOf } from '../format'
import { createList, type ListRow } from '../list'
import type { OverlayContext, Panel } from '../panel'
import { stateCss } from '../stateColors'

/** What failed and waits to be tried again, and what pins hold. */
export const cooldownsPanel: Panel = {
  id: 'cooldowns',
  title: 'Cooldowns',
  key: 'k',
  place: 'right',
  note: ({ figures }) => (figures.byState[State.Error] > 0 ? String(figures.byState[State.Error]) : ''),
  create(body, overlay) {
    const cooling = addCooldowns(body, overlay)
    const held = addPins(body, overlay)
    return {
      update() {
        cooling()
        held()
      },
    }
  },
}

function addCooldowns(body: HTMLElement, overlay: OverlayContext): () => void {
  const { world, host } = overlay
  const clear = addElement(body, 'button', 'small', 'Try all again now')
  clear.type = 'button'
  const list = createList(body, overlay, {
    label: 'Cooldowns',
    columns: '1fr 34px 40px',
    count: () => overlay.figures.byState[State.Error],
    read: (first, count) =>
      listCooldowns(world)
        .slice(first, first + count)
        .map((entry) => describeCooldown(entry, host.readOnly === true)),
    act: (section) => void clearCooldowns(world, section),
    empty: 'No section has failed',
  })
  clear.addEventListener('click', () => clearCooldowns(world))
  return () => {
    clear.hidden = host.readOnly === true || overlay.figures.byState[State.Error] === 0
    list.update()
  }
}

function describeCooldown({ section, name, seconds, failures, lastError }: CooldownEntry, readOnly: boolean): ListRow {
  return {
    section,
    title: `${name}: ${lastError}`,
    cells: [tailOf(name, 24), `${failures}×`, `${seconds.toFixed(seconds < 10 ? 1 : 0)} s`],
    color: stateCss[State.Error],
    ...(!readOnly && { action: 'Retry' }),
  }
}

function addPins(body: HTMLElement, overlay: OverlayContext): () => void {
  const { terrane } = overlay.world
  const block = addElement(body, 'div', 'block')
  const line = addElement(block, 'div', 'line')
  addElement(line, 'span', '', 'Pinned')
  const count = addElement(line, 'span')
  const list = createList(block, overlay, {
    label: 'Pins',
    columns: '1fr 60px',
    count: () => overlay.figures.pinned,
    read: (first, wanted) =>
      listPinned(terrane)
        .slice(first, first + wanted)
        .map((s) => describePin(terrane, s)),
    empty: 'No pin holds a section',
  })
  return () => {
    setText(count, String(overlay.figures.pinned))
    list.update()
  }
}

function listPinned({ live }: Engine): number[] {
  return [...live.order.subarray(0, live.count)]
    .filter((s) => live.pins[s] > 0)
    .sort((a, b) => live.rank[a] - live.rank[b])
}

function describePin(terrane: Engine, s: number): ListRow {
  const { live, table } = terrane
  return {
    section: sectionId(terrane, live.row[s]),
    cells: [tailOf(sectionName(table, live.row[s]), 30), `${live.pins[s]}×`],
    color: stateCss[live.state[s]],
  }
}
