import { addComponent, addEntity, removeComponent, removeEntity } from 'bitecs'
import type { Engine } from '../engine'

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

/** Tags are facts that last: Loaded, Shown, Pinned. */
export function setTag(engine: Engine, s: number, tag: 'Loaded' | 'Shown' | 'Pinned', on: boolean): void {
  const eid = engine.live.eid[s]
  if (eid === 0) return
  if (on) addComponent(engine.ecs, eid, engine.components[tag])
  else removeComponent(engine.ecs, eid, engine.components[tag])
}
