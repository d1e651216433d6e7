import { entityExists, query } from 'bitecs'
import { expect } from 'vitest'
import { sectionGuid, sectionName } from '../../../src/blobs/sectionBlob'
import {
  Figure,
  MoverPolicy,
  ownerOf,
  refById,
  refOf,
  resolve,
  rowOf,
  saveWorld,
  stableIdOf,
  storeOf,
  Transform,
  type TerraneWorld,
} from '../../../src/index'
import { isReferenceType } from '../../../src/schema/fields'
import type { StableId } from '../../../src/schema/stableId'
import type { SavedEntity } from '../../../src/state/save'
import { readSave } from '../../../src/state/saveFile'
import { stateOf } from '../../../src/state/worldState'
import type { Known } from './model'
import { changesOf, isSamePlain, layOver, noChanges, readPlain, schemaOf, withoutChanges, type Plain } from './plain'
import { enteredNames, whenOf, type Session } from './session'

/** Everything that is tracked, by id: each once, and found by its reference. */
export function listAlive({ world, ...session }: Session): Map<StableId, number> {
  const alive = new Map<StableId, number>()
  for (const eid of query(world, [world.terrane.entities!.tracked])) {
    const ref = refOf(world, eid)
    if (ref === 0) throw new Error(`${session.name}: entity ${eid} is tracked and has no reference`)
    const id = stableIdOf(world, ref)
    if (alive.has(id)) throw new Error(`${session.name}: ${id} is there twice, as ${alive.get(id)} and ${eid}`)
    if (resolve(world, ref) !== eid || !entityExists(world, eid))
      throw new Error(`${session.name}: ${id} resolves to ${resolve(world, ref)} and is ${eid}`)
    alive.set(id, eid)
  }
  return alive
}

/** After the game did something: what it made, removed and wrote is taken down. */
export function noteWhatTheGameDid(session: Session): void {
  const { world, model } = session
  const alive = listAlive(session)
  for (const id of session.alive.keys()) {
    if (alive.has(id)) continue
    const known = model.get(id)!
    if (known.baked === null) model.delete(id)
    else known.removed = true
  }
  for (const [id, eid] of alive) {
    const now = readPlain(world, eid)
    const known = model.get(id)
    if (known) known.now = now
    else
      model.set(id, {
        id,
        baked: null,
        now,
        changes: noChanges,
        removed: false,
        bornOutside: !enteredNames(session).has(ownerName(world, eid)),
      })
  }
  session.alive = alive
}

const ownerName = (world: TerraneWorld, eid: number) => {
  const owner = ownerOf(world, eid)
  return owner === 0 ? '' : sectionName(world.terrane.table, rowOf(world.terrane, owner))
}

/** After the world did something: what is there is as it should be, and what went is remembered as it should be. */
export function look(session: Session): void {
  const { world, model, watch } = session
  const alive = listAlive(session)
  for (const id of session.alive.keys()) if (!alive.has(id)) depart(session, model.get(id)!)
  for (const row of watch.turnedAway) turnAway(session, row, alive)
  watch.turnedAway.clear()
  for (const [id, eid] of alive) {
    const known = model.get(id)
    const is = readPlain(world, eid)
    if (!known || known.removed) fail(session, `${id} is there and should not be`, known, is)
    else if (!isSamePlain(is, known.now))
      fail(session, session.alive.has(id) ? 'changed by itself' : 'came back otherwise', known, is)
    // Its section left and the one to which it was handed entered, in one frame.
    const isHandedOn = is.Mover?.policy === MoverPolicy.Transfer
    if (!isHandedOn && session.alive.has(id) && session.alive.get(id) !== eid)
      fail(session, 'is another entity', known, is)
  }
  session.alive = alive
}

export function readSaved(world: TerraneWorld): Map<string, SavedEntity> {
  return new Map(readSave(saveWorld(world)).entities.map((entity) => [entity.id, entity]))
}

export const isWhole = (saved: SavedEntity | undefined) => saved?.change === 'away' || saved?.change === 'made'

/** A section entered and left again before anybody could see it: what had come home is remembered as what is at home. */
function turnAway(session: Session, row: number, alive: ReadonlyMap<StableId, number>): void {
  const name = sectionName(session.bake.opened.table, row)
  for (const known of session.model.values())
    if (known.baked?.section === name && !known.removed && !alive.has(known.id)) depart(session, known)
}

/** Its section has gone, or it went to one that is not there: what it will be when it comes back. */
function depart(session: Session, known: Known): void {
  const { id, baked, now } = known
  const fate = stateOf(session.world).fates.get(refById(session.world, id))
  known.bornOutside = false
  if (fate?.is === 'record') return
  if (baked === null || fate?.is === 'removed') fail(session, 'went, and is not remembered', known, fate)
  const changes = changesOf(baked.values, now)
  const isSentHome = now.Mover?.policy === MoverPolicy.SendHome
  known.changes = isSentHome ? withoutChanges(changes, Transform.name) : changes
  known.now = layOver(baked.values, known.changes)
}

/** Everything on three lines: what should be, what was baked, what is. */
export function fail(session: Session, what: string, known: Known | undefined, is: unknown): never {
  const lines = [{ ...known, baked: undefined }, { baked: known?.baked }, { is }].map((each) => JSON.stringify(each))
  throw new Error([`${whenOf(session)}: ${known?.id} ${what}`, ...lines].join('\n'))
}

/** alive + remembered + baked and not loaded = all: each entity is where what is known of it says, once. */
export function takeCensus(session: Session): void {
  const { world, model, alive, roomy } = session
  const entered = enteredNames(session)
  const saved = readSaved(world)
  const names = new Map([...session.rows].map(([name, row]) => [sectionGuid(world.terrane.table, row), name]))
  for (const id of saved.keys())
    if (!model.has(id as StableId)) fail(session, `unknown ${id} in the save`, undefined, saved.get(id))
  for (const known of model.values()) {
    const { id, baked } = known
    const is = saved.get(id)
    if (known.removed || is?.change === 'removed') {
      if (!known.removed || is?.change !== 'removed' || alive.has(id)) fail(session, 'is not removed alike', known, is)
      continue
    }
    if (baked === null && is?.change !== 'made') fail(session, 'is not remembered as made', known, is)
    const section = isWhole(is) ? (is!.section === '' ? '' : names.get(is!.section!)!) : baked!.section
    const belongs = section === '' || entered.has(section)
    if (alive.has(id) && !belongs && !known.bornOutside) fail(session, `is there without ${section}`, known, is)
    if (!alive.has(id) && belongs && roomy) fail(session, `is not there, but ${section} is`, known, is)
    compareSaved(session, known, is, names)
  }
}

function compareSaved(
  session: Session,
  known: Known,
  saved: SavedEntity | undefined,
  names: ReadonlyMap<string, string>,
): void {
  const values = namedSections((saved?.components ?? {}) as Plain, names)
  if (isWhole(saved)) {
    if (!isSamePlain(values, known.now)) fail(session, 'is saved otherwise', known, saved)
    return
  }
  const isSeen = session.alive.has(known.id)
  const { components, gained, lost } = isSeen ? changesOf(known.baked!.values, known.now) : known.changes
  const isSame = isSamePlain(values, components) && same(saved?.gained, gained) && same(saved?.lost, lost)
  if (!isSame) fail(session, 'is saved with other changes', known, saved)
}

const same = (a: readonly string[] = [], b: readonly string[]) => a.join() === b.join()

function namedSections(plain: Plain, names: ReadonlyMap<string, string>): Plain {
  if (!plain.Figure) return plain
  const { section = '' } = plain.Figure
  return { ...plain, Figure: { section: names.get(String(section)) ?? '' } }
}

/** Whatever a column refers to, it leads to what has that id, or nowhere. */
export function followReferences({ world, alive, ...session }: Session): void {
  for (const [id, eid] of alive)
    for (const [name, columns] of Object.entries(readPlain(world, eid)))
      for (const [column, value] of Object.entries(columns)) {
        if (value === '' || !isReferenceType(schemaOf.get(name)!.fields[column])) continue
        const found = resolve(world, refById(world, value as StableId))
        if (found !== (alive.get(value as StableId) ?? 0))
          throw new Error(`${session.name}: ${name}.${column} of ${id} leads to ${found} and not to ${value}`)
      }
}

/** What is drawn in places of its own are the entities that have a figure. */
export function expectCopies({ world, copies, drawsMeshes, ...session }: Session): void {
  if (!drawsMeshes) return
  const figure = storeOf(world, Figure)
  const drawn = Array.from(query(world, [figure, storeOf(world, Transform)])).filter((eid) => figure.section[eid] !== 0)
  const rows = drawn.map((eid) => [eid, rowOf(world.terrane, figure.section[eid] as never)] as const)
  expect(new Map([...copies].sort()), session.name).toEqual(new Map([...rows].sort()))
}
