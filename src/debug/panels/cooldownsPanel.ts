import { sectionName } from '../../blobs/sectionBlob'
import { State } from '../../components/state'
import type { Engine } from '../../engine'
import { sectionId, rowOf } from '../../sectionId'
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
  const { terrane } = overlay.world
  const clear = addElement(body, 'button', 'small', 'Try all again now')
  clear.type = 'button'
  const list = createList(body, overlay, {
    label: 'Cooldowns',
    columns: '1fr 34px 40px',
    count: () => overlay.figures.byState[State.Error],
    read: (first, count) =>
      listErrors(terrane)
        .slice(first, first + count)
        .map((s) => describeError(terrane, s)),
    act: (section) => clearErrors(terrane, rowOf(terrane, section)),
    empty: 'No section has failed',
  })
  clear.addEventListener('click', () => clearErrors(terrane))
  return () => {
    clear.hidden = overlay.figures.byState[State.Error] === 0
    list.update()
  }
}

function listErrors({ live }: Engine): number[] {
  const failed: number[] = []
  for (let k = 0; k < live.pendingCount; k++)
    if (live.state[live.pending[k]] === State.Error) failed.push(live.pending[k])
  return failed.sort((a, b) => live.cooldownUntil[a] - live.cooldownUntil[b] || live.rank[a] - live.rank[b])
}

/** Ends cooldowns at the next tick. */
function clearErrors({ live, clock }: Engine, row = -1): void {
  for (let k = 0; k < live.pendingCount; k++) {
    const s = live.pending[k]
    if (live.state[s] === State.Error && (row < 0 || live.row[s] === row)) live.cooldownUntil[s] = clock.tick
  }
}

function describeError(terrane: Engine, s: number): ListRow {
  const { live, clock, settings, table, errors } = terrane
  const name = sectionName(table, live.row[s])
  const seconds = Math.max(0, live.cooldownUntil[s] - clock.tick) / settings.tickHz
  return {
    section: sectionId(terrane, live.row[s]),
    title: `${name}: ${errors.get(live.row[s]) ?? ''}`,
    cells: [tailOf(name, 24), `${live.failures[s]}×`, `${seconds.toFixed(seconds < 10 ? 1 : 0)} s`],
    color: stateCss[State.Error],
    action: 'Retry',
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
