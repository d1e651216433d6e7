import { getAllEntities, hasComponent, observe, onAdd, query, removeEntity } from 'bitecs'
import { describe, expect, it } from 'vitest'
import { entityKind } from '../../src/entities/entityKind'
import { createEntityWorld } from '../../src/entities/entityWorld'
import { gatherSchemas } from '../../src/entities/schemaCheck'
import { ownerOf, refById, refOf, resolve } from '../../src/entities/references'
import { spawnGuests } from '../../src/entities/spawn'
import { nullState, SpawnPlan, type Guest, type StateHooks } from '../../src/entities/stateHooks'
import { storeOf } from '../../src/entities/stores'
import { despawn, noOwner, observeRemovals, own } from '../../src/entities/tracking'
import { formatStableId } from '../../src/schema/stableId'
import { rowOf } from '../../src/sectionId'
import { disposeWorld, type Feature } from '../../src/world'
import { cellTable, Door, gameComponents, idOf, Lamp, openCells, type Cells } from './entityCells'

/** Entities that nobody remembers: the feature without the engine's own state. */
const forgetful = (capacity: number): Feature => ({
  name: 'entities',
  kinds: entityKind.kinds,
  setup({ terrane }) {
    const schemas = gatherSchemas(gameComponents)
    terrane.entities = createEntityWorld({ ecs: terrane.ecs, capacity, schemas, ignoresUnknown: false })
    observeRemovals(terrane.entities)
  },
})

/** Cells whose state is what the test says, all calls written down. */
function remembered(hooks: (cells: Cells) => Partial<StateHooks> = () => ({}), capacity = 256) {
  const cells = openCells({ cells: [cellTable(0), cellTable(1)], feature: forgetful(capacity) })
  const entities = cells.world.terrane.entities!
  const notes: string[] = []
  const asked = hooks(cells)
  entities.state = {
    ...nullState,
    capture: (section, eids) => void notes.push(`capture ${section.row}: ${eids.length}`),
    removed: (handle, _, row) => void notes.push(`removed ${handle} of ${row}`),
    ...asked,
  }
  const ref = (name: string) => refById(cells.world, formatStableId(idOf(name)))
  const row = (cell: number) => rowOf(cells.world.terrane, cells.section(cell))
  return { cells, world: cells.world, entities, notes, ref, row, doors: storeOf(cells.world, Door) }
}

const enter = async (cells: Cells, cell: number) => {
  cells.goTo(cell)
  await cells.until('SectionLoaded', cell)
}

const guest = (cells: Cells, name: string, angle: number): Guest => ({
  handle: refById(cells.world, formatStableId(idOf(name))),
  components: [Door],
  write: (eid) => void (storeOf(cells.world, Door).angle[eid] = angle),
})

describe('state', () => {
  it('decides which entities come, and changes columns before anybody sees them', async () => {
    const seen: number[] = []
    const { cells, world, doors, ref } = remembered(({ world }) => ({
      planSpawn: (section, index, handle) => {
        expect(section.handles[index]).toBe(handle)
        return [SpawnPlan.AsBaked, SpawnPlan.Changed, SpawnPlan.Skip][index] ?? SpawnPlan.AsBaked
      },
      restore: (section, index, eid) => {
        expect(section.handles[index]).toBe(ref('door 0.1'))
        storeOf(world, Door).angle[eid] = 77
      },
    }))
    observe(world, onAdd(doors), (eid) => seen.push(doors.angle[eid]))
    await enter(cells, 0)
    expect(seen).toEqual([0, 77])
    expect(resolve(world, ref('door 0.2'))).toBe(0)
    expect(resolve(world, ref('key -1.2'))).toBeGreaterThan(0)
  })

  it('adds guests in the same moment', async () => {
    const seen: number[] = []
    const { cells, world, doors, ref, entities } = remembered((cells) => ({
      countGuests: () => 2,
      takeGuests: () => [guest(cells, 'my door', 5), guest(cells, 'other door', 6)],
    }))
    observe(world, onAdd(doors), () => seen.push(query(world, [doors]).length))
    await enter(cells, 0)
    expect(new Set(seen)).toEqual(new Set([5]))
    const mine = resolve(world, ref('my door'))
    expect(doors.angle[mine]).toBe(5)
    expect(ownerOf(world, mine)).toBe(cells.section(0))
    cells.leave()
    await cells.until('SectionUnloaded', 0)
    expect(resolve(world, ref('my door'))).toBe(0)
    expect(entities.owned.size).toBe(0)
  })

  it('counts guests in the room that a section needs', async () => {
    const { cells, entities } = remembered(() => ({ countGuests: () => 40 }), 48)
    cells.goTo(0)
    expect(await cells.untilWaiting(0)).toBe('47 entities, 45 free of 48')
    entities.state = { ...entities.state, countGuests: () => 30 }
    await cells.until('SectionLoaded', 0)
  })

  it('captures everything that the section owns while it can be read, and then it goes', async () => {
    const captured: number[] = []
    const { cells, world, ref, row } = remembered(({ world }) => ({
      capture(section, eids) {
        expect(section.row).toBe(row(0))
        for (const eid of eids)
          if (hasComponent(world, eid, storeOf(world, Door))) captured.push(storeOf(world, Door).angle[eid])
      },
    }))
    await enter(cells, 0)
    storeOf(world, Door).angle[resolve(world, ref('door 0.1'))] = 3
    cells.leave()
    await cells.until('SectionUnloaded', 0)
    expect(captured.sort()).toEqual([0, 0.25, 3])
  })

  it('hears of what the game removes, once, and of nothing that the engine removes', async () => {
    const { cells, world, notes, ref, row } = remembered()
    await enter(cells, 0)
    const removed = ref('door 0.1')
    removeEntity(world, resolve(world, removed))
    removeEntity(world, resolve(world, removed))
    expect(notes).toEqual([`removed ${removed} of ${row(0)}`])
    cells.leave()
    await cells.until('SectionUnloaded', 0)
    expect(notes.slice(1)).toEqual([`capture ${row(0)}: 6`])
  })

  it('may give an entity another owner: it stays, and goes with that one', async () => {
    const { cells, world, entities, notes, ref, row, doors } = remembered()
    await enter(cells, 0)
    const kept = ref('door 0.2')
    own(entities, resolve(world, kept), noOwner)
    await enter(cells, 1)
    await cells.until('SectionUnloaded', 0)
    const eid = resolve(world, kept)
    expect(doors.angle[eid]).toBe(0.25)
    expect([ownerOf(world, eid), refOf(world, eid)]).toEqual([0, kept])
    own(entities, eid, row(1))
    expect(ownerOf(world, eid)).toBe(cells.section(1))
    await enter(cells, 0)
    await cells.until('SectionUnloaded', 1)
    expect(notes).toEqual([`capture ${row(0)}: 6`, `capture ${row(1)}: 8`])
  })

  it('never gets an entity twice: one that is alive is not spawned again', async () => {
    const { cells, world, entities, ref, doors } = remembered()
    await enter(cells, 0)
    own(entities, resolve(world, ref('door 0.2')), noOwner)
    doors.angle[resolve(world, ref('door 0.2'))] = 9
    cells.leave()
    await cells.until('SectionUnloaded', 0)
    await enter(cells, 0)
    expect([...query(world, [doors])].map((eid) => doors.angle[eid]).sort()).toEqual([0, 0.125, 9])
  })

  it('takes entities out again without their counting as removed', async () => {
    const { cells, world, entities, notes, ref } = remembered()
    await enter(cells, 0)
    const before = getAllEntities(world).length
    despawn(entities, resolve(world, ref('door 0.0')))
    expect(resolve(world, ref('door 0.0'))).toBe(0)
    expect(getAllEntities(world).length).toBe(before - 1)
    expect(notes).toEqual([])
  })

  it('brings single entities for any section, or for none', async () => {
    const { cells, world, entities, ref, row, doors } = remembered()
    await enter(cells, 0)
    const eids = spawnGuests(entities, [guest(cells, 'mine', 1), guest(cells, 'yours', 2)], noOwner)
    expect(eids.map((eid) => doors.angle[eid])).toEqual([1, 2])
    expect(resolve(world, ref('yours'))).toBe(eids[1])
    const [third] = spawnGuests(entities, [guest(cells, 'theirs', 3)], row(0))
    expect(ownerOf(world, third)).toBe(cells.section(0))
    cells.leave()
    await cells.until('SectionUnloaded', 0)
    expect(eids.map((eid) => refOf(world, eid) > 0)).toEqual([true, true])
    expect(resolve(world, ref('theirs'))).toBe(0)
  })

  it('is told of guests that an observer keeps out: they are captured again', async () => {
    const { cells, world, notes, row, doors, entities } = remembered((cells) => ({
      countGuests: () => 1,
      takeGuests: () => [guest(cells, 'my door', 5)],
    }))
    observe(world, onAdd(doors), () => {
      throw new Error('no')
    })
    cells.goTo(0)
    await cells.until('SectionFailed', 0)
    expect(notes).toEqual([`capture ${row(0)}: 8`])
    await cells.run(2)
    expect(entities.reserved).toBe(0)
  })

  it('is not asked when the world is disposed', async () => {
    const { cells, notes } = remembered()
    await enter(cells, 0)

    disposeWorld(cells.world)
    expect(notes).toEqual([])
  })

  it('finds every tag of a guest', async () => {
    const { cells, world } = remembered((cells) => ({
      countGuests: () => 1,
      takeGuests: () => [{ ...guest(cells, 'both', 4), components: [Door, Lamp] }],
    }))
    await enter(cells, 0)
    expect(query(world, [storeOf(world, Door), storeOf(world, Lamp)]).length).toBe(1)
  })
})
