import { addComponent, addEntity, removeComponent, removeEntity } from 'bitecs'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { ownerOf, refById, refOf, resolve, stableIdOf } from '../../src/entities/references'
import { storeOf } from '../../src/entities/stores'
import { component } from '../../src/schema/component'
import { f32, u8, type EntityRef } from '../../src/schema/fields'
import { formatStableId, type StableId } from '../../src/schema/stableId'
import { createFocus } from '../../src/focuses'
import type { TerraneWorld } from '../../src/engine'
import { disposeWorld } from '../../src/world'
import { createRandom, gridRecords, makeWorld } from '../worlds'
import { cellTable, Door, idOf, Key, openCells } from './entityCells'

const idNamed = (name: string) => formatStableId(idOf(name))
const refNamed = (world: TerraneWorld, name: string) => refById(world, idNamed(name))

async function loaded() {
  const cells = openCells({ cells: [cellTable(0), cellTable(1)] })
  cells.goTo(0)
  await cells.until('SectionLoaded', 0)
  return cells
}

describe('a reference', () => {
  it('leads to its entity, and back', async () => {
    const { world } = await loaded()
    const ref = refNamed(world, 'door 0.0')
    const eid = resolve(world, ref)
    expect(storeOf(world, Door).angle[eid]).toBe(0)
    expect(refOf(world, eid)).toBe(ref)
    expect(stableIdOf(world, ref)).toBe(idNamed('door 0.0'))
    expect(refNamed(world, 'door 0.0')).toBe(ref)
  })

  it('leads nowhere when the game has removed its entity, though its id is another one now', async () => {
    const { world } = await loaded()
    const ref = refNamed(world, 'door 0.1')
    const eid = resolve(world, ref)
    removeEntity(world, eid)
    expect(resolve(world, ref)).toBe(0)
    const next = addEntity(world)
    expect(next).toBe(eid)
    addComponent(world, next, storeOf(world, Door))
    expect(resolve(world, ref)).toBe(0)
    expect(refOf(world, next)).toBe(0)
    expect(ownerOf(world, next)).toBe(0)
  })

  it('leads nowhere when its section has gone, though its id is another one now', async () => {
    const cells = await loaded()
    const { world } = cells
    const refs = [0, 1, 2].map((i) => refNamed(world, `door 0.${i}`))
    const eids = refs.map((ref) => resolve(world, ref))
    cells.leave()
    await cells.until('SectionUnloaded', 0)
    const recycled = Array.from({ length: 12 }, () => addEntity(world))
    expect(recycled).toEqual(expect.arrayContaining(eids))
    expect(refs.map((ref) => resolve(world, ref))).toEqual([0, 0, 0])
    expect(recycled.map((eid) => refOf(world, eid))).toEqual(recycled.map(() => 0))
  })

  it('leads to its own entity when ids have gone from one section to the other', async () => {
    const cells = await loaded()
    const { world } = cells
    const names = [0, 1].flatMap((cell) => [0, 1, 2].map((i) => `door ${cell}.${i}`))
    for (const cell of [1, 0, 1, 0]) {
      cells.goTo(cell)
      await cells.until('SectionLoaded', cell)
      await cells.until('SectionUnloaded', 1 - cell)
      for (const name of names) {
        const eid = resolve(world, refNamed(world, name))
        expect(eid === 0).toBe(!name.startsWith(`door ${cell}`))
        if (eid) expect(storeOf(world, Door).angle[eid]).toBe(cell + Number(name.slice(-1)) / 8)
      }
    }
  })

  it('leads nowhere when the game takes all components off its entity', async () => {
    const { world } = await loaded()
    const ref = refNamed(world, 'door 0.1')
    const eid = resolve(world, ref)
    removeComponent(world, eid, world.terrane.entities!.tracked)
    expect(resolve(world, ref)).toBe(0)
    expect(refOf(world, eid)).toBe(0)
  })

  it('is right through removals, additions, loads and unloads, seed 8', async () => {
    const random = createRandom(8)
    const cells = openCells({ cells: [cellTable(0, 8), cellTable(1, 8), cellTable(2, 8)] })
    const { world } = cells
    const names = [0, 1, 2].flatMap((cell) => Array.from({ length: 8 }, (_, i) => `door ${cell}.${i}`))
    const refs = names.map((name) => refNamed(world, name))
    const [doors, keys] = [storeOf(world, Door), storeOf(world, Key)]
    const mine = new Set<number>()
    for (let round = 0; round < 120; round++) {
      if (random.chance(0.3)) cells.goTo(random.whole(0, 2))
      await cells.run(random.whole(1, 4))
      for (const ref of refs) if (random.chance(0.05)) removeEntity(world, resolve(world, ref))
      for (const eid of mine) {
        if (random.chance(0.7)) continue
        mine.delete(eid)
        removeEntity(world, eid)
      }
      for (let i = random.whole(0, 5); i > 0; i--) {
        const eid = addEntity(world)
        mine.add(eid)
        addComponent(world, eid, random.chance(0.5) ? doors : keys)
        doors.angle[eid] = -1
      }
      for (let i = 0; i < names.length; i++) {
        const eid = resolve(world, refs[i])
        expect(mine.has(eid)).toBe(false)
        if (eid === 0) continue
        const [cell, door] = names[i].slice(5).split('.').map(Number)
        expect(doors.angle[eid]).toBe(cell + door / 8)
        expect(refOf(world, eid)).toBe(refs[i])
        expect(ownerOf(world, eid)).toBe(cells.section(cell))
      }
    }
  })

  it('that was never given out leads nowhere', async () => {
    const { world } = await loaded()
    for (const wrong of [0, -1, 1.5, NaN, 1e9]) expect(resolve(world, wrong as EntityRef)).toBe(0)
    for (const wrong of [-1, 1e9, NaN]) expect(refOf(world, wrong)).toBe(0)
    for (const wrong of [0, -1, 1.5, NaN, 1e9])
      expect(() => stableIdOf(world, wrong as EntityRef)).toThrow(
        /reference .* a reference of this world, 1 to \d+.*\[argument\]/,
      )
    expect(() => refById(world, 'door' as StableId)).toThrow(/stable id "door".*\[argument\]/)
  })

  it('needs a world with entities', () => {
    const world = makeWorld(gridRecords(1))
    createFocus(world)
    expect(() => resolve(world, 1 as EntityRef)).toThrow(
      /a world without entities; expected entities\(\[…\]\).*\[argument\]/,
    )
  })

  it('is typed: columns give references and take none', async () => {
    const { world } = await loaded()
    const doors = storeOf(world, Door)
    expectTypeOf(doors.angle).toEqualTypeOf<Float32Array>()
    expectTypeOf(doors.locked).toEqualTypeOf<Uint8Array>()
    expectTypeOf(storeOf(world, Key).label).toEqualTypeOf<string[]>()
    expectTypeOf(resolve).parameter(1).toEqualTypeOf<EntityRef | 0>()
    const door = resolve(world, refNamed(world, 'door 0.0'))
    doors.key[door] = refNamed(world, 'key 0.2')
    expect(resolve(world, doors.key[door])).toBe(0)
    doors.key[door] = 0
    // @ts-expect-error a number is no reference
    doors.key[door] = 3
    // @ts-expect-error this component has no such column
    expect(doors.opens).toBeUndefined()
  })
})

describe('stores', () => {
  it('are the same object for as long as the world lives, whichever declaration asks', async () => {
    const { world } = await loaded()
    const again = component('Door', Door.fields)
    expect(storeOf(world, again) === storeOf(world, Door)).toBe(true)
    expect(storeOf(world, Door).angle.length).toBe(65_536)
  })

  it('are refused for components that the world does not know', async () => {
    const { world } = await loaded()
    expect(() => storeOf(world, component('Dragon', { heat: f32 }))).toThrow(
      /component Dragon, which this world does not know; expected one of Transform, .*Lamp\. List it in entities.*\[argument\]/,
    )
    expect(() => storeOf(world, component('Door', { angle: u8 }))).toThrow(
      /component Door declared otherwise.*\[argument\]/,
    )
  })
})

describe('two worlds', () => {
  it('share nothing but the bytes', async () => {
    const [a, b] = [await loaded(), await loaded()]
    expect(storeOf(a.world, Door) === storeOf(b.world, Door)).toBe(false)
    const refs = [a, b].map(({ world }) => refNamed(world, 'door 0.1'))
    removeEntity(a.world, resolve(a.world, refs[0]))
    expect(resolve(b.world, refs[1])).toBeGreaterThan(0)
    a.leave()
    await a.until('SectionUnloaded', 0)
    disposeWorld(a.world)
    expect(storeOf(b.world, Door).angle[resolve(b.world, refs[1])]).toBe(0.125)
    b.leave()
    await b.until('SectionUnloaded', 0)
    expect(resolve(b.world, refs[1])).toBe(0)
  })
})

describe('a disposed world', () => {
  it('no longer looks at what the game removes', async () => {
    const cells = await loaded()
    const { world } = cells
    const { entities } = world.terrane
    const eid = resolve(world, refNamed(world, 'door 0.0'))
    disposeWorld(world)
    const removed: number[] = []
    entities!.state = { ...entities!.state, removed: (handle) => void removed.push(handle) }
    const next = addEntity(world)
    expect(next).not.toBe(eid)
    entities!.handles.eid[1] = next
    entities!.tracked.handle[next] = 1
    addComponent(world, next, entities!.tracked)
    removeEntity(world, next)
    expect(removed).toEqual([])
  })

  it('can be composed again, on the same bitECS world', async () => {
    const first = await loaded()
    disposeWorld(first.world)
    const second = openCells({ cells: [cellTable(0)], world: first.world })
    second.goTo(0)
    await second.until('SectionLoaded', 0)
    const eid = resolve(second.world, refNamed(second.world, 'door 0.2'))
    expect(storeOf(second.world, Door).angle[eid]).toBe(0.25)
  })
})
