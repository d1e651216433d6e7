import { addComponent, addEntity, hasComponent, removeComponent, removeEntity } from 'bitecs'
import { addPlayer, dropLamp, playerOf } from '../../../examples/doors/player'
import { play } from '../../../examples/doors/rules'
import { Chaser, Door, Lamp } from '../../../examples/doors/components'
import {
  createFocus,
  createPersistent,
  Figure,
  moveFocus,
  pin,
  refById,
  removeFocus,
  resolve,
  sectionId,
  setLayer,
  setMover,
  setProfile,
  storeOf,
  TerraneError,
  Transform,
  unpin,
  type ComponentSchema,
} from '../../../src/index'
import { isNumberType } from '../../../src/schema/fields'
import type { Random } from '../../worlds'
import { Memo } from './bakes'
import { allSchemas } from './plain'
import type { Session } from './session'

type Act = (session: Session) => void

/** Side of the town, metres. */
const side = 9 * 16

const somewhere = (random: Random) => [random.between(-20, side + 20), random.between(-20, side + 20)] as const

/** One that is there, 0 for none. */
function anyAlive({ random, alive, world }: Session): number {
  const id = alive.size > 0 ? random.pick([...alive.keys()]) : null
  return id === null ? 0 : resolve(world, refById(world, id))
}

const anyId = ({ random, model }: Session) => random.pick([...model.keys()])

/** Runs what there may be no room for. */
function ifThereIsRoom(act: () => void): void {
  try {
    act()
  } catch (error) {
    if (!(error instanceof TerraneError && error.code === 'capacity')) throw error
  }
}

const goSomewhere: Act = ({ random, world, focuses }) => {
  const [x, z] = somewhere(random)
  if (focuses.length > 0) moveFocus(world, random.pick(focuses), x, 1, z, random.chance(0.8))
}

const addFocus: Act = ({ random, world, focuses }) => {
  const [x, z] = somewhere(random)
  if (focuses.length >= 4) return
  const kinds = random.chance(0.2) ? [random.pick(['entities', 'collider'])] : undefined
  focuses.push(createFocus(world, { position: [x, 1, z], radiusScale: random.pick([0.5, 1, 1, 1.5]), kinds }))
}

const dropFocus: Act = ({ random, world, focuses }) => {
  if (focuses.length > 1) removeFocus(world, focuses.splice(random.whole(0, focuses.length - 1), 1)[0])
}

const switchLayer: Act = ({ random, world }) => {
  if (world.terrane.table.info.layers.includes('quest'))
    setLayer(world, 'quest', random.pick(['on', 'on', 'hidden', 'off']))
}

const pinOne: Act = ({ random, world, pins }) => {
  const section = sectionId(world.terrane, random.whole(0, world.terrane.table.count - 1))
  if (pins.length < 20) pin(world, section)
  if (pins.length < 20) pins.push(section)
}

const unpinOne: Act = ({ random, world, pins }) => {
  if (pins.length > 0) unpin(world, pins.splice(random.whole(0, pins.length - 1), 1)[0])
}

const remove: Act = (session) => {
  const eid = anyAlive(session)
  if (eid !== 0) removeEntity(session.world, eid)
}

const odd = [0, -0, 1, -1, NaN, Infinity, -Infinity, 1e300, 2 ** 40, 0.1]
const texts = ['', 'a', 'é\n"', '😀', '\u0000', 'a much longer one '.repeat(20)]

/** Anything into any column but those that say where it is drawn. */
const write: Act = (session) => {
  const { random, world } = session
  const eid = anyAlive(session)
  const schema = random.pick(allSchemas.filter(({ name }) => name !== Figure.name && name !== 'Mover'))
  const store = storeOf(world, schema) as unknown as Record<string, Record<number, unknown>>
  if (eid === 0 || !hasComponent(world, eid, store)) return
  for (const [column, type] of Object.entries(schema.fields)) {
    if (random.chance(0.5)) continue
    if (schema === Transform && 'xyz'.includes(column)) continue
    if (type === 'text') store[column][eid] = random.pick(texts)
    else if (isNumberType(type)) store[column][eid] = random.chance(0.2) ? random.pick(odd) : random.between(-100, 100)
    else store[column][eid] = random.chance(0.2) ? 0 : refById(world, anyId(session))
  }
}

/** A few steps, or across the town. */
const move: Act = (session) => {
  const { random, world } = session
  const transform = storeOf(world, Transform)
  for (let i = random.whole(1, 8); i > 0; i--) {
    const eid = anyAlive(session)
    if (eid === 0 || !hasComponent(world, eid, transform)) continue
    const [x, z] = random.chance(0.3)
      ? somewhere(random)
      : [transform.x[eid] + random.between(-9, 9), transform.z[eid] + random.between(-9, 9)]
    transform.x[eid] = x
    transform.z[eid] = random.chance(0.01) ? NaN : z
  }
}

const setPolicy: Act = (session) => {
  const eid = anyAlive(session)
  if (eid !== 0) setMover(session.world, eid, session.random.pick(['none', 'transfer', 'transfer', 'keep', 'sendHome']))
}

const makings: readonly ComponentSchema[] = [Transform, Door, Memo, Lamp, Chaser]

const make: Act = ({ random, world, bake, rows }) => {
  const components = makings.filter(() => random.chance(0.5))
  const name = random.pick([...bake.entities.values()]).section
  const [x, z] = somewhere(random)
  const write = (eid: number) => {
    if (!components.includes(Transform)) return
    storeOf(world, Transform).x[eid] = x
    storeOf(world, Transform).z[eid] = z
  }
  const section = random.chance(0.3) ? sectionId(world.terrane, rows.get(name)!) : undefined
  ifThereIsRoom(() => {
    const eid = createPersistent(world, components, { section, write })
    if (random.chance(0.5)) setMover(world, eid, random.pick(['transfer', 'keep', 'sendHome']))
  })
}

/** Components come and go: one that is remembered by its columns, a tag, and one that is not remembered. */
const reshape: Act = (session) => {
  const { random, world } = session
  const eid = anyAlive(session)
  const schema = random.pick([Memo, Lamp, Chaser])
  const store = storeOf(world, schema)
  if (eid === 0) return
  if (hasComponent(world, eid, store)) return void removeComponent(world, eid, store)
  for (const column of Object.values(store) as (number | string)[][])
    column[eid] = typeof column[eid] === 'string' ? 'new' : 0
  addComponent(world, eid, store)
}

/** The game's own entities take and give back ids, so that ids are used again. */
const takeIds: Act = ({ random, world, noise }) => {
  for (let i = random.whole(0, 12); i > 0; i--)
    if (noise.length > 30 || (noise.length > 0 && random.chance(0.5))) removeEntity(world, noise.shift()!)
    else noise.push(addEntity(world))
}

/** The game itself: doors open, keys are taken, the ghost comes. */
const playALittle: Act = (session) => {
  const { random, world } = session
  const [x, z] = somewhere(random)
  if (playerOf(world) === 0) ifThereIsRoom(() => void addPlayer(world, x, 2, z))
  const player = playerOf(world)
  if (player === 0) return
  if (random.chance(0.5)) Object.assign(storeOf(world, Transform).x, { [player]: x })
  play(world, { forward: random.between(-1, 1), right: random.between(-1, 1), turn: random.between(-1, 1) }, 0.1)
  const lamp = session.rows.get('figure/Town/Lamp')
  if (lamp !== undefined && random.chance(0.3))
    ifThereIsRoom(() => void dropLamp(world, sectionId(world.terrane, lamp)))
}

const turnProfile: Act = ({ random, world }) =>
  setProfile(world, {
    ...world.terrane.profile,
    exitRatio: random.pick([1.02, 1.1, 1.5]),
    concurrent: random.pick([2, 16]),
  })

/** What a game does to its entities; each as often as it is listed. */
export const gameActs: readonly Act[] = [
  remove,
  write,
  write,
  write,
  move,
  move,
  setPolicy,
  make,
  reshape,
  takeIds,
  playALittle,
  playALittle,
]

/** What a host does to the streaming. */
export const hostActs: readonly Act[] = [
  goSomewhere,
  goSomewhere,
  goSomewhere,
  goSomewhere,
  goSomewhere,
  addFocus,
  dropFocus,
  switchLayer,
  pinOne,
  unpinOne,
  unpinOne,
  turnProfile,
]
