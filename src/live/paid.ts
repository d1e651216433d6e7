import type { Engine } from '../engine'
import { findLive } from './rowTable'

/**
 * Paid = closure(resident ∪ in flight), kept as counts of causes: a section is paid while it is occupied itself, or a
 * child or a requirer is paid. The edges form no cycle (parents are earlier rows, requires lower stages), so counting is enough.
 */
export function addPaid(engine: Engine, s: number): void {
  const { live, ledger, table } = engine
  if (live.paid[s]++ > 0) return
  ledger.paidBytes += live.bytes[s]
  ledger.paidTextureBytes += live.textureBytes[s]
  if (live.parent[s] >= 0) addPaid(engine, live.parent[s])
  if (!live.requiring[s]) return
  const row = live.row[s]
  for (let i = table.requireStart[row]; i < table.requireStart[row + 1]; i++)
    addPaid(engine, findLive(engine.rows, table.requires[i]))
}

export function removePaid(engine: Engine, s: number): void {
  const { live, ledger, table } = engine
  if (--live.paid[s] > 0) return
  ledger.paidBytes -= live.bytes[s]
  ledger.paidTextureBytes -= live.textureBytes[s]
  if (live.parent[s] >= 0) removePaid(engine, live.parent[s])
  if (!live.requiring[s]) return
  const row = live.row[s]
  for (let i = table.requireStart[row]; i < table.requireStart[row + 1]; i++)
    removePaid(engine, findLive(engine.rows, table.requires[i]))
}
