import type { Engine } from '../engine'
import { isUnlimited, shortOf } from '../memory/ledger'
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

/** CUT.md D: may `s` start? It is paid for, or its closure fits beside all that is. */
export function fitsPaid(engine: Engine, s: number): boolean {
  const { live, ledger, steps } = engine
  if (live.paid[s] > 0 || isUnlimited(ledger)) return true
  const bytes = measureUnpaid(engine, s)
  return shortOf(ledger, ledger.paidBytes + bytes, ledger.paidTextureBytes + steps.unpaidTextureBytes) === ''
}

/** Bytes of closure(s) that are not paid yet; those of textures among them are left in `steps.unpaidTextureBytes`. */
export function measureUnpaid(engine: Engine, s: number): number {
  engine.steps.unpaidTextureBytes = 0
  return addUnpaid(engine, s, ++engine.cut.stamp)
}

/** `stamp` marks what this traversal has counted. */
function addUnpaid(engine: Engine, s: number, stamp: number): number {
  const { live, table, steps } = engine
  if (live.paid[s] > 0 || live.stamp[s] === stamp) return 0
  live.stamp[s] = stamp
  steps.unpaidTextureBytes += live.textureBytes[s]
  let bytes = live.bytes[s]
  if (live.parent[s] >= 0) bytes += addUnpaid(engine, live.parent[s], stamp)
  if (!live.requiring[s]) return bytes
  const row = live.row[s]
  for (let i = table.requireStart[row]; i < table.requireStart[row + 1]; i++)
    bytes += addUnpaid(engine, findLive(engine.rows, table.requires[i]), stamp)
  return bytes
}
