import { getAllEntities, query } from 'bitecs'
import { describe, expect, it } from 'vitest'
import { createCompletions, Outcome } from '../../src/backends/backend'
import { writeEntityBlob } from '../../src/blobs/entityBlobBuild'
import { refById, resolve } from '../../src/entities/references'
import { storeOf } from '../../src/entities/stores'
import { createMeter } from '../../src/memory/meter'
import { formatStableId } from '../../src/schema/stableId'
import { rowOf } from '../../src/sectionId'
import { cellTable, Door, idOf, openCells, refTo, type Cells } from './entityCells'

/** What the backend does when a new version of a payload is there. */
async function refresh(cells: Cells, cell: number): Promise<void> {
  const { backend, ...terrane } = cells.world.terrane
  const [meter, out] = [createMeter(), createCompletions()]
  backend.refresh(1_000_000, rowOf({ ...terrane, backend }, cells.section(cell)))
  while (out.count === 0) {
    await new Promise((done) => setImmediate(done))
    meter.begin()
    backend.pump(meter)
    backend.poll(0, out)
  }
  expect([out.outcome[0], out.message[0]]).toEqual([Outcome.Loaded, ''])
}

/** Cell 0 with its doors opened further by the bake, and its second door gone for a third key. */
function editedCell() {
  const { ids, components } = cellTable(0)
  const [doors, keys, lamps] = components
  const edited = {
    ids: ids.map((id, i) => (i === 1 ? idOf('door new') : id)),
    components: [
      { ...doors, values: [0, 1, 2].map((i) => ({ angle: 40 + i, locked: i % 2, key: refTo(`key 0.${i}`) })) },
      keys,
      lamps,
    ],
  }
  return writeEntityBlob(edited)
}

describe('a new version of a section', () => {
  it('takes the place of the old one in one moment, even where both would not fit', async () => {
    const cells = openCells({ cells: [cellTable(0)], entities: { capacity: 12 } })
    const { world } = cells
    cells.goTo(0)
    await cells.until('SectionLoaded', 0)
    const doors = storeOf(world, Door)
    const named = (name: string) => resolve(world, refById(world, formatStableId(idOf(name))))
    const before = getAllEntities(world).length
    doors.locked[named('door 0.2')] = 1
    cells.files['cells/0'] = editedCell()
    await refresh(cells, 0)
    expect(doors.angle[named('door 0.0')]).toBe(40)
    expect(named('door 0.1')).toBe(0)
    expect(doors.angle[named('door new')]).toBe(41)
    // What the game changed comes back over the new bake.
    expect([doors.angle[named('door 0.2')], doors.locked[named('door 0.2')]]).toEqual([42, 1])
    expect(getAllEntities(world).length).toBe(before)
    expect(query(world, [doors]).length).toBe(3)
    expect(world.terrane.entities!.reserved).toBe(0)
  })
})
