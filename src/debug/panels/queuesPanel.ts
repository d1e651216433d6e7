import { State } from '../../components/state'
import { listQueue } from '../../inspection'
import { addElement, setText } from '../elements'
import { tailOf } from '../format'
import { createList } from '../list'
import type { OverlayContext, Panel } from '../panel'

type Queue = 'loads' | 'unloads'

const stateOf: Readonly<Record<Queue, State>> = { loads: State.QueuedLoad, unloads: State.QueuedUnload }

/** Both queues in the order in which they are served, with reason and score. */
export const queuesPanel: Panel = {
  id: 'queues',
  title: 'Queues',
  key: 'u',
  place: 'right',
  create(body, overlay) {
    const shown = { queue: 'loads' as Queue }
    const segments = addElement(body, 'div', 'segments')
    const buttons = (['loads', 'unloads'] as const).map((queue) => {
      const button = addElement(segments, 'button')
      button.type = 'button'
      button.addEventListener('click', () => {
        shown.queue = queue
        update()
      })
      return { queue, button }
    })
    const list = createList(body, overlay, {
      label: 'Queue',
      columns: '20px 1fr 62px 40px',
      count: () => overlay.figures.byState[stateOf[shown.queue]],
      read: (first, count) => readRows(overlay, shown.queue, first, count),
      empty: 'Nothing waits',
    })
    const update = () => {
      for (const { queue, button } of buttons) {
        const count = overlay.figures.byState[stateOf[queue]]
        setText(button, `${queue === 'loads' ? 'To load' : 'To unload'} ${count}`)
        button.setAttribute('aria-pressed', String(queue === shown.queue))
      }
      list.update()
    }
    return { update }
  },
}

function readRows({ world }: OverlayContext, queue: Queue, first: number, count: number) {
  return listQueue(world, queue, first, count).map(({ section, name, reason, score }, i) => ({
    section,
    title: `${name}: ${reason}`,
    cells: [String(first + i + 1), tailOf(name, 22), reason, score.toFixed(0)],
  }))
}
