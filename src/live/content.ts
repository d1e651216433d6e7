import { State } from '../components/state'
import type { Engine } from '../engine'
import { markDirty } from './pending'

/** Makes what a section brings visible to the game, unless its data layer is hidden. Answers '' or why it could not. */
export function enterContent(engine: Engine, row: number): string {
  const { table, layers, backend } = engine
  return table.layer[row] & layers.visible ? (backend.enter?.(row) ?? '') : ''
}

/** Brings what is loaded in line with the layers in force: shows, hides, enters, leaves. What cannot enter stays out and says why. */
export function applyLayers(engine: Engine): void {
  const { live, table, layers, backend, errors } = engine
  for (let i = 0; i < live.count; i++) {
    const s = live.order[i]
    const row = live.row[s]
    markDirty(engine, s)
    if (live.state[s] !== State.Loaded && live.state[s] !== State.QueuedUnload) continue
    if ((table.layer[row] & layers.visible) === 0) backend.leave?.(row)
    else {
      const trouble = enterContent(engine, row)
      if (trouble) errors.set(row, trouble)
    }
  }
}
