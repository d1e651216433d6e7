import { addComponent, createRelation, hasComponent, observe, onAdd, removeComponent, removeEntity } from 'bitecs'
import { beforeEach, describe, expect, it } from 'vitest'
import { refOf, resolve } from '../../src/entities/references'
import { sectionName } from '../../src/blobs/sectionBlob'
import { Transform } from '../../src/schema/builtIn'
import { component, type ComponentSchema } from '../../src/schema/component'
import { f32 } from '../../src/schema/fields'
import { sectionId, type SectionId } from '../../src/sectionId'
import { openSave } from '../../src/state/openSave'
import { createPersistent, type PersistentOptions } from '../../src/state/persistent'
import { readSave } from '../../src/state/saveFile'
import { saveWorld } from '../../src/state/saveWorld'
import { streaming } from '../../src/streaming'
import { inlinePool } from '../../src/workers/inlinePool'
import { composeWorld } from '../../src/world'
import { bakeTown, Door, Looted, openTown, Sign, townThings, type Town } from './town'

const town = bakeTown({ things: townThings(20) })
const here = 25
const away = 975

describe('what a game changed', () => {
  let game: Town
  beforeEach(async () => {
    game = openTown(town)
    await game.goTo(here)
  })

  /** Lets all sections unload and load again. */
  const roundTrip = async () => {
    await game.goTo(away)
    expect([game.live('door 0'), game.live('sign 0')]).toEqual([0, 0])
    await game.goTo(here)
  }

  it('comes back as it was edited, column by column', async () => {
    const door = game.store(Door)
    const eid = game.live('door 0')
    door.angle[eid] = NaN
    door.key[eid] = 0 as never
    game.store(Sign).words[game.live('sign 0')] = 'closed — ☃'
    game.store(Transform).x[eid] = -0
    await roundTrip()
    const again = game.live('door 0')
    expect([door.angle[again], door.locked[again], door.key[again], door.creaks[again]]).toEqual([NaN, 1, 0, 1])
    expect(game.store(Sign).words[game.live('sign 0')]).toBe('closed — ☃')
    expect([game.store(Transform).x[again], game.store(Transform).qw[again]]).toEqual([-0, 1])
    expect(game.store(Door).angle[game.live('door 1')]).toBe(0.125)
  })

  it('comes back again and again, and can be taken back', async () => {
    const { angle } = game.store(Door)
    for (const value of [1, 2, 0]) {
      angle[game.live('door 0')] = value
      await roundTrip()
      await roundTrip()
      expect(angle[game.live('door 0')]).toBe(value)
    }
  })

  it('that was taken back is not saved', async () => {
    const { angle } = game.store(Door)
    angle[game.live('door 1')] = 3
    await roundTrip()
    angle[game.live('door 1')] = 0.125
    expect(readSave(saveWorld(game.world)).entities).toEqual([])
  })

  it('is nothing where the bake has NaN and it is still there', async () => {
    const components = [[Door, { angle: NaN }]] as const
    const other = openTown(bakeTown({ things: [{ name: 'broken', x: 5, components }] }))
    await other.goTo(5)
    expect(other.store(Door).angle[other.live('broken')]).toBe(NaN)
    await other.goTo(away)
    expect(readSave(saveWorld(other.world)).entities).toEqual([])
  })

  it('is what its component says persists, and nothing else', async () => {
    const { size, words } = game.store(Sign)
    const sign = game.live('sign 1')
    size[sign] = 99
    game.store(Door).creaks[game.live('door 1')] = 0
    words[sign] = 'changed'
    await roundTrip()
    expect([size[game.live('sign 1')], words[game.live('sign 1')]]).toEqual([1, 'changed'])
    expect(game.store(Door).creaks[game.live('door 1')]).toBe(1)
  })

  it('counts in the very tick of SectionUnloading', async () => {
    const { angle } = game.store(Door)
    const eid = game.live('door 0')
    let ticks = 0
    await game.walk(400, 2, () => {
      if (!game.unloading.has('cell_0_0/entities')) return
      ticks++
      expect([game.live('door 0'), angle[eid]]).toEqual([eid, 0])
      angle[eid] = 7
    })
    await game.goTo(here)
    expect([ticks, angle[game.live('door 0')]]).toEqual([1, 7])
  })

  it('a removed entity stays removed, whoever gets its id', async () => {
    const eid = game.live('door 0')
    const ref = refOf(game.world, eid)
    removeEntity(game.world, eid)
    const doors = game.countOf(Door)
    await roundTrip()
    await roundTrip()
    expect([game.live('door 0'), resolve(game.world, ref as never), game.countOf(Door)]).toEqual([0, 0, doors])
    expect(game.live('sign 0')).toBeGreaterThan(0)
  })

  it('a made entity comes back once, with all its columns', async () => {
    const door = game.store(Door)
    const doors = game.countOf(Door)
    const write = (eid: number) => {
      game.store(Transform).x[eid] = 20
      game.store(Transform).z[eid] = 30
      door.angle[eid] = 0.5
      door.creaks[eid] = 3
    }
    const made = createPersistent(game.world, [Transform, Door], { write })
    const ref = refOf(game.world, made)
    expect([game.ownerName(made), game.countOf(Door)]).toEqual(['cell_0_0/entities', doors + 1])
    await game.goTo(away)
    expect(resolve(game.world, ref as never)).toBe(0)
    await game.goTo(here)
    await roundTrip()
    const back = resolve(game.world, ref as never)
    expect([game.countOf(Door), door.angle[back], door.creaks[back]]).toEqual([doors + 1, 0.5, 3])
    expect([game.store(Transform).z[back], game.store(Transform).sx[back]]).toEqual([30, 1])
  })

  it('a made entity that is removed is gone for good', async () => {
    const doors = game.countOf(Door)
    const write = (eid: number) => void (game.store(Transform).x[eid] = 5)
    const ref = refOf(game.world, createPersistent(game.world, [Transform, Door], { write })) as never
    await roundTrip()
    expect(game.countOf(Door)).toBe(doors + 1)
    removeEntity(game.world, resolve(game.world, ref))
    await roundTrip()
    expect(game.countOf(Door)).toBe(doors)
    expect(readSave(saveWorld(game.world)).entities).toEqual([])
  })

  it('gained and lost components are remembered, tags too', async () => {
    const [door, sign] = [game.live('door 0'), game.live('sign 0')]
    const signs = game.store(Sign)
    const looted = game.store(Looted)
    addComponent(game.world, door, looted)
    signs.words[door] = 'a door with a sign'
    signs.size[door] = 12
    addComponent(game.world, door, signs)
    removeComponent(game.world, sign, signs)
    await roundTrip()
    await roundTrip()
    const [doorAgain, signAgain] = [game.live('door 0'), game.live('sign 0')]
    const has = (eid: number, store: object) => hasComponent(game.world, eid, store)
    expect([has(doorAgain, looted), has(doorAgain, signs), has(doorAgain, game.store(Door))]).toEqual([
      true,
      true,
      true,
    ])
    expect([signs.words[doorAgain], signs.size[doorAgain]]).toEqual(['a door with a sign', 12])
    expect([has(signAgain, signs), has(signAgain, game.store(Transform))]).toEqual([false, true])
    removeComponent(game.world, doorAgain, looted)
    await roundTrip()
    expect(has(game.live('door 0'), looted)).toBe(false)
  })

  it('is kept apart from another world over the same bake', async () => {
    const other = openTown(town)
    await other.goTo(here)
    game.store(Door).angle[game.live('door 0')] = 5
    removeEntity(game.world, game.live('sign 0'))
    await roundTrip()
    await other.goTo(away)
    await other.goTo(here)
    expect([other.store(Door).angle[other.live('door 0')], other.live('sign 0') > 0]).toEqual([0, true])
  })

  it('is not what an unload takes along, by a relation of the game that removes its subjects', async () => {
    const ChildOf = createRelation({ autoRemoveSubject: true })
    const names = ['door 0', 'sign 0', 'door 1', 'sign 1']
    const write = (eid: number) => void (game.store(Transform).x[eid] = 70)
    const made = refOf(game.world, createPersistent(game.world, [Transform, Sign], { write })) as never
    game.store(Door).angle[game.live('door 0')] = 4
    game.store(Door).creaks[game.live('door 0')] = 0
    game.store(Sign).words[game.live('sign 1')] = 'goes along'
    game.store(Sign).words[resolve(game.world, made)] = 'so does this'
    for (const subject of [game.live('door 0'), game.live('sign 1'), resolve(game.world, made)])
      addComponent(game.world, subject, ChildOf(game.live('sign 0')))
    // Only the first cell unloads.
    await game.goTo(130)
    expect([game.resident.has('cell_1_0/entities'), game.live('sign 1')]).toEqual([true, 0])
    await roundTrip()
    const { words } = game.store(Sign)
    expect(names.filter((name) => game.live(name) === 0)).toEqual([])
    const { angle, creaks } = game.store(Door)
    expect([angle[game.live('door 0')], creaks[game.live('door 0')]]).toEqual([4, 1])
    expect(words[game.live('sign 1')]).toBe('goes along')
    expect(words[resolve(game.world, made)]).toBe('so does this')
    removeEntity(game.world, game.live('sign 0'))
    await roundTrip()
    expect(game.live('sign 0')).toBe(0)
  })
})

describe('createPersistent', () => {
  let game: Town
  beforeEach(async () => {
    game = openTown(town)
    await game.goTo(here)
  })
  const sectionOf = (name: string) =>
    sectionId(
      game.world.terrane,
      Array.from({ length: 20 }, (_, row) => row).find((row) => nameOf(row) === name)!,
    )
  const nameOf = (row: number) => sectionName(game.world.terrane.table, row)

  it('puts an entity into the section that it is told, wherever it stands, loaded or not', async () => {
    const write = (eid: number) => void (game.store(Transform).x[eid] = 15)
    const made = createPersistent(game.world, [Transform], { section: sectionOf('cell_19_0/entities'), write })
    const ref = refOf(game.world, made) as never
    const bytes = saveWorld(game.world)
    await game.goTo(away)
    expect([resolve(game.world, ref), game.ownerName(made)]).toEqual([made, 'cell_19_0/entities'])
    await game.goTo(here)
    expect(resolve(game.world, ref)).toBe(0)
    const again = openTown(town)
    await openSave(again.world, bytes)
    expect(saveWorld(again.world)).toEqual(bytes)
  })

  it('shows it to queries when all is written', () => {
    const { angle } = game.store(Door)
    const seen: number[] = []
    observe(game.world, onAdd(game.store(Door)), (eid) => void seen.push(angle[eid], game.store(Transform).sy[eid]))
    createPersistent(game.world, [Transform, Door, Door], { write: (eid) => void (angle[eid] = 2) })
    expect(seen).toEqual([2, 1])
  })

  it('leaves nothing where the game throws while it writes', async () => {
    const doors = game.countOf(Door)
    const write = () => {
      throw new Error('no such model')
    }
    expect(() => createPersistent(game.world, [Transform, Door], { write })).toThrow('no such model')
    expect(game.countOf(Door)).toBe(doors)
    expect(readSave(saveWorld(game.world)).entities).toEqual([])
  })

  it('refuses what it cannot remember', () => {
    const Ghost = component('Ghost', { age: f32 })
    const make = (schemas: ComponentSchema[], options?: PersistentOptions) => () =>
      createPersistent(game.world, schemas, options)
    expect(make([Ghost])).toThrow(/component Ghost, which this world does not know.+\[argument\]/)
    expect(make([Door], { section: 5 as SectionId })).toThrow(/\[foreign-world\]/)
    expect(make([Door], { section: sectionId(game.world.terrane, 999) })).toThrow(/\[section-unknown\]/)
    expect(() =>
      createPersistent(composeWorld({ features: [streaming({ sections: town, pool: inlinePool() })] }), []),
    ).toThrow(/a world without entities.+\[argument\]/)
  })

  it('refuses what there is no room for', () => {
    const small = openTown(town, { entities: { capacity: 8 } })
    expect(() => {
      for (let i = 0; i < 8; i++) createPersistent(small.world, [Sign])
    }).toThrow(/one more entity.+\[capacity\]/)
    expect(small.countOf(Sign)).toBeGreaterThan(3)
  })
})
