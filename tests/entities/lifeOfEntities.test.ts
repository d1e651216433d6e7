import {
  addComponent,
  addEntity,
  getAllEntities,
  hasComponent,
  Not,
  observe,
  onAdd,
  onRemove,
  query,
  removeEntity,
} from 'bitecs'
import { describe, expect, it } from 'vitest'
import { ownerOf, refById, refOf, resolve, stableIdOf } from '../../src/entities/references'
import { storeOf } from '../../src/entities/stores'
import { readFrame } from '../../src/eventReaders'
import { describeSection } from '../../src/inspection'
import { setLayer } from '../../src/layers'
import type { SectionId } from '../../src/sectionId'
import { EventKind } from '../../src/live/events'
import type { EntityRef } from '../../src/schema/fields'
import { formatStableId } from '../../src/schema/stableId'
import type { TerraneWorld } from '../../src/engine'
import type { Feature } from '../../src/world'
import { disposeWorld } from '../../src/world'
import { cellTable, Door, idOf, Key, Lamp, openCells } from './entityCells'

const targetOf = (world: TerraneWorld, ref: EntityRef | 0) => (ref === 0 ? '' : stableIdOf(world, ref))
const named = (world: TerraneWorld, name: string) => resolve(world, refById(world, formatStableId(idOf(name))))

describe('the entities of a section', () => {
  it('come with every column as baked', async () => {
    const cells = openCells({ cells: [cellTable(0), cellTable(1)] })
    const { world } = cells
    cells.goTo(1)
    await cells.until('SectionLoaded', 1)
    const [doors, keys, lamps] = [storeOf(world, Door), storeOf(world, Key), storeOf(world, Lamp)]
    expect(query(world, [doors]).length).toBe(3)
    for (let i = 0; i < 3; i++) {
      const door = named(world, `door 1.${i}`)
      expect([doors.angle[door], doors.locked[door]]).toEqual([1 + i / 8, i % 2])
      const key = named(world, `key 0.${i}`)
      expect(keys.label[key]).toBe(`key of 0.${i}`)
      expect(hasComponent(world, key, doors)).toBe(false)
    }
    const lamp = named(world, 'lamp 1')
    expect(lamps.power[lamp]).toBe(40)
    expect(lamps.looks[lamp]).toBe(cells.section(1) - (cells.section(1) % 2 ** 32) + 2)
    expect(ownerOf(world, lamp)).toBe(cells.section(1))
  })

  it('refer to each other across sections, loaded or not', async () => {
    const cells = openCells({ cells: [cellTable(0), cellTable(1), cellTable(2)] })
    const { world } = cells
    cells.goTo(1)
    await cells.until('SectionLoaded', 1)
    const doors = storeOf(world, Door)
    const door = named(world, 'door 1.2')
    expect(resolve(world, doors.key[door])).toBe(0)
    expect(targetOf(world, doors.key[door])).toBe(formatStableId(idOf('key 1.2')))
    cells.goTo(2)
    await cells.until('SectionLoaded', 2)
    await cells.until('SectionUnloaded', 1)
    const key = named(world, 'key 1.2')
    expect(targetOf(world, storeOf(world, Key).opens[key])).toBe(formatStableId(idOf('door 1.2')))
    expect(resolve(world, storeOf(world, Key).opens[key])).toBe(0)
  })

  it('are there in the tick of SectionLoaded, for every system after StateSync, and not a tick before', async () => {
    const seen: string[] = []
    const watch = (name: string, place: Partial<Feature>): Feature => ({
      name,
      ...place,
      run(world) {
        const there = query(world, [storeOf(world, Door)]).length
        let events = ''
        const cell = (section: SectionId) => describeSection(world, section).name.startsWith('cell')
        readFrame(world, (kind, section) => (events += kind === EventKind.Loaded && cell(section) ? ' loaded' : ''))
        if (there > 0 || events) seen.push(`${name} ${there}${events}`)
      },
    })
    const features = [watch('before', { before: 'StateSync' }), watch('after', { after: 'StateSync' })]
    const cells = openCells({ cells: [cellTable(0)], features })
    cells.goTo(0)
    await cells.until('SectionLoaded', 0)
    await cells.run(1)
    expect(seen.slice(0, 2)).toEqual(['after 3 loaded', 'before 3'])
  })

  it('can be read in the tick of SectionUnloading, and are gone in the next', async () => {
    const seen: string[] = []
    const watch: Feature = {
      name: 'watch',
      run(world) {
        const doors = [...query(world, [storeOf(world, Door)])]
        const angles = doors.map((eid) => storeOf(world, Door).angle[eid])
        readFrame(world, (kind) => {
          if (kind === EventKind.Unloading) seen.push(`unloading ${angles}`)
          if (kind === EventKind.Unloaded) seen.push('unloaded')
        })
        if (seen.length > 0) seen.push(`${doors.length}`)
      },
    }
    const cells = openCells({ cells: [cellTable(0)], features: [watch] })
    cells.goTo(0)
    await cells.until('SectionLoaded', 0)
    cells.leave()
    await cells.until('SectionUnloaded', 0)
    expect(seen.slice(0, 3)).toEqual(['unloading 0,0.125,0.25', '3', 'unloaded'])
    expect(seen[3]).toBe('0')
    expect(named(cells.world, 'door 0.0')).toBe(0)
  })

  it('are never seen by halves: not by queries, not by observers', async () => {
    const cells = openCells({ cells: [cellTable(0, 5)] })
    const { world } = cells
    const [doors, keys, lamps] = [storeOf(world, Door), storeOf(world, Key), storeOf(world, Lamp)]
    query(world, [doors])
    const seen = new Set<string>()
    const look = () => {
      const angles = [...query(world, [doors])].map((eid) => doors.angle[eid])
      const labels = [...query(world, [keys])].map((eid) => keys.label[eid])
      seen.add(`${angles} | ${labels} | ${query(world, [lamps, Not(doors)]).length}`)
    }
    const all = '0,0.125,0.25,0.375,0.5 | key of -1.0,key of -1.1,key of -1.2,key of -1.3,key of -1.4 | 1'
    for (const store of [doors, keys, lamps]) observe(world, onAdd(store), look)
    cells.goTo(0)
    await cells.until('SectionLoaded', 0, look)
    expect([...seen]).toEqual([' |  | 0', all])
  })

  it('are what getAllEntities says, and nothing is left of them', async () => {
    const cells = openCells({ cells: [cellTable(0), cellTable(1), cellTable(2)] })
    const { world } = cells
    const before = getAllEntities(world).length
    for (let round = 0; round < 5; round++)
      for (const cell of [0, 1, 2]) {
        cells.goTo(cell)
        await cells.until('SectionLoaded', cell)
      }
    cells.leave()
    await cells.until('SectionUnloaded', 2)
    await cells.run(30)
    expect(getAllEntities(world).length).toBe(before)
    const { owned, reserved, handles } = world.terrane.entities!
    expect([owned.size, reserved]).toEqual([0, 0])
    expect(handles.eid.every((eid) => eid === 0)).toBe(true)
  })

  it('keep their references when they come again, under whatever id', async () => {
    const cells = openCells({ cells: [cellTable(0)] })
    const { world } = cells
    cells.goTo(0)
    await cells.until('SectionLoaded', 0)
    const ref = refOf(world, named(world, 'door 0.1'))
    cells.leave()
    await cells.until('SectionUnloaded', 0)
    expect(resolve(world, ref)).toBe(0)
    for (let i = 0; i < 40; i++) addEntity(world)
    cells.goTo(0)
    await cells.until('SectionLoaded', 0)
    const door = resolve(world, ref)
    expect(storeOf(world, Door).angle[door]).toBe(0.125)
    expect(refOf(world, door)).toBe(ref)
    expect(world.terrane.entities!.handles.count).toBe(13)
  })

  it('have no old values of the rows they got', async () => {
    const cells = openCells({ cells: [cellTable(0)] })
    const { world } = cells
    const doors = storeOf(world, Door)
    const keys = storeOf(world, Key)
    doors.angle.fill(99)
    doors.key.fill(7)
    keys.label.fill('old')
    cells.goTo(0)
    await cells.until('SectionLoaded', 0)
    const key = named(world, 'key -1.0')
    expect(keys.label[key]).toBe('key of -1.0')
    expect(resolve(world, doors.key[named(world, 'door 0.0')])).toBe(0)
    // Columns of components that an entity lacks are nobody's.
    expect(doors.angle[key]).toBe(99)
  })

  it('stand while their section is hidden only in memory, and return when it is shown', async () => {
    const cells = openCells({ cells: [cellTable(0)] })
    const { world } = cells
    cells.goTo(0)
    await cells.until('SectionLoaded', 0)
    expect(world.terrane.entities!.reserved).toBe(0)
    setLayer(world, 'base', 'hidden')
    await cells.run(3)
    expect(named(world, 'door 0.0')).toBe(0)
    expect(world.terrane.entities!.reserved).toBe(7)
    setLayer(world, 'base', 'on')
    await cells.run(2)
    expect(named(world, 'door 0.0')).toBeGreaterThan(0)
    expect(world.terrane.entities!.reserved).toBe(0)
    expect(cells.reads.filter((path) => path === 'cells/0').length).toBe(1)
  })

  it('do not come when an observer throws: the section fails, says why, and nothing is left', async () => {
    const cells = openCells({ cells: [cellTable(0)] })
    const { world } = cells
    const before = getAllEntities(world).length
    let calls = 0
    const stop = observe(world, onAdd(storeOf(world, Key)), () => {
      if (++calls === 2) throw new Error('the quest is not ready')
    })
    cells.goTo(0)
    await cells.until('SectionFailed', 0)
    expect(cells.describe(0).lastError).toBe('entities: the quest is not ready')
    // What stays are two sections, which are entities too: the cell remembers its failure, and its figure is loaded.
    expect(getAllEntities(world).length).toBe(before + 2)
    await cells.run(2)
    expect(world.terrane.entities).toMatchObject({ reserved: 0 })
    expect(world.terrane.entities!.owned.size).toBe(0)
    stop()
    await cells.until('SectionLoaded', 0)
    expect(query(world, [storeOf(world, Key)]).length).toBe(3)
  })

  it('may be removed by an observer while they come', async () => {
    const cells = openCells({ cells: [cellTable(0)] })
    const { world } = cells
    const doors = storeOf(world, Door)
    observe(world, onAdd(doors), (eid) => {
      if (doors.locked[eid] === 1) removeEntity(world, eid)
    })
    cells.goTo(0)
    await cells.until('SectionLoaded', 0)
    expect(query(world, [doors]).length).toBe(2)
    expect(named(world, 'door 0.1')).toBe(0)
    cells.leave()
    await cells.until('SectionUnloaded', 0)
    expect(query(world, [doors]).length).toBe(0)
  })

  it('may be removed by an observer while they go', async () => {
    const cells = openCells({ cells: [cellTable(0, 6)] })
    const { world } = cells
    const doors = storeOf(world, Door)
    let calls = 0
    observe(world, onRemove(doors), () => {
      if (++calls > 1) return
      for (const eid of [...query(world, [doors])]) removeEntity(world, eid)
      for (let i = 0; i < 6; i++) addComponent(world, addEntity(world), storeOf(world, Lamp))
    })
    cells.goTo(0)
    await cells.until('SectionLoaded', 0)
    cells.leave()
    await cells.until('SectionUnloaded', 0)
    expect(calls).toBe(6)
    expect(query(world, [doors]).length).toBe(0)
    expect(query(world, [storeOf(world, Lamp)]).length).toBe(6)
    expect(world.terrane.entities!.owned.size).toBe(0)
  })

  it('leave with a world that is disposed, and the game keeps its own', async () => {
    const cells = openCells({ cells: [cellTable(0), cellTable(1)] })
    const { world } = cells
    const doors = storeOf(world, Door)
    const own = addEntity(world)
    addComponent(world, own, doors)
    cells.goTo(0)
    await cells.until('SectionLoaded', 0)
    disposeWorld(world)
    expect(getAllEntities(world)).toEqual([own])
    expect([...query(world, [doors])]).toEqual([own])
    expect(() => storeOf(world, Door)).toThrow(/a disposed world/)
  })
})
