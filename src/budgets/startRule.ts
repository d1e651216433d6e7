import { Reason } from '../components/liveSection'
import type { Engine } from '../engine'
import type { UnpaidBytes } from '../live/budgets'
import { findLive } from '../live/rowTable'
import { isUnlimited, shortOf } from '../memory/ledger'

/** CUT.md D: the first load that does not fit stops later unpaid ones, and ends all grace; one for a sharper texture ends nobody's. */
export function mayStart(engine: Engine, s: number): boolean {
  if (fitsPaid(engine, s)) return true
  const { loader, live, cut, clock } = engine
  loader.pressure = true
  if (live.reason[s] !== Reason.Upgrade) cut.graceEndsBefore = clock.tick
  return false
}

/** It is paid for, or its closure fits beside all that is. */
export function fitsPaid(engine: Engine, s: number): boolean {
  const { live, ledger } = engine
  if (live.paid[s] > 0 || isUnlimited(ledger)) return true
  const { bytes, textureBytes } = measureUnpaid(engine, s)
  return shortOf(ledger, ledger.paidBytes + bytes, ledger.paidTextureBytes + textureBytes) === ''
}

/** Of a prefetch: beside all that the cut wants, and beside all that is there. */
export function fitsAhead(engine: Engine, s: number): boolean {
  const { ledger, cut } = engine
  if (isUnlimited(ledger)) return true
  const { bytes, textureBytes } = measureUnpaid(engine, s)
  const wanted = cut.wantedBytes + cut.sharedBytes + cut.pinnedBytes
  const wantedTextures = cut.wantedTextureBytes + cut.sharedTextureBytes + cut.pinnedTextureBytes
  const textures = Math.max(wantedTextures, ledger.paidTextureBytes) + textureBytes
  return shortOf(ledger, Math.max(wanted, ledger.paidBytes) + bytes, textures) === ''
}

/** Scratch of one measurement: the answer, until the next. */
const unpaid: UnpaidBytes = { bytes: 0, textureBytes: 0 }

/** Bytes of closure(s) that are not paid yet. */
export function measureUnpaid(engine: Engine, s: number): UnpaidBytes {
  unpaid.bytes = unpaid.textureBytes = 0
  addUnpaid(engine, s, ++engine.cut.stamp)
  return unpaid
}

/** `stamp` marks what this traversal has counted. */
function addUnpaid(engine: Engine, s: number, stamp: number): void {
  const { live, table } = engine
  if (live.paid[s] > 0 || live.stamp[s] === stamp) return
  live.stamp[s] = stamp
  unpaid.bytes += live.bytes[s]
  unpaid.textureBytes += live.textureBytes[s]
  if (live.parent[s] >= 0) addUnpaid(engine, live.parent[s], stamp)
  if (!live.requiring[s]) return
  const row = live.row[s]
  for (let i = table.requireStart[row]; i < table.requireStart[row + 1]; i++)
    addUnpaid(engine, findLive(engine.rows, table.requires[i]), stamp)
}
