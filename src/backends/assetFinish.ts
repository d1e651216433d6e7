import { graphicsMemoryFull } from '../memory/shortage'
import {
  attempt,
  discard,
  end,
  enterHeld,
  failLoad,
  leaveHeld,
  releaseHeld,
  takeOff,
  type AssetLoad,
  type AssetState,
  type HeldAsset,
} from './assetState'
import { Outcome } from './backend'

/** Ends a load whose adopt is done as Loaded; a version that it replaces leaves. */
export function finish(state: AssetState, load: AssetLoad): void {
  const { ticket, row, kind, context, adopted } = load
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

/**
 * Asks the GPU once a frame whether what was uploaded in the last one found room, before anything else is uploaded: the answer comes when all of that has been taken in, which by
 * then it has. Nothing of it counts as loaded until then. (An answer after each upload took 7 ms for 16 uploads on two busy cores; the uploads took 3.)
 */
export function proveUploads(state: AssetState): void {
  if (!state.uploaded) return
  state.uploaded = false
  const loads = state.unproved.splice(0)
  if (state.site.presenter.hasRoom?.() ?? true) for (const load of loads) finish(state, load)
  else refuseUploads(state, loads)
}

/** Nobody knows which of them found no room: all that came or was coming fails, and is tried again when it has cooled down. */
function refuseUploads(state: AssetState, loads: readonly AssetLoad[]): void {
  const { message } = graphicsMemoryFull()
  const coming = state.ready.filter(({ begun, kind }) => begun && kind.onGpu)
  for (const load of [...loads, ...coming]) failLoad(state, load, `${load.kind.name}: ${message}`)
  for (const load of loads) loseVersion(state, load)
}

/** A new version that found no room stands in the place of the old one: neither is left. */
function loseVersion(state: AssetState, { ticket, row }: AssetLoad): void {
  const held = state.held.get(row)
  if (held?.ticket !== ticket) return
  state.held.delete(row)
  end(state, ticket, row, Outcome.Lost, releaseHeld(held))
}
