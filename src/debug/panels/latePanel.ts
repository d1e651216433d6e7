import { listLate } from '../../lateness/listLate'
import { tailOf } from '../format'
import { createList } from '../list'
import type { Panel } from '../panel'

/** What is wanted for longer than a second and is not there, longest first, with the stage that most of the time went to. */
export const latePanel: Panel = {
  id: 'late',
  title: 'Late',
  key: 'z',
  place: 'right',
  create(body, overlay) {
    let late: ReturnType<typeof listLate> = []
    const list = createList(body, overlay, {
      label: 'Late sections',
      columns: '1fr 78px 40px',
      count: () => late.length,
      read: (first, count) =>
        late.slice(first, first + count).map(({ section, name, stage, seconds, why, blank }) => ({
          section,
          title: `${why} ${blank ? 'Nothing is shown there.' : 'Something coarser is shown there.'}`,
          cells: [tailOf(name, 22), stage, `${seconds.toFixed(1)} s`],
        })),
      empty: 'Nothing that is wanted is late',
    })
    return {
      update() {
        late = listLate(overlay.world)
        list.update()
      },
    }
  },
}
