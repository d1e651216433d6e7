import { addEntity, query, removeEntity } from 'bitecs'
import { SectionFlag } from '../../src/blobs/sectionBlob'
import { describe, expect, it } from 'vitest'
import { refOf, resolve } from '../../src/entities/references'
import { Mover, MoverPolicy, Transform } from '../../src/schema/builtIn'
import { openSave } from '../../src/state/openSave'
import { createPersistent } from '../../src/state/persistent'
import { saveWorld } from '../../src/state/saveWorld'
import { setMover } from '../../src/state/setMover'
import { storeOf } from '../../src/entities/stores'
import { bakeTown, Door, mover, openTown, Sign, townThings, type Given, type Thing, type Town } from './town'

const cells = 24
const chaser: Thing = { name: 'chaser', x: 30, components: mover(MoverPolicy.Transfer) }
const town = bakeTown({ things: [...townThings(cells), chaser] })
const kilometre = 1_030

/** Moves an entity towards `x` by at most so many metres. */
function chase(game: Town, eid: number, x: number, metres: number): void {
  const transform = game.store(Transform)
  transform.x[eid] += Math.max(-metres, Math.min(metres, x - transform.x[eid]))
}

/** Names of the town's things that are in the world, and how many entities with a Transform there are. */
function census(game: Town, names: readonly string[]) {
  return {
    live: names.filter((name) => game.live(name) > 0),
    entities: query(game.world, [storeOf(game.world, Transform)]).length,
  }
}

describe('a chaser', () => {
  it('goes a kilometre and back, twice: nothing is lost, nothing doubled', async () => {
    const game = openTown(town, { at: 30 })
    await game.goTo(30)
    const names = [...townThings(cells).map(({ name }) => name), 'chaser']
    const first = census(game, names)
    expect(first.live).toContain('chaser')
    const owners = new Set<string>()
    for (const x of [kilometre, 30, kilometre, 30]) {
      await game.walk(x, 1, (at) => {
        const eid = game.live('chaser')
        expect(eid, `the chaser of a focus at ${at}`).toBeGreaterThan(0)
        chase(game, eid, at, 1.1)
        owners.add(game.ownerName(eid))
        const { live, entities } = census(game, names)
        expect(entities).toBe(live.length)
      })
      expect(Math.abs(game.store(Transform).x[game.live('chaser')] - x)).toBeLessThan(2)
    }
    await game.goTo(1_000)
    await game.goTo(30)
    expect(census(game, names)).toEqual(first)
    expect(owners.size).toBeGreaterThan(20)
    for (let i = 0; i < cells; i++) {
      await game.goTo(50 * i + 25)
      expect([game.live(`door ${i}`) > 0, game.live(`sign ${i}`) > 0]).toEqual([true, true])
      expect(game.store(Door).angle[game.live(`door ${i}`)]).toBe(i / 8)
    }
  })

  it('that is left behind waits where it stands, and goes on from there', async () => {
    const game = openTown(town)
    await game.goTo(60)
    const transform = game.store(Transform)
    transform.x[game.live('chaser')] = 120
    await game.run(20)
    expect(game.ownerName(game.live('chaser'))).toBe('cell_2_0/entities')
    await game.goTo(1_000)
    expect(game.live('chaser')).toBe(0)
    // Its home alone is in range, and does not make a second one.
    await game.goTo(-40)
    expect([[...game.resident], game.live('chaser')]).toEqual([['cell_0_0/entities'], 0])
    await game.goTo(190)
    expect(game.resident.has('cell_0_0/entities')).toBe(false)
    expect(transform.x[game.live('chaser')]).toBe(120)
  })

  it('that runs ahead of what is loaded is gone until its place is there', async () => {
    const game = openTown(town)
    await game.goTo(30)
    const transform = game.store(Transform)
    const ref = refOf(game.world, game.live('chaser'))
    transform.x[game.live('chaser')] = 777
    await game.until('recorded', () => game.live('chaser') === 0)
    await game.goTo(760)
    expect([transform.x[resolve(game.world, ref as never)], game.ownerName(game.live('chaser'))]).toEqual([
      777,
      'cell_15_0/entities',
    ])
  })

  it('that is removed far from home stays removed at home', async () => {
    const game = openTown(town)
    await game.goTo(30)
    game.store(Transform).x[game.live('chaser')] = 90
    await game.run(20)
    expect(game.ownerName(game.live('chaser'))).toBe('cell_1_0/entities')
    removeEntity(game.world, game.live('chaser'))
    await game.goTo(1_000)
    await game.goTo(30)
    expect(game.live('chaser')).toBe(0)
  })
})

describe('the border between two sections', () => {
  it('is not crossed for good within the hysteresis, however often', async () => {
    const game = openTown(town)
    await game.goTo(50)
    const eid = game.live('chaser')
    const { x } = game.store(Transform)
    const owners: string[] = []
    const stand = async (at: number) => {
      x[eid] = at
      await game.run(17)
      owners.push(game.ownerName(eid))
    }
    for (let i = 0; i < 20; i++) await stand(i % 2 ? 53.9 : 46.1)
    expect(new Set(owners)).toEqual(new Set(['cell_0_0/entities']))
    await stand(54.1)
    expect(owners.at(-1)).toBe('cell_1_0/entities')
    owners.length = 0
    for (let i = 0; i < 20; i++) await stand(i % 2 ? 53.9 : 46.1)
    expect(new Set(owners)).toEqual(new Set(['cell_1_0/entities']))
    await stand(45.9)
    expect(owners.at(-1)).toBe('cell_0_0/entities')
  })

  it('is as wide as the game says', async () => {
    const game = openTown(town, { entities: { hysteresis: 20 } })
    await game.goTo(50)
    const eid = game.live('chaser')
    game.store(Transform).x[eid] = 69
    await game.run(17)
    expect(game.ownerName(eid)).toBe('cell_0_0/entities')
    game.store(Transform).x[eid] = 71
    await game.run(17)
    expect(game.ownerName(eid)).toBe('cell_1_0/entities')
  })

  it.each([-1, NaN, Infinity])('has no width of %d', (hysteresis) => {
    expect(() => openTown(town, { entities: { hysteresis } })).toThrow(/hysteresis .+ metres from 0 up.+\[argument\]/)
  })

  it('is found by where it stands when its owner unloads: a step across, it goes to the neighbour', async () => {
    const game = openTown(town)
    await game.goTo(30)
    const transform = game.store(Transform)
    transform.x[game.live('chaser')] = 52
    await game.goTo(150)
    expect(game.resident.has('cell_0_0/entities')).toBe(false)
    expect([game.ownerName(game.live('chaser')), transform.x[game.live('chaser')]]).toEqual(['cell_1_0/entities', 52])
  })
})

/** A town with a gap: cells 0 and 1, then none until cell 10. */
const withGap = (given: Given) =>
  bakeTown({
    things: [...townThings(cells).filter(({ x }) => x < 100 || x >= 500), { name: 'walker', x: 30, components: given }],
  })

describe('a mover where no section is', () => {
  it('keeps its owner, and roams when that unloads and nothing else is there', async () => {
    const game = openTown(withGap(mover(MoverPolicy.Transfer)))
    await game.goTo(30)
    const eid = game.live('walker')
    const transform = game.store(Transform)
    transform.x[eid] = 110
    await game.run(20)
    expect(game.ownerName(eid)).toBe('cell_0_0/entities')
    await game.goTo(300)
    expect([[...game.resident], game.live('walker'), game.ownerName(eid)]).toEqual([[], eid, ''])
    transform.x[eid] = 400
    await game.goTo(560)
    expect([game.live('walker'), game.ownerName(eid)]).toEqual([eid, 'cell_10_0/entities'])
    transform.x[eid] = 620
    await game.run(20)
    expect(game.ownerName(eid)).toBe('cell_12_0/entities')
  })

  it('goes to the nearest that is there when its owner unloads', async () => {
    const game = openTown(withGap(mover(MoverPolicy.Transfer)))
    await game.goTo(30)
    const eid = game.live('walker')
    game.store(Transform).x[eid] = 110
    await game.goTo(130)
    expect([[...game.resident], game.live('walker'), game.ownerName(eid)]).toEqual([
      ['cell_1_0/entities'],
      eid,
      'cell_1_0/entities',
    ])
  })

  it('stays where it is without a place to be, without end', async () => {
    const game = openTown(withGap(mover(MoverPolicy.Transfer)))
    await game.goTo(30)
    const eid = game.live('walker')
    game.store(Transform).x[eid] = NaN
    await game.run(40)
    expect(game.ownerName(eid)).toBe('cell_0_0/entities')
    await game.goTo(300)
    await game.run(40)
    expect([game.live('walker'), game.ownerName(eid)]).toEqual([eid, ''])
  })
})

describe('what is kept', () => {
  it('lives on whatever unloads, and its home does not make another', async () => {
    const game = openTown(
      bakeTown({ things: [...townThings(cells), { ...chaser, components: mover(MoverPolicy.Keep) }] }),
    )
    await game.goTo(30)
    const eid = game.live('chaser')
    await game.goTo(1_000)
    expect([game.live('chaser'), game.ownerName(eid)]).toEqual([eid, ''])
    await game.goTo(30)
    expect([game.live('chaser'), game.countOf(Mover)]).toEqual([eid, 1])
  })
})

describe('what is sent home', () => {
  const things = [
    ...townThings(cells),
    { name: 'guard', x: 30, components: [...mover(MoverPolicy.SendHome), [Sign, { words: 'halt', size: 1 }]] } as Thing,
  ]

  it('goes with its home wherever it is, and is back at its place with what it learned', async () => {
    const game = openTown(bakeTown({ things }))
    await game.goTo(60)
    const transform = game.store(Transform)
    const eid = game.live('guard')
    transform.x[eid] = 120
    transform.qy[eid] = 1
    game.store(Sign).words[eid] = 'seen you'
    await game.run(40)
    expect([game.live('guard'), game.ownerName(eid)]).toEqual([eid, 'cell_0_0/entities'])
    await game.goTo(130)
    expect([game.resident.has('cell_2_0/entities'), game.live('guard')]).toEqual([true, 0])
    await game.goTo(60)
    const back = game.live('guard')
    expect([transform.x[back], transform.qy[back], game.store(Sign).words[back]]).toEqual([30, 0, 'seen you'])
  })

  it('and nothing else changed is as it was baked', async () => {
    const game = openTown(bakeTown({ things }))
    await game.goTo(60)
    game.store(Transform).x[game.live('guard')] = 33
    await game.goTo(1_000)
    await game.goTo(60)
    expect(game.store(Transform).x[game.live('guard')]).toBe(30)
  })
})

describe('setMover', () => {
  it('changes what becomes of an entity, and is remembered itself', async () => {
    const game = openTown(town)
    await game.goTo(60)
    const sign = game.live('sign 0')
    const transform = game.store(Transform)
    setMover(game.world, sign, 'transfer')
    transform.x[sign] = 120
    await game.run(20)
    expect(game.ownerName(sign)).toBe('cell_2_0/entities')
    await game.goTo(1_000)
    await game.goTo(150)
    expect(game.store(Mover).policy[game.live('sign 0')]).toBe(MoverPolicy.Transfer)
    await game.goTo(60)
    setMover(game.world, game.live('chaser'), 'none')
    transform.x[game.live('chaser')] = 900
    await game.goTo(900)
    expect(game.live('chaser')).toBe(0)
    await game.goTo(30)
    expect(transform.x[game.live('chaser')]).toBe(900)
  })

  it('refuses entities that nobody remembers, and unknown policies', async () => {
    const game = openTown(town)
    await game.goTo(30)
    expect(() => setMover(game.world, 0, 'keep')).toThrow(/a mover 0; expected .+\[argument\]/)
    expect(() => setMover(game.world, 60_000, 'keep')).toThrow(/a mover 60000; expected .+\[argument\]/)
    expect(() => setMover(game.world, -1, 'keep')).toThrow(/\[argument\]/)
    expect(() => setMover(game.world, game.live('sign 0'), 'follow' as 'keep')).toThrow(/policy "follow".+\[argument\]/)
  })
})

describe('a made entity', () => {
  it('may be a mover too', async () => {
    const game = openTown(town)
    await game.goTo(30)
    const transform = game.store(Transform)
    const eid = createPersistent(game.world, [Transform, Sign], { write: (made) => void (transform.x[made] = 30) })
    const ref = refOf(game.world, eid) as never
    setMover(game.world, eid, 'transfer')
    transform.x[eid] = 220
    await game.until('recorded', () => resolve(game.world, ref) === 0)
    await game.goTo(1_000)
    await game.goTo(220)
    expect(transform.x[resolve(game.world, ref)]).toBe(220)
  })

  it('without a place belongs to none, and lives on', async () => {
    const game = openTown(town)
    await game.goTo(30)
    const eid = createPersistent(game.world, [Sign])
    expect(game.ownerName(eid)).toBe('')
    await game.goTo(1_000)
    expect(resolve(game.world, refOf(game.world, eid))).toBe(eid)
  })
})

describe('a mover where several sections are', () => {
  const always = { flags: SectionFlag.AlwaysLoaded }
  const inCell = (name: string, x: number): Thing => ({ name, x, components: mover(MoverPolicy.Transfer) })
  /** Moves a thing and answers who owns it then. */
  const ownerAfter = async (game: Town, name: string, x: number) => {
    game.store(Transform).x[game.live(name)] = x
    await game.run(20)
    return game.ownerName(game.live(name))
  }

  it('stays with its owner while it is inside, also when that unloads; from outside it goes to the largest', async () => {
    const yard = {
      name: 'yard',
      from: 110,
      to: 130,
      things: [inCell('dog', 120)],
      record: { enterRadius: 20, exitRadius: 25 },
    }
    const game = openTown(bakeTown({ things: townThings(cells), own: [yard] }))
    await game.goTo(120)
    expect(await ownerAfter(game, 'dog', 112)).toBe('yard')
    await game.goTo(160)
    expect([game.resident.has('yard'), game.resident.has('cell_2_0/entities'), game.live('dog')]).toEqual([
      false,
      true,
      0,
    ])
    await game.goTo(120)
    expect(await ownerAfter(game, 'dog', 104)).toBe('cell_2_0/entities')
    expect(await ownerAfter(game, 'dog', 120)).toBe('cell_2_0/entities')
    expect(await ownerAfter(game, 'dog', 95)).toBe('cell_1_0/entities')
    expect(await ownerAfter(game, 'dog', 120)).toBe('cell_2_0/entities')
  })

  it('goes to what is always loaded only where nothing else is', async () => {
    const land = { name: 'land', from: -1_000, to: 1_000, things: [inCell('bird', 900)], record: always }
    const game = openTown(bakeTown({ things: townThings(4), own: [land] }))
    await game.goTo(900)
    expect(game.ownerName(game.live('bird'))).toBe('land')
    const other = openTown(bakeTown({ things: [...townThings(4), chaser], own: [{ ...land, things: [] }] }))
    await other.goTo(60)
    expect(await ownerAfter(other, 'chaser', 80)).toBe('cell_1_0/entities')
    expect(await ownerAfter(other, 'chaser', 600)).toBe('land')
    expect(await ownerAfter(other, 'chaser', 60)).toBe('land')
  })

  it('stays in its data layer', async () => {
    const quest = { name: 'quest', from: 50, to: 150, things: [inCell('spirit', 100)], record: { layer: 2 } }
    const game = openTown(bakeTown({ things: [...townThings(cells), chaser], own: [quest] }))
    await game.goTo(60)
    expect(await ownerAfter(game, 'chaser', 80)).toBe('cell_1_0/entities')
    expect(await ownerAfter(game, 'spirit', 30)).toBe('quest')
  })
})

describe('what roams without room', () => {
  it('waits, and comes as room does', async () => {
    const game = openTown(town)
    for (let i = 0; i < 30; i++) createPersistent(game.world, [Sign])
    const bytes = saveWorld(game.world)
    const small = openTown(town, { entities: { capacity: 20 } })
    const others = Array.from({ length: 5 }, () => addEntity(small.world))
    await openSave(small.world, bytes)
    const room = small.countOf(Sign)
    expect(room).toBeGreaterThan(5)
    await small.run(3)
    expect([small.countOf(Sign), saveWorld(small.world)]).toEqual([room, bytes])
    for (const eid of others) removeEntity(small.world, eid)
    await small.run(3)
    expect([small.countOf(Sign), saveWorld(small.world)]).toEqual([room + 5, bytes])
  })

  it('also where the game once had more entities than columns have rows', async () => {
    const game = openTown(town)
    for (let i = 0; i < 3; i++) createPersistent(game.world, [Sign])
    const bytes = saveWorld(game.world)
    const small = openTown(town, { entities: { capacity: 20 } })
    const others = Array.from({ length: 60 }, () => addEntity(small.world))
    for (const eid of others) removeEntity(small.world, eid)
    await openSave(small.world, bytes)
    await small.run(3)
    expect([small.countOf(Sign), saveWorld(small.world)]).toEqual([0, bytes])
  })
})
