import type { WorkMeter } from '../memory/meter'
import { MORE } from '../payloads/kind'
import {
  attempt,
  discard,
  end,
  enterHeld,
  failLoad,
  leaveHeld,
  lineOf,
  releaseHeld,
  takeOff,
  timed,
  type AssetLoad,
  type AssetState,
  type HeldAsset,
} from './assetState'
import { Outcome } from './backend'

/**
 * Adopts and releases in turn, oldest first, until the meter stops it; each load is called at most once a frame.
 * A load whose slice no longer fits ends the frame: smaller ones behind it do not overtake.
 */
export function pumpAssets(state: AssetState, meter: WorkMeter): void {
  state.work?.begin()
  if (state.ready.length === 0 && state.releases.length === 0) return
  state.meter = meter
  pumpLine(state, meter)
  state.work?.close(meter)
}

function pumpLine(state: AssetState, meter: WorkMeter): void {
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
  const { kind, context } = load
  const operations = meter.spentOperations
  load.begun = true
  load.waitsFor = ''
  let adopted: unknown = MORE
  let thrown: string | null = null
  try {
    adopted = timed(state, 'adopt', load.row, kind, () => kind.adopt(context, load.decoded))
  } catch (error) {
    thrown = `${kind.name}: ${lineOf(error)}`
  }
  if (meter.spentOperations === operations) meter.spend(adopted === MORE ? 0 : load.bytes)
  if (thrown !== null) failLoad(state, load, thrown)
  // Not begun any more: the context was lost meanwhile, and what adopt made went with it.
  else if (adopted !== MORE && load.begun) finish(state, load, adopted)
}

function finish(state: AssetState, load: AssetLoad, adopted: unknown): void {
  const { ticket, row, kind, context } = load
  if (!takeOff(state, load)) return
  const old = state.held.get(row)
  const held: HeldAsset = { ticket, kind, context, adopted, entered: false }
  state.held.set(row, held)
  const trouble = [old ? replaceOld(old, held) : '', discard(load)]
  end(state, ticket, row, Outcome.Loaded, trouble.filter(Boolean).join('; '))
}

/** A new version stands: the old one leaves, and where it had entered the new one enters in its stead, before anybody looks. */
function replaceOld(old: HeldAsset, held: HeldAsset): string {
  const { kind, context, adopted, entered } = old
  const left = leaveHeld(old)
  const supersede = kind?.supersede
  const freed =
    kind && context && supersede ? attempt(kind, () => supersede.call(kind, context, adopted)) : releaseHeld(old)
  return [left, freed, entered ? enterHeld(held) : ''].filter(Boolean).join('; ')
}

function releaseOnce(state: AssetState, meter: WorkMeter): void {
  const release = state.releases.shift()
  if (!release) return
  const operations = meter.spentOperations
  const trouble = timed(state, 'release', release.row, release.kind, () => releaseHeld(release))
  if (meter.spentOperations === operations) meter.spend(0)
  end(state, release.ticket, release.row, Outcome.Gone, trouble)
}
