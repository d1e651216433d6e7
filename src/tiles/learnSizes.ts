import { isOccupied, State } from '../components/state'
import type { Engine } from '../engine'
import { findLive } from '../live/rowTable'
import { bookResident } from '../memory/ledger'

/**
 * Takes up what loads without a promised size were found to take, before they are uploaded: the plan has real bytes from its next tick on, and whatever was
 * counted with the estimate is counted anew.
 */
export function learnSizes(engine: Engine): void {
  const { completions, tiles, rows } = engine
  const { sizes } = completions
  for (let i = 0; i < sizes.count; i++) {
    tiles?.sizes.set(sizes.row[i], sizes.bytes[i])
    const s = findLive(rows, sizes.row[i])
    if (s >= 0) weighAnew(engine, s, sizes.bytes[i])
  }
}

function weighAnew(engine: Engine, s: number, bytes: number): void {
  const { live, cut, kinds, table } = engine
  const more = bytes - live.bytes[s]
  if (more === 0) return
  const moreTexture = table.kind[live.row[s]] === kinds.texture ? more : 0
  bookMore(engine, s, more, moreTexture)
  live.bytes[s] += more
  live.textureBytes[s] += moreTexture
  // The sums of the cut are made again with it.
  cut.stale = true
}

/** Every sum that a section is a part of. */
function bookMore(engine: Engine, s: number, more: number, moreTexture: number): void {
  const { live, ledger, cut, loader } = engine
  if (isOccupied(live.state[s] as State)) bookResident(ledger, more, moreTexture)
  if (live.paid[s] > 0) {
    ledger.paidBytes += more
    ledger.paidTextureBytes += moreTexture
  }
  if (live.holders[s] > 0) {
    cut.sharedBytes += more
    cut.sharedTextureBytes += moreTexture
  }
  if ((live.state[s] === State.Loading || live.cancelled[s]) && !live.parked[s]) loader.parsingBytes += more
  const pins = countPinnedBelow(engine, s)
  cut.pinnedBytes += pins * more
  cut.pinnedTextureBytes += pins * moreTexture
}

/** Pinned sections that count it: itself, and those that it is an ancestor of. */
function countPinnedBelow({ live, telemetry }: Engine, s: number): number {
  let found = 0
  for (let i = 0; telemetry.pinned > 0 && i < live.count; i++)
    if (live.pins[live.order[i]] > 0) for (let up = live.order[i]; up >= 0; up = live.parent[up]) if (up === s) found++
  return found
}
