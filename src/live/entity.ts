import { addComponent, addEntity, observe, onRemove, removeComponent, removeEntity } from 'bitecs'
import { State } from '../components/state'
import type { Engine } from '../engine'
import { Input, noteInput } from './recorder'

/** Gives a live section its bitECS entity, if it has none. */
export function ensureEntity(engine: Engine, s: number): void {
  const { live, components, ecs } = engine
  if (live.eid[s] !== 0) return
  const eid = addEntity(ecs)
  live.eid[s] = eid
  components.Section.live[eid] = s
  components.Section.row[eid] = live.row[s]
  addComponent(ecs, eid, components.Section)
}

export function dropEntity(engine: Engine, s: number): void {
  const eid = engine.live.eid[s]
  if (eid === 0) return
  engine.live.eid[s] = 0
  removeEntity(engine.ecs, eid)
}

/**
 * Notices when the game removes the entity of a section: its number may be another's at once. The section forgets it, and Cooldown gives
 * it a new one. @returns What ends the watch.
 */
export function watchEntities(engine: Engine): () => void {
  const { live, components, ecs, robbed } = engine
  return observe(ecs, onRemove(components.Section), (eid: number) => {
    const s = components.Section.live[eid]
    if (live.eid[s] !== eid) return
    noteInput(engine, Input.loseEntity, live.row[s])
    live.eid[s] = 0
    robbed.push(s)
  })
}

/** A section that lost its entity gets another with the same tags, while it matters. */
export function restoreEntities(engine: Engine): void {
  const { live, robbed } = engine
  for (const s of robbed) {
    const state = live.state[s]
    if (live.row[s] < 0 || live.eid[s] !== 0 || (state === State.Idle && !live.desired[s] && live.pins[s] === 0))
      continue
    ensureEntity(engine, s)
    if (state === State.Loaded || state === State.QueuedUnload) setTag(engine, s, 'Loaded', true)
    if (live.shown[s]) setTag(engine, s, 'Shown', true)
    if (live.pins[s] > 0) setTag(engine, s, 'Pinned', true)
  }
  robbed.length = 0
}

/** Tags are facts that last: Loaded, Shown, Pinned. */
export function setTag(engine: Engine, s: number, tag: 'Loaded' | 'Shown' | 'Pinned', on: boolean): void {
  const eid = engine.live.eid[s]
  if (eid === 0) return
  if (on) addComponent(engine.ecs, eid, engine.components[tag])
  else removeComponent(engine.ecs, eid, engine.components[tag])
}
