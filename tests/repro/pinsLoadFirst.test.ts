import { expect, test } from 'vitest'
import { createFocus } from '../../src/focuses'
import { createEventCursor, EventKind, readEvents } from '../../src/eventReaders'
import { pin } from '../../src/pins'
import { sectionId, type SectionId } from '../../src/sectionId'
import { gridRecords, makeWorld, runTicks } from '../worlds'

test('a far pin loads before what is merely near, whichever came first', () => {
  const world = makeWorld(gridRecords(50, 16, { enterRadius: 64 }), { profile: 'conservative' })
  createFocus(world, { position: [400, 0, 400] })
  runTicks(world, 20)
  const section = sectionId(world.terrane, world.terrane.table.count - 1)
  pin(world, section)
  const cursor = createEventCursor(world)
  runTicks(world, 20)
  const loaded: SectionId[] = []
  readEvents(world, cursor, (kind, id) => kind === EventKind.Loaded && loaded.push(id))
  expect(loaded.slice(0, 2)).toContain(section)
})
