import { openEntityIndex, writeEntityIndex, type EntityIndex } from '../blobs/entityIndex'
import type { Engine, TerraneWorld } from '../engine'
import { enterSection } from '../entities/spawn'
import { despawnOwned } from '../entities/tracking'
import type { EntitySection } from '../entities/entitySection'
import { matchSave, type MatchedSave } from './matchSave'
import { wakeRoaming } from './roaming'
import { readSave } from './saveFile'
import { setFate, stateOf, type WorldState } from './worldState'

/** What became of a save. */
export interface SaveReport {
  /** Entities of which at least a part was placed. */
  readonly placed: number
  /** What could not be placed, one line each; an entity that lost several columns is there several times. */
  readonly unplaced: readonly { readonly id: string; readonly why: string }[]
}

/**
 * Makes a world what it was when it was saved; what the game changed since is forgotten. Baked entities are found by stable id, so that the world may have been
 * baked anew meanwhile. Works at any time: entities of loaded sections are removed and come again, and references to them stay good. Entities that
 * the game made by itself, without `createPersistent`, are left alone.
 * @throws (rejects) 'save-corrupt' and 'save-newer', what reading the entity index throws, 'argument' for a world without `entities(…)` or
 * disposed meanwhile; then nothing has changed.
 */
export async function openSave(world: TerraneWorld, bytes: Uint8Array): Promise<SaveReport> {
  const save = readSave(bytes)
  const index = await readIndex(stateOf(world).engine)
  const state = stateOf(world)
  const matched = matchSave(state, save, index)
  const sections = clear(state)
  install(state, matched, save.made)
  for (const section of sections) enterAgain(state, section)
  wakeRoaming(state)
  return { placed: matched.fates.size, unplaced: matched.unplaced }
}

/** Takes all tracked entities out of the world, unremembered. Answers the sections that had brought some. */
function clear(state: WorldState): EntitySection[] {
  const { entities, entered } = state
  const sections = [...entered.values()]
  entered.clear()
  for (const row of [...entities.owned.keys()]) despawnOwned(entities, row)
  return sections
}

function install(state: WorldState, { fates, made }: MatchedSave, lastMade: number): void {
  state.fates.clear()
  state.dormant.clear()
  state.made.clear()
  for (const handle of made) state.made.add(handle)
  for (const [handle, fate] of fates) setFate(state, handle, fate)
  state.lastMade = Math.max(state.lastMade, lastMade)
}

/** A section that finds no room any more stays out and says why, until it is loaded again. */
function enterAgain({ engine, entities }: WorldState, section: EntitySection): void {
  try {
    enterSection(entities, section)
  } catch (error) {
    engine.errors.set(section.row, (error as Error).message)
  }
}

/** Null where nobody knows which section each entity was baked to. */
async function readIndex({ readEntityIndex, table }: Engine): Promise<EntityIndex | null> {
  if (readEntityIndex === null) return null
  const bytes = await readEntityIndex()
  return openEntityIndex(bytes.byteLength > 0 ? bytes : writeEntityIndex([]), table.count)
}
