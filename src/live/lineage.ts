import type { Engine } from '../engine'
import { spawn, spawnChildren } from './membership'
import { findLive } from './rowTable'

/** Makes a section live with all its ancestors and their families; −1 where the capacity does not carry it. */
export function makeLive(engine: Engine, row: number): number {
  const present = findLive(engine.rows, row)
  if (present >= 0) return present
  const parent = engine.table.parent[row]
  if (parent < 0) return spawn(engine, row, -1)
  const up = makeLive(engine, parent)
  return up >= 0 && spawnChildren(engine, up) ? findLive(engine.rows, row) : -1
}
