import { addComponent, hasComponent, query, removeComponent, removeEntity } from 'bitecs'
import { describe, expect, it } from 'vitest'
import { entitiesOf } from '../../src/entities/entityWorld'
import { refById, refOf, resolve, stableIdOf } from '../../src/entities/references'
import { MoverPolicy, Transform } from '../../src/schema/builtIn'
import { formatStableId, type StableId } from '../../src/schema/stableId'
import { openSave } from '../../src/state/openSave'
import { createPersistent } from '../../src/state/persistent'
import { saveWorld } from '../../src/state/saveWorld'
import { setMover } from '../../src/state/setMover'
import { createRandom, type Random } from '../worlds'
import { bakeTown, Door, idOf, Looted, mover, openTown, Sign, townThings, type Thing, type Town } from './town'

const cells = 10
const walkers = Array.from({ length: 6 }, (_, i): Thing => ({
  name: `walker ${i}`,
  x: 80 * i + 20,
  components: mover(i % 2 ? MoverPolicy.Keep : MoverPolicy.Transfer),
}))
const town = bakeTown({ things: [...townThings(cells), ...walkers] })

/** What the game believes of one entity: only what it persists. */
interface Belief {
  readonly x: number
  readonly looted: boolean
  readonly angle: number | null
  readonly words: string | null
}
type Beliefs = Map<StableId, Belief>

function believed(game: Town, eid: number): Belief {
  const [door, sign, { x }] = [game.store(Door), game.store(Sign), game.store(Transform)]
  const has = (store: object) => hasComponent(game.world, eid, store)
  return {
    x: x[eid],
    looted: has(game.store(Looted)),
    angle: has(door) ? door.angle[eid] : null,
    words: has(sign) ? sign.words[eid] : null,
  }
}

function fromBake(): Beliefs {
  const things = [...townThings(cells), ...walkers]
  return new Map(
    things.map(({ name, x, components }) => {
      const given = Object.fromEntries(components.map(([schema, values]) => [schema.name, values]))
      const belief = { x, looted: false, angle: given.Door?.angle ?? null, words: given.Sign?.words ?? null } as Belief
      return [formatStableId(idOf(name)), belief]
    }),
  )
}

const idsOf = (game: Town): StableId[] =>
  [...query(game.world, [entitiesOf(game.world).tracked])].map((eid) =>
    stableIdOf(game.world, refOf(game.world, eid) as never),
  )

/** What is in the world is as the game believes, and once. */
function check(game: Town, beliefs: Beliefs, what: string): StableId[] {
  const ids = idsOf(game)
  expect(new Set(ids).size, `${what}: entities of one id`).toBe(ids.length)
  for (const id of ids)
    expect([id, believed(game, resolve(game.world, refById(game.world, id)))], what).toEqual([id, beliefs.get(id)])
  return ids
}

interface Play {
  game: Town
  beliefs: Beliefs
  readonly random: Random
  /** The last save, and what was believed when it was made. */
  saved: { readonly bytes: Uint8Array; readonly beliefs: Beliefs }
}

/** Everything that a game may do to one entity that is there. */
const deeds: Readonly<Record<string, (play: Play, eid: number) => void>> = {
  open: ({ game, random }, eid) => void (game.store(Door).angle[eid] = random.between(-3, 3)),
  write: ({ game, random }, eid) => void (game.store(Sign).words[eid] = `note ${random.whole(0, 99)}`),
  move: ({ game, random }, eid) => void (game.store(Transform).x[eid] = random.between(-60, 50 * cells + 60)),
  step: ({ game, random }, eid) => void (game.store(Transform).x[eid] += random.between(-12, 12)),
  loot: ({ game }, eid) => addComponent(game.world, eid, game.store(Looted)),
  fill: ({ game }, eid) => removeComponent(game.world, eid, game.store(Looted)),
  lose: ({ game }, eid) => removeComponent(game.world, eid, game.store(Sign)),
  policy: ({ game, random }, eid) => setMover(game.world, eid, random.pick(['none', 'transfer', 'keep'])),
  remove: ({ game }, eid) => removeEntity(game.world, eid),
}

function doSomething(play: Play): void {
  const { game, beliefs, random } = play
  const id = random.pick(idsOf(game))
  if (id === undefined) return
  const eid = resolve(game.world, refById(game.world, id))
  deeds[random.pick(Object.keys(deeds))](play, eid)
  if (resolve(game.world, refById(game.world, id)) === 0) beliefs.delete(id)
  else beliefs.set(id, believed(game, eid))
}

function make({ game, beliefs, random }: Play): void {
  const x = random.between(0, 50 * cells)
  const components = random.chance(0.5) ? [Transform, Sign] : [Transform, Door, Looted]
  const eid = createPersistent(game.world, components, { write: (made) => void (game.store(Transform).x[made] = x) })
  beliefs.set(stableIdOf(game.world, refOf(game.world, eid) as never), believed(game, eid))
}

/** Saves and goes on in a new world; then the bytes of both are the same. */
async function reopen(play: Play, what: string): Promise<void> {
  const bytes = saveWorld(play.game.world)
  const game = openTown(town)
  expect((await openSave(game.world, bytes)).unplaced, what).toEqual([])
  expect(saveWorld(game.world), what).toEqual(bytes)
  play.game = game
}

async function goBack(play: Play): Promise<void> {
  await openSave(play.game.world, play.saved.bytes)
  play.beliefs = new Map(play.saved.beliefs)
}

async function oneTurn(play: Play, what: string): Promise<void> {
  const { random, game } = play
  const dice = random.fraction()
  if (dice < 0.3) await game.goTo(random.whole(-100, 50 * cells + 100))
  else if (dice < 0.4) await game.walk(random.whole(0, 50 * cells), random.whole(3, 60))
  else if (dice < 0.8) doSomething(play)
  else if (dice < 0.88) make(play)
  else if (dice < 0.92) await reopen(play, what)
  else if (dice < 0.96) play.saved = { bytes: saveWorld(game.world), beliefs: new Map(play.beliefs) }
  else await goBack(play)
  await play.game.run(random.whole(0, 20))
}

/** Visits every place: what is believed to be somewhere is found. */
async function tour(play: Play, what: string): Promise<void> {
  const found = new Set<StableId>()
  for (let x = 25; x < 50 * cells; x += 50) {
    await play.game.goTo(x)
    for (const id of check(play.game, play.beliefs, what)) found.add(id)
  }
  expect([...found].sort(), what).toEqual([...play.beliefs.keys()].sort())
}

/** `TERRANE_CASES=200 npx vitest run tests/state/fuzz` plays longer. */
const seeds = Number(process.env.TERRANE_CASES ?? 12)

describe('whatever a game does', () => {
  it.each(Array.from({ length: seeds }, (_, i) => i + 1))(
    'loses nothing and doubles nothing: seed %i',
    async (seed) => {
      const random = createRandom(seed)
      const game = openTown(town)
      const beliefs = fromBake()
      const play: Play = { game, beliefs, random, saved: { bytes: saveWorld(game.world), beliefs: new Map(beliefs) } }
      await game.goTo(25)
      for (let turn = 0; turn < 60; turn++) {
        await oneTurn(play, `seed ${seed}, turn ${turn}`)
        check(play.game, play.beliefs, `seed ${seed}, turn ${turn}`)
      }
      await tour(play, `seed ${seed}`)
      await reopen(play, `seed ${seed}`)
      await tour(play, `seed ${seed}, opened again`)
    },
  )
})
