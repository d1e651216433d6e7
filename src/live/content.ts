import { State } from '../components/state'
import type { Engine } from '../engine'
import { Input, noteData } from './recorder'

/** Makes what a section brings visible to the game, unless its data layer is hidden. Answers '' or why it could not. */
export function enterContent(engine: Engine, row: number): string {
  const trouble = isVisibleRow(engine, row) ? (engine.backend.enter?.(row) ?? '') : ''
  if (trouble) noteData(engine, Input.enterFailed, [row, trouble])
  return trouble
}

function isVisibleRow({ table, layers }: Engine, row: number): boolean {
  return (table.layer[row] & layers.visible) !== 0
}

/**
 * Follows a switch of layers inside the tick: what has become visible enters in the tick in which it is shown; what is hidden leaves one tick
 * after its SectionHidden, so that its rows can be read until then. What cannot enter stays out and says why.
 */
export function followLayers(engine: Engine): void {
  const { layers, clock, live, backend, errors } = engine
  if (clock.tick < layers.switchedTick || clock.tick > layers.switchedTick + 1) return
  for (let i = 0; i < live.count; i++) {
    const s = live.order[i]
    const row = live.row[s]
    if (live.state[s] !== State.Loaded && live.state[s] !== State.QueuedUnload) continue
    if (!isVisibleRow(engine, row)) {
      if (clock.tick > layers.switchedTick) backend.leave?.(row)
      continue
    }
    const trouble = enterContent(engine, row)
    if (trouble) errors.set(row, trouble)
  }
}
