import type { WorkMeter } from '../memory/meter'
import { MORE } from '../payloads/kind'
import { discard, end, failLoad, lineOf, releaseNow, takeOff, type AssetLoad, type AssetState } from './assetState'
import { Outcome } from './backend'

/**
 * Adopts and releases in turn, oldest first, until the meter stops it; each load is called at most once a frame.
 * A load whose slice no longer fits ends the frame: smaller ones behind it do not overtake.
 */
export function pumpAssets(state: AssetState, meter: WorkMeter): void {
  if (state.ready.length === 0 && state.releases.length === 0) return
  const line = [...state.ready]
  let next = 0
  let adopting = (state.adoptFirst = !state.adoptFirst)
  while (next < line.length || state.releases.length > 0) {
    if (!meter.allows(0)) return
    if (next < line.length && (adopting || state.releases.length === 0)) {
      adoptOnce(state, line[next++], meter)
      if (meter.stoppedBy !== null) return
    } else releaseOnce(state, meter)
    adopting = !adopting
  }
}

function adoptOnce(state: AssetState, load: AssetLoad, meter: WorkMeter): void {
  if (!state.loads.has(load.ticket)) return
  const { row, kind, requires } = load
  const operations = meter.spentOperations
  load.begun = true
  let adopted: unknown = MORE
  let thrown: string | null = null
  try {
    adopted = kind.adopt({ row, requires, meter }, load.decoded)
  } catch (error) {
    thrown = `${kind.name}: ${lineOf(error)}`
  }
  if (meter.spentOperations === operations) meter.spend(adopted === MORE ? 0 : load.bytes)
  if (thrown !== null) failLoad(state, load, thrown)
  // Not begun any more: the context was lost meanwhile, and what adopt made went with it.
  else if (adopted !== MORE && load.begun) finish(state, load, adopted)
}

function finish(state: AssetState, load: AssetLoad, adopted: unknown): void {
  const { ticket, row, kind } = load
  if (!takeOff(state, load)) return
  const old = state.held.get(row)
  state.held.set(row, { ticket, kind, adopted })
  const trouble = [old && !kind.oneVersion ? releaseNow(row, old.kind, old.adopted) : '', discard(load)]
  end(state, ticket, row, Outcome.Loaded, trouble.filter(Boolean).join('; '))
}

function releaseOnce(state: AssetState, meter: WorkMeter): void {
  const release = state.releases.shift()
  if (!release) return
  const operations = meter.spentOperations
  const trouble = releaseNow(release.row, release.kind, release.adopted)
  if (meter.spentOperations === operations) meter.spend(0)
  end(state, release.ticket, release.row, Outcome.Gone, trouble)
}
