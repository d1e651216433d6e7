import { addComponent, addEntity, hasComponent, query, removeComponent, removeEntity } from 'bitecs'
import { beforeAll, describe, expect, it } from 'vitest'
import { refOf, resolve, stableIdOf } from '../../src/entities/references'
import { MoverPolicy, Transform } from '../../src/schema/builtIn'
import { component } from '../../src/schema/component'
import { f32, text, u16, u8 } from '../../src/schema/fields'
import { formatStableId } from '../../src/schema/stableId'
import { memorySource } from '../../src/sources/memorySource'
import { openSave, type SaveReport } from '../../src/state/openSave'
import { createPersistent } from '../../src/state/persistent'
import { readSave } from '../../src/state/saveFile'
import { saveWorld } from '../../src/state/saveWorld'
import { setMover } from '../../src/state/setMover'
import { disposeWorld } from '../../src/world'
import { bakeTown, Door, idOf, Looted, mover, openTown, Sign, townThings, type Thing, type Town } from './town'

const cells = 12
const chaser: Thing = { name: 'chaser', x: 30, components: mover(MoverPolicy.Transfer) }
const kept: Thing = { name: 'kept', x: 35, components: mover(MoverPolicy.Keep) }
const things = [...townThings(cells), chaser, kept]
const town = bakeTown({ things })
const textOf = (name: string) => formatStableId(idOf(name))

/** One of every change that there is, some in the world and some not. Answers what the game made. */
async function play(game: Town): Promise<string> {
  const { world } = game
  const [door, sign, transform] = [game.store(Door), game.store(Sign), game.store(Transform)]
  await game.goTo(20)
  door.angle[game.live('door 0')] = NaN
  door.key[game.live('door 0')] = refOf(world, game.live('sign 1')) as never
  sign.words[game.live('sign 0')] = 'NaN'
  addComponent(world, game.live('sign 0'), game.store(Looted))
  removeComponent(world, game.live('sign 1'), sign)
  removeEntity(world, game.live('door 1'))
  const write = (eid: number) => {
    transform.x[eid] = 45
    sign.words[eid] = 'made'
    sign.size[eid] = Infinity
  }
  const made = createPersistent(world, [Transform, Sign, Looted], { write })
  const id = stableIdOf(world, refOf(world, made) as never)
  transform.x[game.live('chaser')] = 230
  transform.x[game.live('kept')] = 3
  await game.goTo(320)
  door.angle[game.live('door 6')] = -Infinity
  transform.qy[game.live('sign 6')] = 0.5
  return id
}

/** What the game sees of all things, wherever the focus is. */
function look(game: Town, made: string) {
  const names = [...things.map(({ name }) => name)]
  const [door, sign, transform] = [game.store(Door), game.store(Sign), game.store(Transform)]
  const describe = (eid: number) => ({
    at: [transform.x[eid], transform.qy[eid]],
    door: hasComponent(game.world, eid, door) && [door.angle[eid], door.locked[eid], door.creaks[eid]],
    sign: hasComponent(game.world, eid, sign) && [sign.words[eid], sign.size[eid]],
    owner: game.ownerName(eid),
  })
  const eids = [...query(game.world, [transform])]
  const idOfEntity = (eid: number) => stableIdOf(game.world, refOf(game.world, eid) as never)
  return {
    made: eids.filter((eid) => idOfEntity(eid) === made).map(describe),
    baked: names.map((name) => [name, game.live(name) > 0 && describe(game.live(name))]),
    entities: eids.length,
    signs: game.countOf(Sign),
    looted: game.countOf(Looted),
  }
}

async function lookEverywhere(game: Town, made: string) {
  const seen = []
  for (const x of [20, 140, 240, 320, 440, 560]) {
    await game.goTo(x)
    seen.push(look(game, made))
  }
  return seen
}

describe('a saved world', () => {
  let bytes: Uint8Array
  let made: string
  let game: Town
  beforeAll(async () => {
    game = openTown(town)
    made = await play(game)
    bytes = saveWorld(game.world)
  })

  it('is the same when it is opened again, in every byte and in every place', async () => {
    const again = openTown(town)
    const report = await openSave(again.world, bytes)
    expect(report).toEqual({ placed: 9, unplaced: [] })
    expect(saveWorld(again.world)).toEqual(bytes)
    await again.run(40)
    expect(saveWorld(again.world)).toEqual(bytes)
    const twin = openTown(town)
    await play(twin)
    expect(await lookEverywhere(again, made)).toEqual(await lookEverywhere(twin, made))
    expect(saveWorld(again.world)).toEqual(saveWorld(twin.world))
    expect(saveWorld(again.world)).toEqual(bytes)
  })

  it('is opened where its sections are loaded already', async () => {
    const again = openTown(town)
    await again.goTo(320)
    const eid = again.live('sign 6')
    const ref = refOf(again.world, eid) as never
    await openSave(again.world, bytes)
    expect(saveWorld(again.world)).toEqual(bytes)
    const { qy } = again.store(Transform)
    expect([again.store(Door).angle[again.live('door 6')], qy[resolve(again.world, ref)]]).toEqual([-Infinity, 0.5])
    expect(look(again, made)).toEqual(look(game, made))
  })

  it('undoes what was done since, whatever it was', async () => {
    const twin = openTown(town)
    await play(twin)
    const untracked = addEntity(twin.world)
    await twin.goTo(20)
    const before = look(twin, made)
    removeEntity(twin.world, twin.live('door 0'))
    createPersistent(twin.world, [Transform, Sign])
    twin.store(Door).angle[twin.live('door 0')] = 9
    setMover(twin.world, twin.live('sign 0'), 'keep')
    await twin.goTo(500)
    await openSave(twin.world, bytes)
    // Only the number of what was made goes on.
    expect(readSave(saveWorld(twin.world))).toEqual({ ...readSave(bytes), made: 2 })
    await twin.goTo(20)
    expect(look(twin, made)).toEqual(before)
    expect(() => addComponent(twin.world, untracked, twin.store(Looted))).not.toThrow()
  })

  it('may be opened in the middle of loading and unloading', async () => {
    for (let frames = 0; frames < 12; frames++) {
      const again = openTown(town)
      await again.goTo(20)
      await again.walk(320, 40)
      await again.run(frames)
      await openSave(again.world, bytes)
      await again.settle()
      await again.goTo(320)
      expect(saveWorld(again.world), `after ${frames} frames`).toEqual(bytes)
    }
  })

  it('does not change by being saved', () => {
    const seen = look(game, made)
    for (let i = 0; i < 3; i++) expect(saveWorld(game.world)).toEqual(bytes)
    expect(look(game, made)).toEqual(seen)
  })

  it('says what it holds, by stable id', () => {
    const { components, entities, made: count } = readSave(bytes)
    expect(components.map(({ name }) => name)).toEqual(['Door', 'Looted', 'Mover', 'Sign', 'Transform'])
    expect(count).toBe(1)
    const changes = Object.fromEntries(entities.map(({ id, change }) => [id, change]))
    expect(changes).toEqual({
      [textOf('door 0')]: 'changed',
      [textOf('sign 0')]: 'changed',
      [textOf('sign 1')]: 'changed',
      [textOf('door 1')]: 'removed',
      [made]: 'made',
      [textOf('chaser')]: 'away',
      [textOf('kept')]: 'away',
      [textOf('door 6')]: 'changed',
      [textOf('sign 6')]: 'changed',
    })
  })

  it('that nobody changed holds nothing', async () => {
    const fresh = openTown(town)
    await lookEverywhere(fresh, made)
    const { entities } = readSave(saveWorld(fresh.world))
    // What is kept has stayed behind in the world when its home unloaded.
    expect(entities.map(({ id }) => id)).toEqual([textOf('kept')])
  })

  it('holds nothing of a reference that the game made up', async () => {
    const again = openTown(town)
    await again.goTo(20)
    again.store(Door).key[again.live('door 0')] = 4_000_000_000 as never
    const { entities } = readSave(saveWorld(again.world))
    expect(entities.map(({ components }) => components)).toEqual([{ Door: { key: '' } }])
  })

  it('lets what is made next have an id of its own', async () => {
    const again = openTown(town)
    await openSave(again.world, bytes)
    const eid = createPersistent(again.world, [Sign])
    const ref = refOf(again.world, eid) as never
    expect(stableIdOf(again.world, ref)).not.toBe(made)
    await openSave(again.world, bytes)
    const other = createPersistent(again.world, [Sign])
    expect(resolve(again.world, ref)).toBe(0)
    expect(readSave(saveWorld(again.world)).entities.length).toBe(10)
    expect(again.store(Sign).words[other]).toBe('')
  })
})

describe('a save of yesterday’s bake', () => {
  let bytes: Uint8Array
  let made: string
  beforeAll(async () => {
    const game = openTown(town)
    made = await play(game)
    bytes = saveWorld(game.world)
  })
  const reasons = (report: SaveReport) => report.unplaced.map(({ id, why }) => [id, why]).sort()

  it('opens on today’s, whose cells are others and whose things were moved', async () => {
    const moved = things.map((thing) => (thing.name === 'sign 6' ? thing : { ...thing, x: thing.x + 3 }))
    const game = openTown(bakeTown({ things: moved, cell: 80 }))
    expect(await openSave(game.world, bytes)).toEqual({ placed: 9, unplaced: [] })
    const [door, transform] = [game.store(Door), game.store(Transform)]
    await game.goTo(20)
    expect([door.angle[game.live('door 0')], game.live('door 1')]).toEqual([NaN, 0])
    // Not moved by the game: it stands where today's bake puts it.
    expect(transform.x[game.live('door 0')]).toBe(13)
    expect(query(game.world, [game.store(Looted), game.store(Sign)]).length).toBe(2)
    await game.goTo(230)
    // Its section of yesterday is gone: it is in the one where it stands.
    expect([transform.x[game.live('chaser')], game.ownerName(game.live('chaser'))]).toEqual([230, 'cell_2_0/entities'])
    await game.goTo(320)
    expect([transform.qy[game.live('sign 6')], transform.x[game.live('sign 6')]]).toEqual([0.5, 340])
  })

  it('says which entities are gone', async () => {
    const gone = ['sign 0', 'door 1', 'chaser']
    const game = openTown(bakeTown({ things: things.filter(({ name }) => !gone.includes(name)) }))
    const report = await openSave(game.world, bytes)
    expect(report.placed).toBe(6)
    expect(reasons(report)).toEqual(gone.map((name) => [textOf(name), 'this world has no such entity']).sort())
    await game.goTo(230)
    expect(game.live('chaser')).toBe(0)
  })

  it('says which components and columns are gone or others', async () => {
    const Door2 = component('Door', { angle: f32, locked: u16 }, { persist: ['angle', 'locked'] })
    const Sign2 = component('Sign', { words: text, size: u8 }, { persist: ['words'] })
    const today = things.map((thing): Thing => {
      const given = thing.components.flatMap(([schema, values]) => {
        if (schema === Door) return [[Door2, { angle: values.angle, locked: values.locked }] as const]
        return schema === Sign ? [[Sign2, values] as const] : [[schema, values] as const]
      })
      return { ...thing, components: given }
    })
    const game = openTown(bakeTown({ things: today }), { components: [Door2, Sign2] })
    const report = await openSave(game.world, bytes)
    expect(reasons(report)).toEqual(
      [
        [textOf('door 0'), 'Door has no column key any more'],
        [textOf('sign 0'), 'component Looted is not known here'],
        [made, 'component Looted is not known here'],
        [made, 'Sign.size was f32 and is u8'],
      ].sort(),
    )
    expect(report.placed).toBe(9)
    await game.goTo(20)
    expect(game.store(Door2).angle[game.live('door 0')]).toBe(NaN)
    const signs = game.store(Sign2)
    const own = query(game.world, [signs]).filter((eid) => signs.words[eid] === 'made')
    expect(own.map((eid) => signs.size[eid])).toEqual([0])
  })

  it('passes by what an entity is not baked with any more', async () => {
    const today = things.map((thing) => (thing.name === 'door 0' ? { ...thing, components: [] } : thing))
    const game = openTown(bakeTown({ things: today }))
    await openSave(game.world, bytes)
    await game.goTo(20)
    const doors = query(game.world, [game.store(Door)])
    expect([game.live('door 0') > 0, doors.includes(game.live('door 0'))]).toEqual([true, false])
  })

  it('opens on a table alone, where nobody knows which entities there are', async () => {
    const fewer = bakeTown({ things: things.filter(({ name }) => name !== 'chaser') })
    const game = openTown(fewer)
    Object.assign(game.world.terrane, { readEntityIndex: null })
    expect((await openSave(game.world, bytes)).unplaced).toEqual([])
    await game.goTo(20)
    expect(game.store(Door).angle[game.live('door 0')]).toBe(NaN)
  })

  it('finds nothing in a world that was baked without entities', async () => {
    const { entities: _, ...pointer } = town.pointer
    const game = openTown({ ...town, pointer })
    const report = await openSave(game.world, bytes)
    expect([report.placed, reasons(report).length]).toEqual([1, 8])
    expect(report.unplaced.every(({ why }) => why === 'this world has no such entity')).toBe(true)
  })

  it('finds entities that have changed sections between two bakes', async () => {
    const game = openTown(
      bakeTown({ things: things.map((thing) => (thing.name === 'chaser' ? { ...thing, x: 233 } : thing)) }),
    )
    expect(await openSave(game.world, bytes)).toEqual({ placed: 9, unplaced: [] })
    await game.goTo(230)
    expect([game.store(Transform).x[game.live('chaser')], game.ownerName(game.live('chaser'))]).toEqual([
      230,
      'cell_4_0/entities',
    ])
    await game.goTo(500)
    await game.goTo(230)
    expect(game.store(Transform).x[game.live('chaser')]).toBe(230)
  })
})

describe('opening a save', () => {
  it('changes nothing where the bytes are broken, the index cannot be read, or the world has ended', async () => {
    const game = openTown({ ...town, source: memorySource({}) })
    const made = createPersistent(game.world, [Sign])
    const bytes = saveWorld(game.world)
    await expect(openSave(game.world, bytes.slice(1))).rejects.toMatchObject({ code: 'save-corrupt' })
    await expect(openSave(game.world, bytes)).rejects.toMatchObject({ code: 'file' })
    expect(refOf(game.world, made)).toBeGreaterThan(0)
    const cut = { ...town, pointer: { ...town.pointer, entities: { path: 'entities.idx', bytes: 7 } } }
    await expect(openSave(openTown(cut).world, bytes)).rejects.toThrow(
      /^entities\.idx of \d+ bytes; expected 7, as world\.json says.+\[blob-truncated\]$/,
    )
    const other = openTown(town)
    const opening = openSave(other.world, bytes)
    disposeWorld(other.world)
    await expect(opening).rejects.toThrow('a disposed world')
  })

  it('leaves a section without room outside, says so, and brings it when it is loaded again', async () => {
    const game = openTown(town)
    await game.goTo(20)
    for (let i = 0; i < 40; i++)
      createPersistent(game.world, [Transform], { write: (eid) => void (game.store(Transform).x[eid] = 5) })
    const bytes = saveWorld(game.world)
    const small = openTown(town, { entities: { capacity: 40 } })
    await small.goTo(20)
    await openSave(small.world, bytes)
    expect([...small.world.terrane.errors.values()]).toEqual([expect.stringMatching(/more entities; .+\[capacity\]$/)])
    expect(readSave(saveWorld(small.world)).entities.length).toBe(40)
  })
})
